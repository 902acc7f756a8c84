"""The compartment that an address names, for a member with a grant for it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from uitweg.casework.appraisal.compartment.actions.compartments import writers_with_key
from uitweg.casework.appraisal.compartment.models import Appraisal, Compartment
from uitweg.casework.appraisal.facts.views.opened import newest_appraisal
from uitweg.casework.appraisal.judging.actions.stages import StageRefusal
from uitweg.casework.appraisal.judging.forms import VersionForm
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may


def readable_compartment(request: MemberRequest, case_id: int) -> Compartment:
    """Return the compartment of a case.

    Raises Http404 when there is no such case, and NotAllowed when this member may not open its
    compartment; also when it has none, so that the answer is the same.
    """
    case = get_object_or_404(Case, pk=case_id)
    compartment = Compartment.objects.filter(case=case).select_related("case").first()
    require(request.actor, Permission.APPRAISAL_READ, compartment)
    assert compartment is not None
    return compartment


def posted_appraisal(request: MemberRequest, case_id: int, permission: Permission) -> Appraisal:
    """Return the newest version, which the page that posted this showed.

    Raises as `newest_appraisal`, and NotPossible when a colleague began a newer one meanwhile, or
    the form says none.
    """
    appraisal = newest_appraisal(request, case_id, permission)
    form = VersionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["number"] != appraisal.number:
        raise NotPossible(StageRefusal.APPRAISAL_NEWER)
    return appraisal


def closed_page(request: MemberRequest, case_id: int) -> HttpResponse | None:
    """Say that this part is closed to this member, and whom to ask; None when there is none.

    Also None for who may not read the case: they do not learn that it is weighed.
    """
    compartment = Compartment.objects.filter(case=case_id).select_related("case").first()
    if compartment is None or not may(request.actor, Permission.CASE_READ, compartment.case):
        return None
    case = compartment.case
    context = {"case": case, "writers": writers_with_key(compartment)}
    return render(request, "judging/compartment_closed.html", context, status=403)
