"""The field's decisions, from plain values."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.cases.case.rules.workflow import TRANSITIONS as CASE_TRANSITIONS
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.channel.conversation.rules.answering import answer_by, is_late, start_of_day
from uitweg.channel.conversation.rules.reports import TRANSITIONS, ReportState, states_before
from uitweg.platform.accounts.rules import (
    GRANTS,
    PARTNERS,
    Permission,
    Role,
    holds_keys,
    is_member_on,
    may,
    open_to_everyone,
    person_behind,
    review_on,
)

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


ALSO_THE_LEADS = {
    Permission.REPORT_WITHDRAW,
    Permission.CASE_HAND_OVER,
    Permission.CASE_UNDO_IMPORT,
    Permission.HANDOVER_WRITE,
    Permission.CALLOUT_ACT,
    Permission.CONFERENCE_SEND,
}
"""What the lead may do with what is somebody else's."""


@dataclass
class Someone:
    """An account; behind those numbered in `accounts` is the same person."""

    role: str
    pk: int = 1
    organisation: int | None = 7
    has_key_or_needs_none: bool = True
    accounts: tuple[int, ...] = (1,)

    def is_same_person_as(self, member_id: int | None) -> bool:
        return member_id in self.accounts

    def is_shut_out_of(self, thing: object) -> bool:
        return bool(getattr(thing, "closed_to_others", False))


@dataclass
class Thing:
    """Something with rows of its own, such as a case."""

    pk: int
    readers: tuple[int, ...] = ()
    workers: tuple[int, ...] = ()
    written_by: int = 1
    junked_by: int = 2
    proposed_by_id: int = 2
    member_id: int = 2
    is_restricted: bool = False
    closed_to_others: bool = False
    role: str = Role.LEAD
    opens_nothing: bool = True
    proposed_by: Someone = field(default_factory=lambda: Someone(Role.COORDINATOR, 2))
    leads: int = 0
    backup_id: int = 1
    next_members: frozenset[int] = frozenset({1})
    written_by_id: int = 2
    chair_id: int = 1
    organisation_id: int = 7
    reach_setters: tuple[int, ...] = (2,)

    def emergency_access_used_by(self) -> list[int]:
        """Of a callout: who used the emergency access that it is about."""
        return [self.written_by_id]

    def another_lead_has_key(self) -> bool:
        return self.leads > 0

    def may_be_read_by(self, pk: int) -> bool:
        return pk in self.readers

    def has_any_grant(self, member_pk: int) -> bool:
        return self.may_be_read_by(member_pk)

    def may_be_worked_on_by(self, pk: int) -> bool:
        return pk in self.workers

    def may_be_managed_by(self, pk: int) -> bool:
        return self.may_be_worked_on_by(pk)

    def may_be_judged_by(self, pk: int) -> bool:
        return self.may_be_worked_on_by(pk)

    def was_judged_by(self, pk: int) -> bool:
        return self.may_be_worked_on_by(pk)


@pytest.mark.parametrize(
    ("received", "days"), [(0, 2), (1, 2), (2, 2), (3, 4), (4, 4), (5, 3), (6, 2)]
)
def test_an_answer_comes_within_two_working_days(received: int, days: int) -> None:
    day = MONDAY + timedelta(days=received)

    assert answer_by(day, danger_now=False) == day + timedelta(days=days)


def test_danger_is_answered_the_same_day_also_on_sunday() -> None:
    assert answer_by(MONDAY - timedelta(days=1), danger_now=True) == MONDAY - timedelta(days=1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.booleans())
def test_an_answer_is_never_due_before_it_was_asked(day: date, danger: bool) -> None:
    due = answer_by(day, danger_now=danger)

    assert day <= due <= day + timedelta(days=7)
    assert not is_late(day, danger_now=danger, today=due)
    assert is_late(day, danger_now=danger, today=due + timedelta(days=1))


def test_a_deleted_report_becomes_nothing_else() -> None:
    assert not any("deleted" in states_before(state) for state in ReportState)


def test_every_state_can_be_left_but_the_last() -> None:
    for transitions, last in (
        (TRANSITIONS, ReportState.DELETED),
        (CASE_TRANSITIONS, CaseState.DESTROYED),
    ):
        assert [state for state, after in transitions.items() if not after] == [last]
        assert set(transitions) == set(type(last))


