"""The weighing that an address names, for a member who may do this with it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from uitweg.casework.appraisal.actions.reading import OpenedAppraisal, open_appraisal
from uitweg.casework.appraisal.models import Appraisal
from uitweg.casework.appraisal.rules.stages import Stage
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission


def newest_appraisal(
    request: MemberRequest, case_id: int, permission: Permission, *, number: int | None = None
) -> Appraisal:
    """Return the newest version of a case's weighing, or the one with this number.

    Raises Http404 when there is none, and NotAllowed without this permission for it; whoever may
    not read the case does not learn that it has none.
    """
    case = get_object_or_404(Case, pk=case_id)
    rows = Appraisal.objects.filter(compartment__case=case).order_by("-number")
    rows = rows.select_related("compartment__case__coordinator", "compartment__made_by", "author")
    newest = rows.first()
    if newest is None:
        require(request.actor, Permission.CASE_READ, case)
        raise Http404
    require(request.actor, permission, newest)
    return newest if number is None else get_object_or_404(rows, number=number)


def writable_appraisal(request: MemberRequest, case_id: int) -> OpenedAppraisal:
    """Return the version that is written in, opened.

    Raises NotPossible once its facts are closed: what was typed then comes back on the page that
    says so.
    """
    row = newest_appraisal(request, case_id, Permission.APPRAISAL_WRITE)
    if row.stage != Stage.DRAFT:
        raise NotPossible("appraisal-closed")
    return open_appraisal(row, by=request.actor)
