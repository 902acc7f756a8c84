"""The patterns of the rota: a list, a new one, changing one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from uitweg.casework.duty.rota.actions import patterns as actions
from uitweg.casework.duty.rota.forms import WEEKDAYS, PatternForm, pattern_fields
from uitweg.casework.duty.shifts.actions import members_for_duty
from uitweg.casework.duty.shifts.models import ShiftPattern
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

NEW_FIELDS = {"every_weeks": 1, "weekdays": [value for value, _ in WEEKDAYS]}


@require_http_methods(["GET", "POST"])
@needs(Permission.DUTY_PLAN)
def patterns(request: MemberRequest) -> HttpResponse:
    """Every pattern that runs or will, and a form for a new one."""
    if request.method != "POST":
        initial = {**NEW_FIELDS, "first_day": request.actor.today.isoformat()}
        return _list_page(request, _form(request, initial=initial))
    form = _form(request, request.POST)
    if not form.is_valid():
        return _list_page(request, form, status=400)
    try:
        actions.add_pattern(terms=form.terms, by=request.actor)
    except NotPossible as error:
        return _list_page(request, form, wrong=error.sentence, status=409)
    return redirect("patterns")


@require_http_methods(["GET", "POST"])
@needs(Permission.DUTY_PLAN)
def pattern(request: MemberRequest, pattern_id: int) -> HttpResponse:
    """Change a pattern, or let it end by its last day."""
    row = get_object_or_404(ShiftPattern, pk=pattern_id)
    if request.method != "POST":
        return _one_page(request, row, _form(request, initial=pattern_fields(row)))
    form = _form(request, request.POST)
    if not form.is_valid():
        return _one_page(request, row, form, status=400)
    try:
        shown = form.cleaned_data["shown"]
        actions.change_pattern(pattern=row, terms=form.terms, shown=shown, by=request.actor)
    except NotPossible as error:
        return _one_page(request, row, form, wrong=error.sentence, status=409)
    return redirect("patterns")


def _form(request: MemberRequest, typed: Any = None, **kwargs: Any) -> PatternForm:
    members = members_for_duty(today=request.actor.today).order_by("name", "pk")
    return PatternForm(typed, members=members, today=request.actor.today, **kwargs)


def _list_page(
    request: MemberRequest, form: PatternForm, *, status: int = 200, wrong: str = ""
) -> HttpResponse:
    today = request.actor.today
    rows = ShiftPattern.objects.select_related("member", "backup")
    context = {
        "form": form,
        "wrong": wrong,
        "running": rows.exclude(last_day__lt=today).order_by("begins", "name", "pk"),
        "weekdays": dict(WEEKDAYS),
    }
    return render(request, "rota/patterns.html", context, status=status)


def _one_page(
    request: MemberRequest,
    row: ShiftPattern,
    form: PatternForm,
    *,
    status: int = 200,
    wrong: str = "",
) -> HttpResponse:
    context = {"pattern": row, "form": form, "wrong": wrong}
    return render(request, "rota/pattern.html", context, status=status)
