"""The case that an address names, for a member who may read it."""

from django.shortcuts import get_object_or_404

from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission


def readable_case(request: MemberRequest, case_id: int) -> Case:
    """Return the case with its owner.

    Raises Http404 when there is none, and NotAllowed when this member may not read it.
    """
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    require(request.actor, Permission.CASE_READ, case)
    return case