def test_a_case_and_an_advice_can_both_follow_a_taken_report() -> None:
    assert set(states_before(ReportState.CASE)) == {"waiting", "taken", "advice"}
    assert set(states_before(ReportState.ADVICE)) == {"waiting", "taken"}


def test_a_moment_coarsens_to_its_day() -> None:
    assert start_of_day(NOON) == NOON.replace(hour=0)


def _writer(permission: Permission) -> int:
    """Return who wrote the thing for the asker to come near it: of a note, they themselves."""
    return 1 if permission is Permission.NOTE_READ else 2


@pytest.mark.parametrize("permission", Permission)
def test_nobody_outside_the_tables_roles_may_anything(permission: Permission) -> None:
    whose = 1 if permission is Permission.CASE_UNDO_IMPORT else 2
    near = Thing(
        pk=2, readers=(1,), workers=(1,), member_id=whose, written_by_id=_writer(permission)
    )

    who = {role for role in Role if may(Someone(role), permission, near)}
    assert who == GRANTS[permission].roles


@pytest.mark.parametrize("permission", [p for p, grant in GRANTS.items() if grant.also])
def test_what_needs_more_than_a_role_is_shut_without_it(permission: Permission) -> None:
    whose = 2 if permission in (Permission.CASE_UNDO_IMPORT, Permission.HANDOVER_WRITE) else 1
    far = Thing(
        pk=1,
        written_by=2,
        junked_by=1,
        proposed_by_id=1,
        member_id=whose,
        is_restricted=True,
        closed_to_others=True,
        opens_nothing=False,
        leads=1,
        backup_id=2,
        written_by_id=3 - _writer(permission),
        chair_id=2,
        organisation_id=8,
        reach_setters=(2, 1),
    )

    who = {role for role in Role if may(Someone(role), permission, far)}
    if permission is Permission.CAPACITY_REPORT:
        assert who == {Role.COORDINATOR, Role.LEAD}  # the team says it of each organisation
        return
    assert who == ({Role.LEAD} if permission in ALSO_THE_LEADS else set())


@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.parametrize("permission", Permission)
def test_without_the_key_an_account_only_reaches_its_own_pages(
    permission: Permission, role: Role
) -> None:
    whose = 1 if permission is Permission.CASE_UNDO_IMPORT else 2
    near = Thing(pk=2, readers=(1,), workers=(1,), member_id=whose)
    without_key = Someone(role, has_key_or_needs_none=False)

    own = {Permission.ME_READ, Permission.ME_CHANGE}
    own |= set() if role in PARTNERS else {Permission.STYLE_READ}
    allowed = own | ({Permission.KEY_RECOVER} if holds_keys(role) else set())
    assert may(without_key, permission, near) == (permission in allowed)


@pytest.mark.parametrize(
    "permission",
    [
        Permission.REPORT_DESTROY,
        Permission.RETENTION_APPROVE,
        Permission.CASE_REVIEW_EMERGENCY,
        Permission.PARTNER_CONFIRM,
    ],
)
def test_a_second_account_of_the_same_person_is_no_second_person(permission: Permission) -> None:
    by_account_2 = Thing(pk=9, junked_by=2, proposed_by_id=2, member_id=2)

    assert may(Someone(Role.LEAD, 1), permission, by_account_2)
    assert not may(Someone(Role.LEAD, 1, accounts=(1, 2)), permission, by_account_2)


def test_two_privacy_officers_destroy_nothing_and_one_with_a_key_holder_does() -> None:
    officer, lead = Someone(Role.PRIVACY_OFFICER), Someone(Role.LEAD)
    of_an_officer = Thing(pk=9, proposed_by=Someone(Role.PRIVACY_OFFICER, 2))

    assert not may(officer, Permission.RETENTION_APPROVE, of_an_officer)
    assert may(lead, Permission.RETENTION_APPROVE, of_an_officer)
    assert may(officer, Permission.RETENTION_APPROVE, Thing(pk=9))


