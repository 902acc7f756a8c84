"""A plan begun from an example: the lines somebody kept become goals and actions, in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from uitweg.casework.cases.actions import case_keys, search_index
from uitweg.casework.cases.actions.plan import ACTIONS, GOALS, may_write_in
from uitweg.casework.cases.models import Action, Case, Goal
from uitweg.casework.cases.rules.plan import Domain
from uitweg.casework.cases.rules.visibility import DataGroup
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content.values import Plan
from uitweg.platform.sealing import tokens


@dataclass(frozen=True)
class Aim:
    """A goal to be, in the youngster's own words."""

    domain: Domain
    text: str = field(repr=False)


@dataclass(frozen=True)
class Step:
    """An action to be; `goal` is the domain of the goal it serves, if that is kept too."""

    id: str
    text: str = field(repr=False)
    owner: Member
    due_on: date | None
    group: DataGroup
    goal: Domain


def add(
    *,
    case: Case,
    plan: Plan,
    aims: Sequence[Aim],
    steps: Sequence[Step],
    by: Actor,
    form_key: bytes,
) -> None:
    """Put all of it in the plan or nothing; the same form again changes nothing.

    Raises NotPossible for a closed case, or an owner who may not work in it.
    """
    may_write_in(case, by)
    workers = set(case.workers().values_list("pk", flat=True))
    if any(step.owner.pk not in workers for step in steps):
        raise NotPossible("owner-without-grant")
    key = case_keys.opened(case, by.keyring)
    with transaction.atomic():
        case_keys.hold(key)
        if _came_before(case, form_key, plan):
            return
        made = {}
        for aim in aims:
            row = _row(form_key, aim.domain)
            made[aim.domain] = Goal.objects.create(
                case=case,
                domain=aim.domain,
                written_at=by.now,
                written_by=by.member,
                form_key=row,
                sealed_text=key.lock(GOALS, row, aim.text),
            )
        for step in steps:
            row = _row(form_key, step.id)
            Action.objects.create(
                case=case,
                owner=step.owner,
                due_on=step.due_on,
                group=step.group,
                goal=made.get(step.goal),
                written_at=by.now,
                written_by=by.member,
                form_key=row,
                sealed_text=key.lock(ACTIONS, row, step.text),
            )
        search_index.add_clues(
            case, identifiers.of_titles([step.text for step in steps]), by.keyring
        )
        audit_log.record(by.member, "case:write", case, reason="example")


def _row(form_key: bytes, line: str) -> bytes:
    """Name the row of one line of this form: the same form again names the same rows."""
    return tokens.digest("plan-line", form_key + line.encode())[:16]


def _came_before(case: Case, form_key: bytes, plan: Plan) -> bool:
    """Tell whether this form made any row, also one whose box is not ticked this time.

    Raises NotPossible when it made one of another case.
    """
    rows = [_row(form_key, line) for line in (*plan.goals, *(step.id for step in plan.steps))]
    tables = (Goal._default_manager, Action._default_manager)
    cases = {
        pk for t in tables for pk in t.filter(form_key__in=rows).values_list("case", flat=True)
    }
    if cases - {case.pk}:
        raise NotPossible("form-used")
    return bool(cases)
