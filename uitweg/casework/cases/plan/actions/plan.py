"""The plan of a case: the youngster's goals, and actions with an owner and a due date."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from uitweg.casework.cases.case.actions import case_keys, search_index
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import ActionState, Domain, GoalState
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Visibility, sees_action, sees_goal
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.choices import Refusal
from uitweg.platform.drafts.actions.once import FormRefusal
from uitweg.platform.store.locking import lock_row


class PlanRefusal(Refusal):
    PLAN_MOVED = "Een collega veranderde dit net. Er is niets veranderd door jouw klik."
    OWNER_WITHOUT_GRANT = "Deze collega mag niet in de casus werken. Er is niets bewaard."


@dataclass(frozen=True)
class DecryptedGoal:
    """A goal with its text, which is None when it cannot be decrypted."""

    row: Goal
    text: str | None


@dataclass(frozen=True)
class DecryptedAction:
    """An action with its text (None when it cannot be decrypted).

    `reason` says why a dropped action was dropped, and is "" for any other.
    """

    row: Action
    text: str | None
    reason: str = ""


def decrypt_goals(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedGoal]:
    """Decrypt the goals that this reader may see, oldest first."""
    rows = [row for row in case.goals.order_by("id") if sees_goal(visibility, Domain(row.domain))]
    return [DecryptedGoal(row, row.unseal(key)) for row in rows]


def decrypt_actions(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedAction]:
    """Decrypt the actions that this reader may see, by due date; those without one come last."""
    rows = case.actions.select_related("owner").order_by(F("due_on").asc(nulls_last=True), "id")
    return [
        decrypt_action(row, key)
        for row in rows
        if sees_action(visibility, group=DataGroup(row.group), owner=row.owner_id)
    ]


def action_titles(
    case: Case, key: CaseKey, *, except_form_keys: Container[bytes] = ()
) -> list[str]:
    """Return the text of every action for the search index, whoever may see it.

    Actions with one of these form keys are left out. A text that cannot be decrypted is "".
    """
    return [
        decrypt_action(row, key).text or ""
        for row in case.actions.order_by("id")
        if bytes(row.form_key) not in except_form_keys
    ]


def actions_for_dashboard(*, by: Actor, until: date, limit: int) -> list[DecryptedAction]:
    """Decrypt this member's open actions that are due on or before `until`, by due date."""
    rows = Action.objects.owned_by(by.member).open().filter(due_on__lte=until)
    return _decrypt_many(rows[:limit], by.keyring)


def actions_done_on(*, by: Actor, on: date, limit: int) -> list[DecryptedAction]:
    """Decrypt this member's actions that were done on that day, so that they can be reopened."""
    rows = Action.objects.owned_by(by.member).filter(state=ActionState.DONE, done_on=on)
    return _decrypt_many(rows[:limit], by.keyring)


def _decrypt_many(rows: Iterable[Action], keyring: Keyring) -> list[DecryptedAction]:
    """Decrypt actions of several cases; the text is None where the case key cannot be opened."""
    with_keys = case_keys.with_case_keys(rows, keyring)
    return [
        decrypt_action(row, key) if key else DecryptedAction(row, None) for row, key in with_keys
    ]


def add_goal(
    *,
    case: Case,
    domain: Domain,
    text: str,
    by: Actor,
    form_key: bytes,
) -> None:
    """Add a goal to the plan. Sending the same form twice adds one goal. Raises NotPossible."""
    key = _open_key_to_write(case, by)

    def is_same(stored: Goal) -> bool:
        return (stored.domain, stored.unseal(key)) == (domain, text)

    with transaction.atomic():
        case_keys.lock_case(key)
        if once_in_case(Goal, case, form_key, is_same):
            return
        goal = Goal(
            case=case,
            domain=domain,
            written_at=by.now,
            written_by=by.member,
            form_key=form_key,
        )
        goal.seal(key, text=text).save(force_insert=True)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason="goal")


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
    organisation: int | None = None,
) -> Action:
    """Add an action to the plan. Sending the same form twice adds one action.

    With `organisation`, the number of a partner, they do it and `owner` asks after it.
    Raises NotPossible for a closed case, for an owner who may not work in it, and for a goal of
    another case.
    """
    key = _open_key_to_write(case, by)
    if not case.may_be_worked_on_by(owner.pk):
        raise NotPossible(PlanRefusal.OWNER_WITHOUT_GRANT)
    if goal is not None and goal.case_id != case.pk:
        raise NotPossible(FormRefusal.FORM_USED)

    def is_same(stored: Action) -> bool:
        rest = (stored.owner_id, stored.due_on, stored.group, stored.goal_id, stored.organisation)
        goal_id = goal.pk if goal else None
        same_rest = rest == (owner.pk, due_on, group, goal_id, organisation)
        return same_rest and decrypt_action(stored, key).text == text

    with transaction.atomic():
        case_keys.lock_case(key)
        if earlier := once_in_case(Action, case, form_key, is_same):
            return earlier
        action = Action(
            case=case,
            owner=owner,
            due_on=due_on,
            group=group,
            goal=goal,
            organisation=organisation,
            written_at=by.now,
            written_by=by.member,
            form_key=form_key,
        ).seal(key, text=text)
        action.save(force_insert=True)
        search_index.add_identifiers(case, identifiers.identifiers_of_titles([text]), by.keyring)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason="action")
    return action