@pytest.mark.parametrize(
    ("role", "thing", "allowed"),
    [
        (Role.LEAD, Thing(pk=2, opens_nothing=False, leads=1), True),
        (Role.ADMINISTRATOR, Thing(pk=2, opens_nothing=True), True),
        (Role.ADMINISTRATOR, Thing(pk=2, opens_nothing=False), False),
        (Role.COORDINATOR, Thing(pk=2, role=Role.LEAD, leads=0), True),
        (Role.COORDINATOR, Thing(pk=2, role=Role.LEAD, leads=1), False),
        (Role.COORDINATOR, Thing(pk=2, role=Role.COORDINATOR, leads=0), False),
        (Role.LEAD, Thing(pk=1), False),
    ],
)
def test_who_ends_which_membership(role: Role, thing: Thing, allowed: bool) -> None:
    assert may(Someone(role), Permission.MEMBER_END, thing) == allowed


@pytest.mark.parametrize("role", sorted(PARTNERS))
def test_a_partner_may_do_nothing_outside_their_own_door(role: Role) -> None:
    own = Thing(pk=2, readers=(1,), workers=(1,), written_by_id=1)
    allowed = {each.value for each in Permission if may(Someone(role), each, own)}

    door = {"package:list", "package:read", "package:answer", "me:read", "me:change"}
    notes = {"note:read", "note:write"} if role is Role.PARTNER_LAWYER else set()
    assert allowed == door | notes | ({"capacity:report"} if role is Role.PARTNER_CARE else set())


def test_nobody_keeps_their_own_account_under_any_name() -> None:
    assert may(Someone(Role.LEAD), Permission.MEMBER_KEEP, Thing(pk=2))
    assert not may(Someone(Role.LEAD), Permission.MEMBER_KEEP, Thing(pk=1))
    assert not may(Someone(Role.LEAD, accounts=(1, 2)), Permission.MEMBER_KEEP, Thing(pk=2))
    assert not may(Someone(Role.COORDINATOR), Permission.MEMBER_KEEP, Thing(pk=2))


def test_an_account_is_reviewed_before_its_end_or_after_a_year() -> None:
    year, month = timedelta(days=365), timedelta(days=30)

    assert review_on(since=MONDAY, until=MONDAY + year, reviewed_on=None) == MONDAY + year - month
    assert review_on(since=MONDAY, until=None, reviewed_on=None) == MONDAY + year - month
    assert (
        review_on(since=MONDAY, until=None, reviewed_on=MONDAY + year) == MONDAY + 2 * year - month
    )


def test_a_coordinator_confirms_an_invitation_only_without_a_lead() -> None:
    by = Someone(Role.COORDINATOR)

    assert may(by, Permission.MEMBER_CONFIRM, Thing(pk=2, leads=0))
    assert not may(by, Permission.MEMBER_CONFIRM, Thing(pk=2, leads=1))
    assert may(Someone(Role.LEAD), Permission.MEMBER_CONFIRM, Thing(pk=2, leads=1))


@pytest.mark.parametrize(
    ("brought_in_by", "account", "person"),
    [
        ({}, 3, 3),
        ({3: 1}, 3, 1),
        ({3: 2, 2: 1}, 3, 1),
        ({3: 2, 2: 3}, 3, 2),
        ({3: 2, 2: 3}, 2, 2),
        ({4: 3, 3: 2, 2: 3}, 4, 2),
        ({3: 3}, 3, 3),
    ],
)
def test_behind_an_account_stands_who_alone_brought_it_in(
    brought_in_by: dict[int, int], account: int, person: int
) -> None:
    assert person_behind(account, brought_in_by) == person


def test_reading_is_not_working() -> None:
    case = Thing(pk=2, readers=(1,))

    assert may(Someone("coordinator"), Permission.CASE_READ, case)
    assert not may(Someone("coordinator"), Permission.CASE_WRITE, case)


def test_an_administrator_an_analyst_a_privacy_officer_and_an_editor_hold_no_key() -> None:
    assert {role for role in Role if holds_keys(role)} == {Role.COORDINATOR, Role.LEAD}


def test_membership_begins_and_ends_on_its_days() -> None:
    day = timedelta(days=1)

    assert is_member_on(MONDAY, since=MONDAY, until=MONDAY)
    assert not is_member_on(MONDAY - day, since=MONDAY, until=None)
    assert not is_member_on(MONDAY + day, since=MONDAY, until=MONDAY)


def test_an_open_address_carries_its_mark() -> None:
    def view() -> None: ...

    assert open_to_everyone(view).needs is None
