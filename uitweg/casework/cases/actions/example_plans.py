"""A plan begun from an example: the lines somebody kept become goals and actions, in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from uitweg.casework.cases.actions import case_keys, search_index
from uitweg.casework.cases.actions.plan import ACTION_TABLE, GOAL_TABLE, require_case_writable
from uitweg.casework.cases.models import Action, Case, Goal
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.plan import Domain
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content.values import ExamplePlan
from uitweg.platform.sealing import tokens


@dataclass(frozen=True)
class ProposedGoal:
    """A goal to be, in the youngster's own words."""

    domain: Domain
    text: str = field(repr=False)


@dataclass(frozen=True)
class ProposedAction:
    """An action to be; `goal` is the domain of the goal it serves, if that is kept too."""

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
    aims: Sequence[ProposedGoal],
    steps: Sequence[ProposedAction],
    by: Actor,
    form_key: bytes,
) -> None:
    """Put all of it in the plan or nothing; the same form again changes nothing.

    Raises NotPossible for a closed case, or an owner who may not work in it.
    """
    require_case_writable(case, by)
    workers = set(case.workers().values_list("pk", flat=True))
    if any(step.owner.pk not in workers for step in steps):
        raise NotPossible("owner-without-grant")
    key = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        case_keys.lock_case(key)
        if _already_submitted(case, form_key, plan):
            return
        made = {}
        for aim in aims:
            row = _line_key(form_key, aim.domain)
            made[aim.domain] = Goal.objects.create(
                case=case,
                domain=aim.domain,
                written_at=by.now,
                written_by=by.member,
                form_key=row,
                sealed_text=key.lock(GOAL_TABLE, row, aim.text),
            )
        for step in steps:
            row = _line_key(form_key, step.id)
            Action.objects.create(
                case=case,
                owner=step.owner,
                due_on=step.due_on,
                group=step.group,
                goal=made.get(step.goal),
                written_at=by.now,
                written_by=by.member,
                form_key=row,
                sealed_text=key.lock(ACTION_TABLE, row, step.text),
            )
        search_index.add_identifiers(
            case, identifiers.identifiers_of_titles([step.text for step in steps]), by.keyring
        )
        audit_log.record(by.member, "case:write", case, reason="example")


def _line_key(form_key: bytes, line: str) -> bytes:
    """Name the row of one line of this form: the same form again names the same rows."""
    return tokens.digest("plan-line", form_key + line.encode())[:16]


def _already_submitted(case: Case, form_key: bytes, plan: ExamplePlan) -> bool:
    """Tell whether this form made any row, also one whose box is not ticked this time.

    Raises NotPossible when it made one of another case.
    """
    rows = [_line_key(form_key, line) for line in (*plan.goals, *(step.id for step in plan.steps))]
    tables = (Goal._default_manager, Action._default_manager)
    cases = {
        pk for t in tables for pk in t.filter(form_key__in=rows).values_list("case", flat=True)
    }
    if cases - {case.pk}:
        raise NotPossible("form-used")
    return bool(cases)
