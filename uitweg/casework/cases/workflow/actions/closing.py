"""Asking a second person to close a case, with how its plan and periods ended."""

from collections.abc import Mapping

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import ActionState, GoalState, Risk, SheetKind
from uitweg.casework.cases.case.rules.visibility import CaseAspect, sees_aspect
from uitweg.casework.cases.case.rules.workflow import (
    TRANSITIONS,
    CaseState,
    Ending,
    missing_for_closing,
)
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.periods.rules import PeriodEnd
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.workflow.actions import workflow
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission


def request_closing(
    *,
    case: Case,
    ending: Ending | None,
    goal_states: Mapping[int, GoalState],
    action_states: Mapping[int, ActionState],
    period_ends: Mapping[int, PeriodEnd],
    fields: dict[str, str],
    by: Actor,
    form_key: bytes,
) -> None:
    """Store the form on closing, and ask a second person to close the case.

    The three mappings have by row id how each open goal, open action and running period ended;
    `fields` are those of the sheet on closing. Sending the same form twice changes nothing the
    second time. Raises `workflow.RequirementsMissing`, NotAllowed when this member may not see how
    safe the youngster is, and NotPossible when a colleague moved the case meanwhile; nothing is
    stored then.
    """
    require(by, Permission.CASE_WRITE, case)
    if not sees_aspect(case.visibility_for(by.member.pk), CaseAspect.RISK):
        raise NotAllowed(Permission.CASE_WRITE)
    key = case_keys.open_case_key(case, by.keyring)

    def is_same(stored: Sheet) -> bool:
        kept = sheets.decrypt_sheet(stored, key).fields
        same_fields = all(kept.get(name) == text or not text for name, text in fields.items())
        case.refresh_from_db(fields=["ending"])
        return stored.kind == SheetKind.CLOSING and case.ending == (ending or "") and same_fields

    with transaction.atomic():
        if once_in_case(Sheet, case, form_key, is_same):
            return
        case.refresh_from_db(fields=["state", "risk"])
        if CaseState.CLOSING not in TRANSITIONS[CaseState(case.state)]:
            raise NotPossible(workflow.WorkflowRefusal.CASE_MOVED)
        _end_goals(case, key, goal_states, by=by)
        _end_actions(case, key, action_states, by=by)
        periods.end_periods_at_closing(case, key, period_ends, by=by)
        workflow.require_nothing_missing(
            case,
            CaseState.CLOSING,
            now=by.now,
            also_missing=missing_for_closing(ending, fields, Risk(case.risk)),
        )
        fields = _with_hidden_fields(case, key, fields, by=by)
        sheets.store_sheet_version(case, SheetKind.CLOSING, fields, key, by=by, form_key=form_key)
        workflow.move_to_closing(case, key, ending=ending, by=by)


def _with_hidden_fields(
    case: Case, key: CaseKey, fields: dict[str, str], *, by: Actor
) -> dict[str, str]:
    """Return these fields, with the earlier text of those that `by` does not see and left empty."""
    earlier = sheets.newest_sheets(case, key)[SheetKind.CLOSING]
    visible = sheets.visible_sheet(earlier, case.visibility_for(by.member.pk)).fields
    hidden = {name: text for name, text in earlier.fields.items() if name not in visible}
    return {name: text or hidden.get(name, "") for name, text in fields.items()}


def _end_goals(case: Case, key: CaseKey, states: Mapping[int, GoalState], *, by: Actor) -> None:
    """Set how each open goal that `by` may see ended."""
    for goal in plan.decrypt_goals(case, key, case.visibility_for(by.member.pk)):
        if state := states.get(goal.row.pk):
            Goal.objects.filter(pk=goal.row.pk, state=GoalState.OPEN).update(state=state)


def _end_actions(case: Case, key: CaseKey, states: Mapping[int, ActionState], *, by: Actor) -> None:
    """Set how each open action that `by` may see ended, with the day."""
    for action in plan.decrypt_actions(case, key, case.visibility_for(by.member.pk)):
        if state := states.get(action.row.pk):
            rows = Action.objects.open().filter(pk=action.row.pk)
            rows.update(state=state, done_on=by.today)
