"""What of the figures waits for the reader, for their page Nu: a context processor."""

from functools import cached_property
from typing import cast

from django.http import HttpRequest

from uitweg.figures.models import ReleaseProposal
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Permission, may


def waiting_figures(request: HttpRequest) -> dict[str, object]:
    """Provide `figures` to every template."""
    return {"figures": WaitingFigures(request)}


class WaitingFigures:
    """Looked up only where a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def proposals_to_decide(self) -> list[ReleaseProposal]:
        """Return the proposals of others that this member may release or refuse."""
        actor = cast(Actor | None, getattr(self._request, "actor", None))
        if actor is None or not may(actor, Permission.FIGURES_READ):
            return []
        waiting = ReleaseProposal.objects.waiting().select_related("extraction", "proposed_by")
        return [each for each in waiting if may(actor, Permission.FIGURES_RELEASE, each)]
