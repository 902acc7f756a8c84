"""The case that an address names, for a member who may read it, and its page again."""

from typing import Protocol

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.workflow import Requirement
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.hooks import Hook


def readable_case(request: MemberRequest, case_id: int) -> Case:
    """Return the case with its owner.

    Raises Http404 when there is none, and NotAllowed when this member may not read it.
    """
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    require(request.actor, Permission.CASE_READ, case)
    return case


class ShowsCase(Protocol):
    """Shows the page of a case, with what was typed into one of its forms."""

    def __call__(
        self,
        request: MemberRequest,
        case: Case,
        returned: Form | None = None,
        *,
        missing: tuple[Requirement, ...] = (),
        ground_changed: bool = False,
    ) -> HttpResponse: ...


page_of_a_case = Hook[ShowsCase]("the page of a case")
"""One view registers: it knows every room, and no room knows it."""


def case_page(
    request: MemberRequest,
    case: Case,
    returned: Form | None = None,
    *,
    missing: tuple[Requirement, ...] = (),
    ground_changed: bool = False,
) -> HttpResponse:
    """Show the page of a case again, because a form on it could not be accepted.

    `returned` is that form. `missing` is what the requested state still needs. `ground_changed`
    says that a colleague changed the ground or the review date while this member chose theirs.
    """
    (show,) = page_of_a_case
    return show(request, case, returned, missing=missing, ground_changed=ground_changed)
