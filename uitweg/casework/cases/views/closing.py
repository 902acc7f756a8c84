"""Asking to close a case, and the lead's agreeing."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.cases.actions import case_keys, closing, periods, plan, sheets, workflow
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.forms.closing import (
    ACTION_PREFIX,
    GOAL_PREFIX,
    PERIOD_PREFIX,
    ClosingForm,
)
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules import retention
from uitweg.casework.cases.rules.closing import Ending
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.cases.rules.periods import ENDS_AT_CLOSING, PeriodEnd
from uitweg.casework.cases.rules.plan import ACTION_ENDS, GOAL_ENDS, ActionState, Domain, GoalState
from uitweg.casework.cases.rules.sheets import SheetKind, YoungsterKnows
from uitweg.casework.cases.rules.visibility import CaseAspect, sees_aspect
from uitweg.casework.cases.rules.workflow import TRANSITIONS, CaseState, Requirement
from uitweg.casework.cases.views.readable_case import readable_case
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.notices import redirect_with_notice


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE, keys=True)
def close_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """One form: why, what was reached, what is left to do, what stays, who knows."""
    case = readable_case(request, case_id)
    require(request.member, Permission.CASE_WRITE, case)
    if request.method != "POST":
        return _closing_page(request, case)
    goals = case.goals.filter(state=GoalState.OPEN)
    form = ClosingForm(goals, case.actions.open(), case.periods.running(), request.POST)
    if not form.is_valid():
        return _closing_page(request, case, form=form, status=400)
    try:
        closing.request_closing(
            case=case,
            ending=form.cleaned_data["ending"],
            goal_states=form.goals,
            action_states=form.actions,
            period_ends=form.running,
            fields=form.words,
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except workflow.RequirementsMissing as error:
        return _closing_page(request, case, form=form, missing=error.missing, status=409)
    return redirect("case", case.pk)


@require_POST
@needs(Permission.CASE_APPROVE_CLOSING, keys=True)
def agree_to_close(request: MemberRequest, case_id: int) -> HttpResponse:
    """The lead agrees that a case is closed, without opening it."""
    found = get_object_or_404(Case, pk=case_id)
    workflow.agree_to_close(case=found, by=request.actor)
    return redirect_with_notice("now", "case-closed", found.number)


def _closing_page(
    request: MemberRequest,
    case: Case,
    *,
    form: ClosingForm | None = None,
    missing: tuple[Requirement, ...] = (),
    status: int = 200,
) -> HttpResponse:
    if CaseState.CLOSING not in TRANSITIONS[CaseState(case.state)]:
        raise NotPossible("case-moved")
    audit_log.record(request.member, "case:read", case, reason=SheetKind.CLOSING.value)
    key = case_keys.open_case_key(case, request.keyring)
    if form is None:
        earlier = sheets.newest_sheets(case, key)[SheetKind.CLOSING]
        shown = sheets.visible_sheet(earlier, case.visibility_for(request.member.pk))
        form = ClosingForm((), (), (), initial=shown.fields)
    ground = LegalGround(case.ground)
    words = {
        "case": case,
        "form": form,
        "form_key": form["key"].value() or tokens.new_token(16).hex(),
        "missing": [one.words for one in missing],
        "endings": Ending.choices(),
        "told": YoungsterKnows.choices(),
        "ground": ground.words
        if sees_aspect(case.visibility_for(request.member.pk), CaseAspect.GROUND)
        else "",
        "term": retention.term(ground),
        **_open_items(case, key, form, member=request.member.pk),
    }
    return render(request, "cases/close_case.html", words, status=status)


def _open_items(case: Case, key: CaseKey, form: ClosingForm, *, member: int) -> dict[str, Any]:
    """Return what is open, each with its buttons and what was chosen."""

    def line(
        name: str, one: object, about: str, buttons: list[tuple[str, str]]
    ) -> tuple[object, ...]:
        chosen = form.data.get(name, "") if form.is_bound else ""
        return name, one, about, buttons, chosen

    visibility = case.visibility_for(member)
    aims = [
        one for one in plan.decrypt_goals(case, key, visibility) if one.row.state == GoalState.OPEN
    ]
    to_do = [
        one
        for one in plan.decrypt_actions(case, key, visibility)
        if one.row.state == ActionState.OPEN
    ]
    return {
        "goals": [
            line(
                f"{GOAL_PREFIX}{one.row.pk}",
                one,
                Domain(one.row.domain).words,
                GoalState.choices(GOAL_ENDS),
            )
            for one in aims
        ],
        "actions": [
            line(
                f"{ACTION_PREFIX}{one.row.pk}",
                one,
                one.row.owner.name,
                ActionState.choices(ACTION_ENDS),
            )
            for one in to_do
        ],
        "running": [
            line(
                f"{PERIOD_PREFIX}{one.row.pk}",
                replace(one, text=one.name),
                one.until,
                PeriodEnd.choices(ENDS_AT_CLOSING),
            )
            for one in periods.decrypt_running_periods(case, key, visibility)
        ],
    }
