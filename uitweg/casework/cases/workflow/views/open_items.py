"""The goals, actions and periods that are open in a case, for the page that closes it."""

from dataclasses import dataclass

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import (
    ACTION_ENDS,
    GOAL_ENDS,
    ActionState,
    Domain,
    GoalState,
)
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.periods.rules import ENDS_AT_CLOSING, PeriodEnd
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.workflow.forms import (
    ACTION_PREFIX,
    GOAL_PREFIX,
    PERIOD_PREFIX,
    ClosingForm,
)


@dataclass(frozen=True)
class OpenItem:
    """One open goal, action or period, and the ways it can end.

    `field` is the name of its field in the closing form. `text` is None when it does not open with
    this member's key. `ends` holds the value and words of each way, `chosen` the value that was
    sent for it.
    """

    field: str
    text: str | None
    about: str
    ends: list[tuple[str, str]]
    chosen: str


def open_goals(
    case: Case, key: CaseKey, visibility: Visibility, form: ClosingForm
) -> list[OpenItem]:
    """Return the open goals this member may see, each with its domain in words."""
    return [
        _open_item(
            form,
            f"{GOAL_PREFIX}{goal.row.pk}",
            goal.text,
            Domain(goal.row.domain).words,
            GoalState.choices(GOAL_ENDS),
        )
        for goal in plan.decrypt_goals(case, key, visibility)
        if goal.row.state == GoalState.OPEN
    ]


def open_actions(
    case: Case, key: CaseKey, visibility: Visibility, form: ClosingForm
) -> list[OpenItem]:
    """Return the open actions this member may see, each with its owner's name."""
    return [
        _open_item(
            form,
            f"{ACTION_PREFIX}{action.row.pk}",
            action.text,
            action.row.owner.name,
            ActionState.choices(ACTION_ENDS),
        )
        for action in plan.decrypt_actions(case, key, visibility)
        if action.row.state == ActionState.OPEN
    ]


def running_periods(
    case: Case, key: CaseKey, visibility: Visibility, form: ClosingForm
) -> list[OpenItem]:
    """Return the running periods this member may see, each with its end in words."""
    return [
        _open_item(
            form,
            f"{PERIOD_PREFIX}{period.row.pk}",
            period.name,
            period.until,
            PeriodEnd.choices(ENDS_AT_CLOSING),
        )
        for period in periods.decrypt_running_periods(case, key, visibility)
    ]


def _open_item(
    form: ClosingForm, field: str, text: str | None, about: str, ends: list[tuple[str, str]]
) -> OpenItem:
    return OpenItem(field, text, about, ends, chosen=form.data.get(field, ""))
