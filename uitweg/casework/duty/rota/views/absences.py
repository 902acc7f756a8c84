"""Being away: which days, and what becomes open by it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.duty.rota.actions import absences as actions
from uitweg.casework.duty.rota.forms import AbsenceForm
from uitweg.casework.duty.shifts.actions import members_for_duty
from uitweg.casework.duty.shifts.models import Absence
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs


@require_http_methods(["GET", "POST"])
@needs(Permission.DUTY_TAKE)
def absences(request: MemberRequest) -> HttpResponse:
    """One's own absences, for a lead everybody's; a new one says first which shifts become open."""
    form = _form(request)
    if request.method != "POST":
        return _absences_page(request, form)
    if not form.is_valid():
        return _absences_page(request, form, status=400)
    typed, member = form.cleaned_data, form.person("member") or request.member
    days = {"member": member, "first_day": typed["first_day"], "last_day": typed["last_day"]}
    opened = actions.shifts_within(**days, now=request.actor.now)
    if opened and not typed["sure"]:
        return _absences_page(request, form, opened=opened, of=member, status=400)
    try:
        actions.plan_absence(**days, by=request.actor)
    except NotPossible as error:
        return _absences_page(request, form, wrong=error.sentence, status=409)
    return redirect("absences")


@require_POST
@needs(Permission.DUTY_TAKE)
def cancel_absence(request: MemberRequest, absence_id: int) -> HttpResponse:
    """Be there after all."""
    rows = Absence.objects.select_related("member")
    actions.cancel_absence(absence=get_object_or_404(rows, pk=absence_id), by=request.actor)
    return redirect("absences")


def _form(request: MemberRequest) -> AbsenceForm:
    members = members_for_duty(today=request.actor.today).order_by("name", "pk")
    own = (
        members
        if may(request.actor, Permission.DUTY_PLAN)
        else members.filter(pk=request.member.pk)
    )
    return AbsenceForm(
        request.POST if request.method == "POST" else None,
        members=own,
        today=request.actor.today,
        initial={"member": str(request.member.pk)},
    )


def _absences_page(
    request: MemberRequest, form: AbsenceForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    rows = Absence.objects.select_related("member").filter(last_day__gte=request.actor.today)
    may_plan = may(request.actor, Permission.DUTY_PLAN)
    context = {
        "form": form,
        "may_plan": may_plan,
        "planned": (rows if may_plan else rows.filter(member=request.member)).order_by(
            "first_day", "pk"
        ),
        **more,
    }
    return render(request, "rota/absences.html", context, status=status)
