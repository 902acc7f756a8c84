"""Starting a plan from an example: the lines a member chose become goals and actions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys, search_index
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import Domain
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.plan.actions.plan import PlanRefusal, require_case_writable
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content.values.values import ExamplePlan
from uitweg.platform.drafts.actions.once import FormRefusal
from uitweg.platform.identifiers import identifiers_of_titles
from uitweg.platform.sealing import tokens


@dataclass(frozen=True)
class ProposedGoal:
    """A goal not yet stored, in the youngster's own words."""

    domain: Domain
    text: str = field(repr=False)


@dataclass(frozen=True)
class ProposedAction:
    """An action not yet stored; `id` is its line in the example.

    `goal` is the domain of the goal it serves, which the member may have left out.
    """

    id: str
    text: str = field(repr=False)
    owner: Member
    due_on: date | None
    group: DataGroup
    goal: Domain


def add_example_plan(
    *,
    case: Case,
    plan: ExamplePlan,
    goals: Sequence[ProposedGoal],
    actions: Sequence[ProposedAction],
    by: Actor,
    form_key: bytes,
) -> None:
    """Add these goals and actions to the plan, all or none. The same form twice adds them once.

    Raises NotPossible for a closed case, for an owner who may not work in it, or when the form was
    sent before with other lines.
    """
    require_case_writable(case, by)
    workers = set(case.workers().values_list("pk", flat=True))
    if any(action.owner.pk not in workers for action in actions):
        raise NotPossible(PlanRefusal.OWNER_WITHOUT_GRANT)
    key = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        case_keys.lock_case(key)
        if _already_submitted(key, form_key, plan, goals, actions):
            return
        goal_by_domain = {
            goal.domain: _create_goal(key, goal, by=by, form_key=_line_key(form_key, goal.domain))
            for goal in goals
        }
        for action in actions:
            _create_action(
                key,
                action,
                goal_by_domain.get(action.goal),
                by=by,
                form_key=_line_key(form_key, action.id),
            )
        titles = [action.text for action in actions]
        search_index.add_identifiers(case, identifiers_of_titles(titles), by.keyring)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason="example")


def _create_goal(key: CaseKey, goal: ProposedGoal, *, by: Actor, form_key: bytes) -> Goal:
    row = Goal(
        case_id=key.case_id,
        domain=goal.domain,
        written_at=by.now,
        written_by=by.member,
        form_key=form_key,
    ).seal(key, text=goal.text)
    row.save(force_insert=True)
    return row


def _create_action(
    key: CaseKey, action: ProposedAction, goal: Goal | None, *, by: Actor, form_key: bytes
) -> None:
    row = Action(
        case_id=key.case_id,
        owner=action.owner,
        due_on=action.due_on,
        group=action.group,
        goal=goal,
        written_at=by.now,
        written_by=by.member,
        form_key=form_key,
    )
    row.seal(key, text=action.text).save(force_insert=True)


def _line_key(form_key: bytes, line: str) -> bytes:
    """Return the form key of the row for one line; the same form gives the same keys again."""
    return tokens.digest("plan-line", form_key + line.encode())[:16]


def _already_submitted(
    key: CaseKey,
    form_key: bytes,
    plan: ExamplePlan,
    goals: Sequence[ProposedGoal],
    actions: Sequence[ProposedAction],
) -> bool:
    """Return whether this form made a row of any line, also one that is not chosen this time.

    Raises NotPossible when it made a row of another case, or other rows than these.
    """
    goal_keys = [_line_key(form_key, domain) for domain in plan.goals]
    action_keys = [_line_key(form_key, step.id) for step in plan.steps]
    stored_goals = Goal.objects.filter(form_key__in=goal_keys)
    stored_actions = Action.objects.filter(form_key__in=action_keys)
    cases = {row.case_id for row in [*stored_goals, *stored_actions]}
    if cases - {key.case_id}:
        raise NotPossible(FormRefusal.FORM_USED)
    kept_goals = {bytes(row.form_key): row.unseal(key) for row in stored_goals}
    kept_actions = {
        bytes(row.form_key): (row.unseal(key), row.owner_id, row.due_on, row.group)
        for row in stored_actions
    }
    new_goals = {_line_key(form_key, goal.domain): goal.text for goal in goals}
    new_actions = {
        _line_key(form_key, each.id): (each.text, each.owner.pk, each.due_on, each.group)
        for each in actions
    }
    if cases and (kept_goals, kept_actions) != (new_goals, new_actions):
        raise NotPossible(FormRefusal.FORM_OTHER)
    return bool(cases)
