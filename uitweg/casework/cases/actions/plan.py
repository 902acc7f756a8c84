"""The plan: what the youngster wants, and who does what by when."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from uitweg.casework.cases.actions import case_keys, search_index
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import already_submitted
from uitweg.casework.cases.models import Action, Case, Goal
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.plan import ActionState, Domain, GoalState
from uitweg.casework.cases.rules.visibility import Visibility, sees_action, sees_goal
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.store.locking import lock_row

GOAL_TABLE, ACTION_TABLE, REASON_FIELD = Goal._meta.db_table, Action._meta.db_table, "sealed_reason"


@dataclass(frozen=True)
class DecryptedGoal:
    """A goal with its words; `text` is None when it does not open."""

    row: Goal
    text: str | None


@dataclass(frozen=True)
class DecryptedAction:
    """An action with its words (None when they do not open), and why it was let go, or ""."""

    row: Action
    text: str | None
    reason: str = ""


def decrypt_goals(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedGoal]:
    """Open the goals that these grants show, the oldest first."""
    rows = [row for row in case.goals.order_by("id") if sees_goal(visibility, Domain(row.domain))]
    return [
        DecryptedGoal(row, key.unlock(GOAL_TABLE, bytes(row.form_key), row.sealed_text))
        for row in rows
    ]


def decrypt_actions(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedAction]:
    """Open the actions that these grants show: the oldest day first, those without a day last."""
    rows = case.actions.select_related("owner").order_by("due_on", "id")
    mine = [r for r in rows if sees_action(visibility, group=DataGroup(r.group), owner=r.owner_id)]
    dated = sorted(mine, key=lambda row: (row.due_on is None, row.due_on or date.min, row.pk))
    return [_decrypt_action(row, key) for row in dated]


def action_titles(case: Case, key: CaseKey, *, without: Container[bytes] = ()) -> list[str]:
    """Return the words of every action, for the index; who may see which is asked elsewhere.

    `without`: as if actions of these names were not there.
    """
    rows = [row for row in case.actions.order_by("id") if bytes(row.form_key) not in without]
    return [_decrypt_action(row, key).text or "" for row in rows]


def actions_for_dashboard(*, of: Actor, until: date, most: int) -> list[DecryptedAction]:
    """Open what this member has to do up to and including `until`, the oldest day first."""
    return _decrypt_many(
        Action.objects.of(of.member).open().filter(due_on__lte=until)[:most], of.keyring
    )


def actions_done_on(*, of: Actor, on: date, most: int) -> list[DecryptedAction]:
    """Open what this member ticked that day: a wrong tick is taken back there."""
    rows = Action.objects.of(of.member).filter(state=ActionState.DONE, done_on=on)
    return _decrypt_many(rows[:most], of.keyring)


def _decrypt_many(rows: Iterable[Action], keyring: Keyring) -> list[DecryptedAction]:
    """Open actions of several cases."""
    with_keys = case_keys.with_case_keys(rows, keyring)
    return [
        _decrypt_action(row, key) if key else DecryptedAction(row, None) for row, key in with_keys
    ]


def add_goal(
    *,
    case: Case,
    domain: Domain,
    text: str,
    by: Actor,
    form_key: bytes,
) -> None:
    """Put a goal in the plan; the same form again changes nothing. Raises NotPossible."""
    key = _open_key_to_write(case, by)
    with transaction.atomic():
        case_keys.lock_case(key)
        if already_submitted(Goal, case, form_key):
            return
        Goal.objects.create(
            case=case,
            domain=domain,
            written_at=by.now,
            written_by=by.member,
            form_key=form_key,
            sealed_text=key.lock(GOAL_TABLE, form_key, text),
        )
        audit_log.record(by.member, "case:write", case, reason="goal")


def add_action(
    *,
    case: Case,
    text: str,
    owner: Member,
    due_on: date | None,
    by: Actor,
    form_key: bytes,
    group: DataGroup = DataGroup.SITUATION,
    goal: Goal | None = None,
) -> None:
    """Put an action in the plan; the same form again changes nothing.

    Raises NotPossible for a closed case, or an owner who may not work in it.
    """
    key = _open_key_to_write(case, by)
    if not case.may_be_worked_on_by(owner.pk):
        raise NotPossible("owner-without-grant")
    if goal is not None and goal.case_id != case.pk:
        raise NotPossible("form-used")
    with transaction.atomic():
        case_keys.lock_case(key)
        if already_submitted(Action, case, form_key):
            return
        Action.objects.create(
            case=case,
            owner=owner,
            due_on=due_on,
            group=group,
            goal=goal,
            written_at=by.now,
            written_by=by.member,
            form_key=form_key,
            sealed_text=key.lock(ACTION_TABLE, form_key, text),
        )
        search_index.add_identifiers(case, identifiers.identifiers_of_titles([text]), by.keyring)
        audit_log.record(by.member, "case:write", case, reason="action")


def set_goal_state(*, goal: Goal, state: GoalState, by: Actor) -> None:
    """Say that a goal was reached or dropped, or open it again; twice is once.

    Raises NotPossible when a colleague decided otherwise meanwhile.
    """
    require_case_writable(goal.case, by)
    if not sees_goal(goal.case.visibility_for(by.member.pk), Domain(goal.domain)):
        raise NotAllowed("case:write")
    with transaction.atomic():
        if _change_state(Goal.objects.filter(pk=goal.pk), state, GoalState.OPEN):
            audit_log.record(by.member, "case:write", goal.case, reason=f"goal:{state}")


def set_action_state(
    *,
    action: Action,
    state: ActionState,
    by: Actor,
) -> None:
    """Tick an action, or open it again; twice is once.

    Raises NotPossible when a colleague decided otherwise meanwhile.
    """
    _require_action_writable(action, by)
    done_on = None if state is ActionState.OPEN else by.today
    rows, also = Action.objects.filter(pk=action.pk), {"done_on": done_on, "sealed_reason": b""}
    with transaction.atomic():
        if _change_state(rows, state, ActionState.OPEN, **also):
            audit_log.record(by.member, "case:write", action.case, reason=f"action:{state}")


def drop_action(
    *,
    action: Action,
    why: str,
    by: Actor,
) -> None:
    """Let an open action go, and say why; a second click changes nothing. Raises NotPossible.

    Also when a colleague ticked it meanwhile.
    """
    _require_action_writable(action, by)
    key = case_keys.open_case_key(action.case, by.keyring)
    closed = key.lock(ACTION_TABLE, bytes(action.form_key), why, field=REASON_FIELD)
    with transaction.atomic():
        case_keys.lock_case(key)
        rows, also = Action.objects.filter(pk=action.pk), {"sealed_reason": closed}
        if _change_state(rows, ActionState.DROPPED, ActionState.OPEN, done_on=by.today, **also):
            audit_log.record(by.member, "case:write", action.case, reason="action:dropped")


def postpone_action(*, action: Action, due_on: date, was: date | None, by: Actor) -> None:
    """Move an open action from the day it `was` on to another; twice is once.

    Raises NotPossible when a colleague ticked or moved it meanwhile.
    """
    _require_action_writable(action, by)
    with transaction.atomic():
        current = lock_row(action)
        if current.state != ActionState.OPEN or current.due_on not in (was, due_on):
            raise NotPossible("plan-moved")
        if current.due_on != due_on:
            Action.objects.filter(pk=action.pk).update(due_on=due_on)
            audit_log.record(by.member, "case:write", action.case, reason="action:later")


def _change_state(rows: QuerySet[Any], state: str, open_: str, **also: object) -> bool:
    """Take one row from open to an end, or back; returns False when it stands there already.

    From one end to another goes by opening it again: else the last click would win unseen.
    """
    before = rows.filter(state=open_) if state != open_ else rows.exclude(state=open_)
    if before.update(state=state, **also):
        return True
    if rows.filter(state=state).exists():
        return False
    raise NotPossible("plan-moved")


def _open_key_to_write(
    case: Case,
    by: Actor,
) -> CaseKey:
    require_case_writable(case, by)
    return case_keys.open_case_key(case, by.keyring)


def require_case_writable(case: Case, by: Actor) -> None:
    """Raise NotAllowed for who may not, NotPossible for a closed case."""
    require(by.member, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible("case-closed")


def _require_action_writable(action: Action, by: Actor) -> None:
    require_case_writable(action.case, by)
    seen = action.case.visibility_for(by.member.pk)
    if not sees_action(seen, group=DataGroup(action.group), owner=action.owner_id):
        raise NotAllowed("case:write")


def _decrypt_action(row: Action, key: CaseKey) -> DecryptedAction:
    place, closed = bytes(row.form_key), bytes(row.sealed_reason)
    why = key.unlock(ACTION_TABLE, place, closed, field=REASON_FIELD) if closed else ""
    return DecryptedAction(row, key.unlock(ACTION_TABLE, place, row.sealed_text), why or "")
