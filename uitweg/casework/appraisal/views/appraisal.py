"""The main page of a weighing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from uitweg.casework.appraisal.actions.compartments import open_compartment
from uitweg.casework.appraisal.actions.findings import findings_of
from uitweg.casework.appraisal.models import Compartment
from uitweg.casework.appraisal.views.judging_context import judging_page
from uitweg.casework.appraisal.views.readable_compartment import closed_page, newest_appraisal
from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.actions.authorization import NotAllowed
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_GET
@needs(Permission.APPRAISAL_READ)
def appraisal(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show the newest version."""
    try:
        newest = newest_appraisal(request, case_id)
    except NotAllowed:
        if not Compartment.objects.filter(case=case_id).exists():
            raise
        return closed_page(request, get_object_or_404(Case, pk=case_id))
    key = open_compartment(compartment=newest.compartment, by=request.actor)
    context = {
        "case": newest.case,
        "appraisal": newest,
        "judging": judging_page(newest, key, request.actor),
        "findings": findings_of(newest.compartment, key),
        "now": request.actor.now,
    }
    return render(request, "appraisal/appraisal.html", context)
