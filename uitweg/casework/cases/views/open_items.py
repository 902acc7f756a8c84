"""What is still open in a case that somebody wants to close, each with the ends it can get."""

from dataclasses import dataclass

from uitweg.casework.cases.actions import periods, plan
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.forms.closing import (
    ACTION_PREFIX,
    GOAL_PREFIX,
    PERIOD_PREFIX,
    ClosingForm,
)
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.periods import ENDS_AT_CLOSING, PeriodEnd
from uitweg.casework.cases.rules.plan import ACTION_ENDS, GOAL_ENDS, ActionState, Domain, GoalState
from uitweg.casework.cases.rules.visibility import Visibility


@dataclass(frozen=True)
class OpenItem:
    """A goal, an action or a period, as a field called `name` of the form to close a case.

    `text` is None when it does not open with this reader's key. `ends` holds the value and the
    words of each end it can get, `chosen` the value that came back with the form.
    """

    name: str
    text: str | None
    about: str
    ends: list[tuple[str, str]]
    chosen: str


def open_goals(
    case: Case, key: CaseKey, visibility: Visibility, form: ClosingForm
) -> list[OpenItem]:
    """Return the open goals that this reader may see."""
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
    """Return the open actions that this reader may see, each with its owner's name."""
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
    """Return the periods that run and that this reader may see."""
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
    form: ClosingForm, name: str, text: str | None, about: str, ends: list[tuple[str, str]]
) -> OpenItem:
    chosen = form.data.get(name, "") if form.is_bound else ""
    return OpenItem(name, text, about, ends, chosen)
