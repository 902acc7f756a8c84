"""Using emergency access: it ends with the shift, and only this part knows the rota."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.grants import EMERGENCY_REASONS, AccessLevel, GrantReason
from uitweg.casework.cases.emergency_access import actions as emergency_access
from uitweg.casework.cases.emergency_access.forms import EmergencyForm
from uitweg.casework.cases.emergency_access.views import emergency_access_page
from uitweg.casework.cases.grants.actions.named_readers import reads_all_sources
from uitweg.casework.duty.emergency_access.actions import duty_ends_at
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_EMERGENCY)
def use_emergency_access(request: MemberRequest, case_id: int) -> HttpResponse:
    """A reason opens the safety card, and a second one the case; the access ends by itself."""
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    if request.method != "POST":
        return emergency_access_page(request, case)
    require(request.actor, Permission.CASE_EMERGENCY, case)
    form = EmergencyForm(request.POST)
    if not form.is_valid():
        return emergency_access_page(request, case, form=form, status=400)
    typed = form.cleaned_data
    emergency_access.use_emergency_access(
        case=case,
        level=typed["level"],
        reason=typed["reason"],
        why=typed["why"],
        shift_ends_at=duty_ends_at(request.member, now=request.actor.now),
        by=request.actor,
        form_key=typed["key"],
    )
    return redirect("safety-card" if typed["level"] is AccessLevel.CARD else "case", case.pk)


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_EMERGENCY)
def open_sources(request: MemberRequest, case_id: int) -> HttpResponse:
    """A lead opens the report and call notes of a restricted case, because there is danger now."""
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        emergency_access.open_sources(
            case=case,
            reason=typed["reason"],
            why=typed["why"],
            shift_ends_at=duty_ends_at(request.member, now=request.actor.now),
            by=request.actor,
            form_key=typed["key"],
        )
        return redirect(_sources_page(case))
    context = {
        "case": case,
        "in_danger": case.is_restricted and emergency_access.sources_in_danger(case),
        "is_open": reads_all_sources(case, request.member),
        "sources": _sources_page(case),
        "form": form,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "reasons": GrantReason.choices(EMERGENCY_REASONS),
    }
    status = 400 if form.is_bound else 200
    return render(request, "emergency_access/open_sources.html", context, status=status)


def _sources_page(case: Case) -> str:
    """Return the address of the report a case began with, or else of its call note with danger."""
    if case.report_id:
        return reverse("report", args=[case.report_id])
    call = CallNote.objects.filter(case_id=case.pk, danger_now=True).order_by("-id").first()
    return reverse("call", args=[call.pk]) if call else reverse("now")
