"""Periods of a case: starting a period, moving its end, saying how it ended."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.views import case_page, readable_case
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.periods.forms import EndPeriodForm, MovePeriodEndForm, StartPeriodForm
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.periods.rules import MANUAL_ENDS, PeriodEnd, last_day
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.interrupted_form import is_own_address
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.ui.notices import redirect_with_notice


@require_POST
@needs(Permission.CASE_WRITE)
def start_period(request: MemberRequest, case_id: int) -> HttpResponse:
    """Start a kind of period from the policy, or another with its own name and end."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CASE_WRITE, case)
    form = StartPeriodForm(case.visibility_for(request.member.pk), request.POST)
    if not form.is_valid():
        return case_page(request, case, form)
    typed = form.cleaned_data
    periods.start_period(
        case=case,
        kind=typed["kind"],
        start=form.start,
        end=form.end,
        text=typed["text"],
        group=typed["group"],
        by=request.actor,
        form_key=typed["key"],
    )
    return redirect(f"{reverse('case', args=[case.pk])}#lopend")


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE)
def change_period(request: MemberRequest, period_id: int) -> HttpResponse:
    """The page of a period: another end, with the reason; or how it ended."""
    period = _changeable_period(request, period_id)
    if request.method != "POST":
        return _period_page(request, period, None)
    form = MovePeriodEndForm(period.started_at, request.POST)
    if not form.is_valid() or form.end is None:
        return _period_page(request, period, form)
    periods.move_period_end(
        period=period,
        end=form.end,
        why=form.cleaned_data["why"],
        version=form.cleaned_data["version"],
        by=request.actor,
    )
    return redirect(f"{reverse('case', args=[period.case_id])}#lopend")


@require_POST
@needs(Permission.CASE_WRITE)
def end_period(request: MemberRequest, period_id: int) -> HttpResponse:
    """End a period as done, lapsed or taken back; or let an ended period run again."""
    period, form = _changeable_period(request, period_id), EndPeriodForm(request.POST)
    if form.is_valid():
        version = form.cleaned_data["version"]
        if form.how is None:
            periods.reopen_period(period=period, version=version, by=request.actor)
        else:
            periods.end_period(period=period, version=version, how=form.how, by=request.actor)
    came_from = request.POST.get("verder", "")
    if not is_own_address(came_from):
        case = reverse("case", args=[period.case_id])
        return redirect(f"{case}?net=termijn-{period.pk}#termijnen")
    if not form.is_valid():
        return redirect(came_from)
    done = "period-ended" if form.how else "period-open"
    return redirect_with_notice(came_from, done, period.case.number)


def _changeable_period(request: MemberRequest, period_id: int) -> Period:
    """Return the period. Raises Http404, and NotAllowed when this member may not change it."""
    rows = Period.objects.select_related("case__coordinator", "ended_by")
    period = get_object_or_404(rows, pk=period_id)
    periods.require_period_changeable(period.case, DataGroup(period.group), request.actor)
    return period


def _period_page(
    request: MemberRequest, period: Period, invalid_form: MovePeriodEndForm | None
) -> HttpResponse:
    audit_log.record(request.member, READ_CASE, period.case, reason="period")
    key = case_keys.open_case_key(period.case, request.keyring)
    zone, end = timezone.get_current_timezone(), period.end
    current_end = {
        "until_on": end.day(zone) if end.has_time else last_day(end, zone),
        "until_at": timezone.localtime(end.at).time() if end.has_time else None,
    }
    context = {
        "case": period.case,
        "period": periods.decrypt_period(period, key),
        "form": invalid_form or MovePeriodEndForm(period.started_at, initial=current_end),
        "ends": PeriodEnd.choices(MANUAL_ENDS),
        "today": timezone.localtime(),
    }
    status = 400 if invalid_form else 200
    return render(request, "periods/change_period.html", context, status=status)