def set_goal_state(*, goal: Goal, state: GoalState, by: Actor) -> None:
    """Mark a goal as reached or dropped, or reopen it.

    The same request twice changes nothing the second time. Raises NotPossible when a colleague
    set another state first.
    """
    require_case_writable(goal.case, by)
    if not sees_goal(goal.case.visibility_for(by.member.pk), Domain(goal.domain)):
        raise NotAllowed("case:write")
    with transaction.atomic():
        if _change_state(Goal.objects.filter(pk=goal.pk), state, GoalState.OPEN):
            audit_log.record(by.member, WRITE_IN_CASE, goal.case, reason=f"goal:{state}")


def set_action_state(
    *,
    action: Action,
    state: ActionState,
    by: Actor,
) -> None:
    """Mark an action as done or passed on, or reopen it.

    The same request twice changes nothing the second time. Raises NotPossible when a colleague
    set another state first.
    """
    _require_action_writable(action, by)
    rows = Action.objects.filter(pk=action.pk)
    done_on = None if state is ActionState.OPEN else by.today
    with transaction.atomic():
        if _change_state(rows, state, ActionState.OPEN, done_on=done_on, sealed_reason=b""):
            audit_log.record(by.member, WRITE_IN_CASE, action.case, reason=f"action:{state}")


def drop_action(
    *,
    action: Action,
    why: str,
    by: Actor,
) -> None:
    """Drop an open action and store the reason; a second click changes nothing.

    Raises NotPossible for a closed case, or when a colleague set another state first.
    """
    _require_action_writable(action, by)
    key = case_keys.open_case_key(action.case, by.keyring)
    reason = action.sealed(key, why, name="reason")
    rows, ended = (
        Action.objects.filter(pk=action.pk),
        {"done_on": by.today, "sealed_reason": reason},
    )
    with transaction.atomic():
        case_keys.lock_case(key)
        if _change_state(rows, ActionState.DROPPED, ActionState.OPEN, **ended):
            audit_log.record(by.member, WRITE_IN_CASE, action.case, reason="action:dropped")


def postpone_action(*, action: Action, due_on: date, shown_due_on: date | None, by: Actor) -> None:
    """Give an open action another due date than the one the page showed.

    The same request twice changes nothing the second time. Raises NotPossible when a colleague
    moved or ended the action after the page was shown.
    """
    _require_action_writable(action, by)
    with transaction.atomic():
        current = lock_row(action)
        if current.state != ActionState.OPEN or current.due_on not in (shown_due_on, due_on):
            raise NotPossible(PlanRefusal.PLAN_MOVED)
        if current.due_on != due_on:
            Action.objects.filter(pk=action.pk).update(due_on=due_on)
            audit_log.record(by.member, WRITE_IN_CASE, action.case, reason="action:later")


def _change_state(
    rows: QuerySet[Any], state: str, open_state: str, **other_columns: object
) -> bool:
    """End one open row, or reopen an ended one; return False when it has that state already.

    Raises NotPossible when the row ended in another state: it must be reopened first, so that one
    click does not silently overrule another.
    """
    before = (
        rows.exclude(state=open_state) if state == open_state else rows.filter(state=open_state)
    )
    if before.update(state=state, **other_columns):
        return True
    if rows.filter(state=state).exists():
        return False
    raise NotPossible(PlanRefusal.PLAN_MOVED)


def _open_key_to_write(
    case: Case,
    by: Actor,
) -> CaseKey:
    require_case_writable(case, by)
    return case_keys.open_case_key(case, by.keyring)


def require_case_writable(case: Case, by: Actor) -> None:
    """Raise NotAllowed when `by` may not work in the case, and NotPossible when it is closed."""
    require(by, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)


def _require_action_writable(action: Action, by: Actor) -> None:
    require_case_writable(action.case, by)
    visibility = action.case.visibility_for(by.member.pk)
    if not sees_action(visibility, group=DataGroup(action.group), owner=action.owner_id):
        raise NotAllowed("case:write")


def decrypt_action(row: Action, key: CaseKey) -> DecryptedAction:
    """Decrypt one action, whoever may see it."""
    return DecryptedAction(row, row.unseal(key), row.unseal(key, "reason") or "")
