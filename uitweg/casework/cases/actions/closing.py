"""Closing: what was reached, what stays arranged, who knows; asked by one, agreed by another."""

from collections.abc import Mapping

from django.db import transaction

from uitweg.casework.cases.actions import case_keys, periods, plan, sheets, workflow
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import already_submitted
from uitweg.casework.cases.models import Action, Case, Goal, Sheet
from uitweg.casework.cases.rules.closing import Ending
from uitweg.casework.cases.rules.periods import PeriodEnd
from uitweg.casework.cases.rules.plan import ActionState, GoalState
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.workflow import TRANSITIONS, CaseState, missing_for_closing
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission


def request_closing(
    *,
    case: Case,
    ending: Ending | None,
    goals: Mapping[int, GoalState],
    actions: Mapping[int, ActionState],
    running: Mapping[int, PeriodEnd],
    words: dict[str, str],
    by: Actor,
    form_key: bytes,
) -> None:
    """Ask a second person to close the case, with all that was said of it; or nothing at all.

    `goals`, `actions` and `running` periods say by number how each ended; `words` are the fields
    of the sheet on closing. The same form again changes nothing. Raises moving.Missing, and
    NotPossible when a colleague moved the case meanwhile.
    """
    require(by.member, Permission.CASE_WRITE, case)
    key = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        if already_submitted(Sheet, case, form_key):
            return
        case.refresh_from_db(fields=["state"])
        if CaseState.CLOSING not in TRANSITIONS[CaseState(case.state)]:
            raise NotPossible("case-moved")
        _end_plan(case, key, goals, actions, by=by)
        periods.end_periods_at_closing(case, key, running, by=by)
        workflow.require_nothing_missing(
            case, CaseState.CLOSING, now=by.now, also=missing_for_closing(ending, words)
        )
        whole = _keep_hidden_fields(case, key, words, by=by)
        sheets.store_sheet_version(case, SheetKind.CLOSING, whole, key, by=by, form_key=form_key)
        workflow.move_to_closing(case, key, ending=ending, by=by)


def _keep_hidden_fields(
    case: Case, key: CaseKey, words: dict[str, str], *, by: Actor
) -> dict[str, str]:
    """Keep what an earlier closing said in fields that `by` does not see and left empty."""
    earlier, visibility = (
        sheets.newest_sheets(case, key)[SheetKind.CLOSING],
        case.visibility_for(by.member.pk),
    )
    seen = sheets.visible_sheet(earlier, visibility).fields
    return {n: t or ("" if n in seen else earlier.fields.get(n, "")) for n, t in words.items()}


def _end_plan(
    case: Case,
    key: CaseKey,
    goals: Mapping[int, GoalState],
    actions: Mapping[int, ActionState],
    *,
    by: Actor,
) -> None:
    """Say of what is open, and what `by` may see, how it ended."""
    visibility, today = case.visibility_for(by.member.pk), by.today
    seen_goals = {one.row.pk for one in plan.decrypt_goals(case, key, visibility)} & set(goals)
    seen_actions = {one.row.pk for one in plan.decrypt_actions(case, key, visibility)} & set(
        actions
    )
    for number in seen_goals:
        Goal.objects.filter(pk=number, state=GoalState.OPEN).update(state=goals[number])
    for number in seen_actions:
        open_ = Action.objects.open().filter(pk=number)
        open_.update(state=actions[number], done_on=today)
