"""The version of a weighing that an address names, opened for a member who may read it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from uitweg.casework.appraisal.actions.compartments import open_compartment
from uitweg.casework.appraisal.actions.items import read_content
from uitweg.casework.appraisal.models import Appraisal, Compartment
from uitweg.casework.appraisal.rules.content import AppraisalContent
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.ui.addresses import row_number_in


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
