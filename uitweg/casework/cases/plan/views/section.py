"""The plan on the page of a case: goals and actions."""

from dataclasses import dataclass

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import ActionState, Domain, GoalState
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.actions.plan import DecryptedAction, DecryptedGoal


@dataclass(frozen=True)
class PlanSection:
    """Goals with their domain in words, actions, and the domains a new goal can have.

    `goal_texts` has each goal's text by its row number; "" for a goal that does not open.
    """

    goals: list[tuple[DecryptedGoal, str]]
    past_goals: list[tuple[DecryptedGoal, str]]
    goal_texts: dict[int, str]
    open_actions: list[DecryptedAction]
    past_actions: list[DecryptedAction]
    domains: list[tuple[str, str]]


def plan_section(case: Case, key: CaseKey, visibility: Visibility) -> PlanSection:
    """Open the goals and actions of a case that this reader may see."""
    goals = plan.decrypt_goals(case, key, visibility)
    with_domain = [(goal, Domain(goal.row.domain).words) for goal in goals]
    actions = plan.decrypt_actions(case, key, visibility)
    return PlanSection(
        goals=[pair for pair in with_domain if pair[0].row.state == GoalState.OPEN],
        past_goals=[pair for pair in with_domain if pair[0].row.state != GoalState.OPEN],
        goal_texts={goal.row.pk: goal.text or "" for goal in goals},
        open_actions=[action for action in actions if action.row.state == ActionState.OPEN],
        past_actions=[action for action in actions if action.row.state != ActionState.OPEN],
        domains=Domain.choices(),
    )
