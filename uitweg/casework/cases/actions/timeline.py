"""The timeline of a case: narrowed to one kind, and adding what happened or was seen."""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.casework.cases.actions import entries as actions
from uitweg.casework.cases.actions.entries import Opened
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.events import Facts
from uitweg.casework.cases.rules.timeline import VIEWS, EntryKind
from uitweg.casework.cases.rules.visibility import Audience, DataGroup
from uitweg.channel.models import Attachment
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible


@dataclass(frozen=True)
class Chip:
    """One way to narrow the timeline; `view` "" is everything."""

    view: str
    words: str
    chosen: bool


def narrowed(entries: list[Opened], asked: str) -> tuple[list[Opened], list[Chip]]:
    """Return what is asked for of the timeline, and the chips of what there is.

    An unknown word shows everything: nothing may seem to be gone.
    """
    there = {one.entry.kind for one in entries}
    words = {view: said for view, (said, kinds) in VIEWS.items() if there & kinds}
    chosen = asked if asked in words else ""
    kinds = VIEWS[chosen][1] if chosen else frozenset(EntryKind)
    chips = [Chip(view, said, view == chosen) for view, said in words.items()]
    return (
        [one for one in entries if one.entry.kind in kinds],
        [Chip("", "Alles", not chosen), *chips] if len(there) > 1 else [],
    )


def view_of(kind: str, views: Iterable[str] = VIEWS) -> str:
    """Return the word of the view in which this kind stands; "" is only under everything."""
    return next((view for view in views if kind in VIEWS[view][1]), "")


def files_of_the_report(case: Case) -> list[Attachment]:
    """Return what the reporter, or who answered, sent along; it stays with the conversation."""
    if not case.report_id:
        return []
    return list(Attachment.objects.filter(report=case.report_id).order_by("id"))


def add_what_happened(
    *,
    case: Case,
    text: str,
    facts: Facts,
    by: Actor,
    form_key: bytes,
    audience: Audience = Audience.TEAM,
    group: DataGroup = DataGroup.SITUATION,
) -> None:
    """Put an event on the timeline, or, when a signal is named, an observation.

    The same form again changes nothing. Raises NotPossible for a closed case.
    """
    if not case.is_at_work:
        raise NotPossible("case-closed")
    actions.add_entry(
        case=case,
        kind=EntryKind.OBSERVATION if facts.signal else EntryKind.EVENT,
        text=text,
        facts=facts,
        by=by,
        form_key=form_key,
        audience=audience,
        group=group,
    )
