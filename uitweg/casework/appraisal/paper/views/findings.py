"""What care, police, prosecutor, court and committee find, each on its own."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.judging.views.readable_compartment import readable_compartment
from uitweg.casework.appraisal.paper.actions.findings import findings_of, record_finding
from uitweg.casework.appraisal.paper.forms import FindingForm
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_READ)
def authority_findings(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show what each authority found; who writes adds a finding, at any stage."""
    compartment = readable_compartment(request, case_id)
    form = FindingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(request.actor, Permission.APPRAISAL_WRITE, compartment)
        if form.is_valid():
            record_finding(
                compartment=compartment,
                written=form.written,
                form_key=form.cleaned_data["key"],
                by=request.actor,
            )
            return redirect("authority-findings", case_id)
    key = open_compartment(compartment=compartment, by=request.actor)
    context = {
        "case": compartment.case,
        "findings": findings_of(compartment, key),
        "may_write": may(request.actor, Permission.APPRAISAL_WRITE, compartment),
        "form": form,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "now": request.actor.now,
    }
    status = 400 if form.is_bound else 200
    return render(request, "paper/authority_findings.html", context, status=status)
