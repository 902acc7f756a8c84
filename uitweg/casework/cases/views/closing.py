"""Asking to close a case, and the lead's approval."""

from dataclasses import dataclass

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
from uitweg.casework.cases.rules.visibility import CaseAspect, Visibility, sees_aspect
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
    """One form: why, how each open goal, action and period ended, and the closing sheet."""
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
            goal_states=form.goal_states,
            action_states=form.action_states,
            period_ends=form.period_ends,
            fields=form.sheet_fields,
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except workflow.RequirementsMissing as error:
        return _closing_page(request, case, form=form, missing=error.missing, status=409)
    return redirect("case", case.pk)


@require_POST
@needs(Permission.CASE_APPROVE_CLOSING, keys=True)
def agree_to_close(request: MemberRequest, case_id: int) -> HttpResponse:
    """The lead approves the closing of a case, without opening it."""
    case = get_object_or_404(Case, pk=case_id)
    workflow.agree_to_close(case=case, by=request.actor)
    return redirect_with_notice("now", "case-closed", case.number)


@dataclass(frozen=True)
class ClosingLine:
    """One open goal, action or period, and the ways it can end.

    `field` is the name of its form field, `chosen` the value that was sent for it. `text` is None
    when it does not open with this member's key.
    """

    field: str
    text: str | None
    about: str
    choices: list[tuple[str, str]]
    chosen: str


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
    visibility = case.visibility_for(request.member.pk)
    if form is None:
        newest = sheets.newest_sheets(case, key)[SheetKind.CLOSING]
        form = ClosingForm((), (), (), initial=sheets.visible_sheet(newest, visibility).fields)
    ground = LegalGround(case.ground)
    context = {
        "case": case,
        "form": form,
        "form_key": form["key"].value() or tokens.new_token(16).hex(),
        "missing": [requirement.words for requirement in missing],
        "endings": Ending.choices(),
        "told_choices": YoungsterKnows.choices(),
        "ground": ground.words if sees_aspect(visibility, CaseAspect.GROUND) else "",
        "retention_term": retention.term(ground),
        **_closing_lines(case, key, visibility, form),
    }
    return render(request, "cases/close_case.html", context, status=status)


def _closing_lines(
    case: Case, key: CaseKey, visibility: Visibility, form: ClosingForm
) -> dict[str, list[ClosingLine]]:
    """Return a line for each open goal, open action and running period this member may see."""

    def line(
        field: str, text: str | None, about: str, choices: list[tuple[str, str]]
    ) -> ClosingLine:
        return ClosingLine(field, text, about, choices, chosen=form.data.get(field, ""))

    goal_choices = GoalState.choices(GOAL_ENDS)
    action_choices = ActionState.choices(ACTION_ENDS)
    period_choices = PeriodEnd.choices(ENDS_AT_CLOSING)
    return {
        "goals": [
            line(
                f"{GOAL_PREFIX}{goal.row.pk}",
                goal.text,
                Domain(goal.row.domain).words,
                goal_choices,
            )
            for goal in plan.decrypt_goals(case, key, visibility)
            if goal.row.state == GoalState.OPEN
        ],
        "actions": [
            line(
                f"{ACTION_PREFIX}{action.row.pk}",
                action.text,
                action.row.owner.name,
                action_choices,
            )
            for action in plan.decrypt_actions(case, key, visibility)
            if action.row.state == ActionState.OPEN
        ],
        "periods": [
            line(f"{PERIOD_PREFIX}{period.row.pk}", period.name, period.until, period_choices)
            for period in periods.decrypt_running_periods(case, key, visibility)
        ],
    }
