"""Sharing without consent: the reasons in their order, and telling the youngster afterwards."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.forms import DECISION_DAYS, DecisionForm, Directory, usual_until
from uitweg.casework.cases.consents.models import SharingDecision
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.casework.cases.consents.views.consents import address_to_return, first_choices
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens


def decision_page(request: MemberRequest, case_id: int, directory: Directory) -> HttpResponse:
    """The form of a decision to share without consent; takes the same address as `consent_page`."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CONSENT_WRITE, case)
    if request.method != "POST":
        return _form_page(request, case, directory, None)
    visibility = case.visibility_for(request.member.pk)
    form = DecisionForm(case, visibility, directory, request.POST)
    if not form.is_valid():
        return _form_page(request, case, directory, form)
    consents.record_decision(
        case=case,
        terms=form.terms,
        reasons=form.reasons,
        by=request.actor,
        form_key=form.cleaned_data["key"],
        decided_by=form.cleaned_data["member"],
    )
    return redirect(address_to_return(request, case))


def _form_page(
    request: MemberRequest, case: Case, directory: Directory, returned: DecisionForm | None
) -> HttpResponse:
    audit_log.record(request.member, READ_CASE, case, reason="consent")
    visibility, today = case.visibility_for(request.member.pk), timezone.localdate()
    initial = {
        **first_choices(request, directory),
        "basis": DisclosureBasis.DANGER.value,
        "until": usual_until(today, days=DECISION_DAYS),
        "tell_on": today + timedelta(days=1),
        "member": request.member.pk,
    }
    context = {
        "case": case,
        "form": returned or DecisionForm(case, visibility, directory, initial=initial),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "back": request.POST.get("terug", request.GET.get("terug", "")),
        "today": timezone.localtime(),
    }
    status = 400 if returned else 200
    return render(request, "consents/share_without_consent.html", context, status=status)


@require_POST
@needs(Permission.CONSENT_WRITE)
def mark_told(request: MemberRequest, decision_id: int) -> HttpResponse:
    """The youngster was told what went out without their consent."""
    decision = get_object_or_404(SharingDecision.objects.select_related("case"), pk=decision_id)
    consents.mark_told(decision=decision, by=request.actor)
    return redirect(address_to_return(request, decision.case))
