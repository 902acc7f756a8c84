"""A version of the weighing as this member opens it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Appraisal, Compartment
from uitweg.casework.appraisal.compartment.rules.stages import Stage
from uitweg.casework.appraisal.facts.actions.items import FactRefusal, read_content
from uitweg.casework.appraisal.facts.actions.reading import OpenedAppraisal, open_appraisal
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.ui.addresses import row_number_in


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
        raise NotPossible(FactRefusal.APPRAISAL_CLOSED)
    return open_appraisal(row, by=request.actor)


def named_version(request: MemberRequest, case_id: int) -> Appraisal:
    """Return the newest version of the weighing of a case, or the one of `?versie=`.

    Raises Http404 when there is no such case or version, and NotAllowed when this member may not
    open its compartment; also when it has none, so that the answer is the same.
    """
    case = get_object_or_404(Case, pk=case_id)
    compartment = Compartment.objects.filter(case=case).first()
    require(request.actor, Permission.APPRAISAL_READ, compartment)
    assert compartment is not None
    versions = compartment.appraisals.select_related("compartment__case", "author")
    if named := request.GET.get("versie"):
        versions = versions.filter(number=row_number_in(named) or 0)
    appraisal = versions.order_by("-number").first()
    if appraisal is None:
        raise Http404
    return appraisal


def open_version(request: MemberRequest, case_id: int) -> tuple[Appraisal, AppraisalContent]:
    """Open the version that an address names, and return what it says; the opening is logged."""
    appraisal = named_version(request, case_id)
    key = open_compartment(compartment=appraisal.compartment, by=request.actor)
    return appraisal, read_content(appraisal, key)
