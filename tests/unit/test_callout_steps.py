"""How a callout goes from step to step, against a model that only knows what must never happen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from uitweg.casework.duty.callouts.rules import steps
from uitweg.casework.duty.callouts.rules.callouts import (
    MOST_URGENT_CALLOUTS,
    CalloutAudience,
    CalloutState,
    OpenCallout,
    Urgency,
    callout_to_join,
)
from uitweg.casework.duty.callouts.rules.texts import class_words
from uitweg.platform.policy.callout_steps import StepWho
from uitweg.platform.policy.escalation import read_step_table

TABLE = read_step_table()
NIGHT = datetime(2027, 1, 12, 2, 14, tzinfo=UTC)  # 03:14 in the Netherlands
DAY = datetime(2027, 1, 12, 11, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ORDER = [StepWho.DUTY, StepWho.BACKUP, StepWho.LEADS]


def who_is_called(
    callout: steps.CalloutProgress, *, until: datetime
) -> list[tuple[float, StepWho]]:
    """Return whom the steps call, with the minutes since the callout began."""
    start, called = callout.began_at, []
    while callout.next_at and callout.next_at <= until:
        called.append(
            ((callout.next_at - start) / MINUTE, steps.next_step(callout, TABLE).who),
        )
        callout = steps.step_taken(callout, TABLE, now=callout.next_at)
    return called


def a_callout(
    urgency=Urgency.URGENT, audience=CalloutAudience.DUTY, now=NIGHT
) -> steps.CalloutProgress:
    return steps.opened(urgency, audience, now=now)


def test_an_urgent_callout_goes_to_duty_backup_and_leads_and_is_never_silent_after() -> None:
    called = who_is_called(a_callout(), until=NIGHT + 15 * MINUTE)

    assert called == [
        (0, StepWho.DUTY),
        (2, StepWho.BACKUP),
        (6, StepWho.LEADS),
        (10, StepWho.LEADS),
        (14, StepWho.LEADS),
    ]


def test_a_callout_for_the_leads_calls_them_at_once() -> None:
    called = who_is_called(a_callout(audience=CalloutAudience.LEADS), until=NIGHT + 5 * MINUTE)

    assert called == [(0, StepWho.LEADS), (4, StepWho.LEADS)]


@pytest.mark.parametrize(
    ("local_hour_utc", "backup_after"),
    [(11, 45), (20, 45), (22, 120), (5, 60)],  # noon, 21:00, 23:00 and 06:00 in the Netherlands
)
def test_at_night_only_a_step_that_says_so_waits_and_never_past_the_last(
    local_hour_utc, backup_after
) -> None:
    now = datetime(2027, 1, 12, local_hour_utc, tzinfo=UTC)
    called = who_is_called(a_callout(Urgency.NORMAL, now=now), until=now + 120 * MINUTE)

    assert called == [
        (0, StepWho.DUTY),
        (15, StepWho.DUTY),
        (backup_after, StepWho.BACKUP),
        (120, StepWho.LEADS),
    ]


def test_who_takes_it_holds_it_for_a_quarter_and_then_it_comes_back_to_them_first() -> None:
    taken = steps.acknowledged(a_callout(), TABLE, by=7, now=NIGHT + 4 * MINUTE)
    back = steps.came_back(taken, now=NIGHT + 19 * MINUTE)

    assert taken.next_at == NIGHT + 19 * MINUTE
    assert (back.round, back.acknowledged_by, back.state) == (1, 7, CalloutState.OPEN)
    assert who_is_called(back, until=NIGHT + 24 * MINUTE) == [
        (0, StepWho.ACKNOWLEDGER),
        (2, StepWho.DUTY),
        (3, StepWho.BACKUP),
        (5, StepWho.LEADS),
    ]


def test_twice_a_quarter_longer_and_no_more() -> None:
    callout = steps.acknowledged(a_callout(), TABLE, by=7, now=NIGHT)
    for _ in range(2):
        assert steps.may_extend(callout, TABLE)
        callout = steps.extended(callout, TABLE, now=NIGHT)

    assert not steps.may_extend(callout, TABLE)
    assert callout.next_at == NIGHT + 45 * MINUTE


def test_who_cannot_passes_it_to_the_next_at_once_and_the_leads_come_sooner() -> None:
    callout = steps.step_taken(a_callout(), TABLE, now=NIGHT)
    passed = steps.passed_on(callout, TABLE, now=NIGHT + 30 * SECOND)

    assert passed.next_at == NIGHT + 30 * SECOND
    assert steps.next_step(passed, TABLE).who is StepWho.BACKUP
    after = steps.step_taken(passed, TABLE, now=NIGHT + 30 * SECOND)
    assert after.next_at == NIGHT + 30 * SECOND + 4 * MINUTE


def test_who_took_it_and_cannot_go_on_is_not_called_again_first() -> None:
    taken = steps.acknowledged(a_callout(), TABLE, by=7, now=NIGHT)
    passed = steps.passed_on(taken, TABLE, now=NIGHT + MINUTE)

    assert (passed.round, passed.next_at) == (1, NIGHT + MINUTE)
    assert steps.next_step(passed, TABLE).who is StepWho.DUTY


@given(
    at=st.integers(0, 2 * 366 * 24 * 3600).map(
        lambda s: datetime(2026, 1, 1, tzinfo=UTC) + s * SECOND
    ),
)
@settings(max_examples=200)
def test_the_end_of_the_quiet_hours_is_seven_in_the_morning_on_both_clock_changes(at) -> None:
    end = steps.end_of_quiet(at, TABLE.quiet)
    local, began = end.astimezone(steps.TEAM_ZONE), at.astimezone(steps.TEAM_ZONE)

    assert at <= end <= at + timedelta(hours=10)
    assert (end == at) == (7 <= began.hour < 22)
    assert end == at or (local.hour, local.minute, local.second) == (7, 0, 0)


def test_a_normal_thing_joins_the_open_callout_and_an_urgent_one_only_what_rings_now() -> None:
    fresh, old = OpenCallout(1, NIGHT - 59 * SECOND, 0), OpenCallout(2, NIGHT - 61 * SECOND, 0)
    back = OpenCallout(3, NIGHT - 5 * SECOND, 1)

    assert callout_to_join([old], Urgency.NORMAL, now=NIGHT) == 2
    assert callout_to_join([old, fresh], Urgency.URGENT, now=NIGHT) == 1
    assert callout_to_join([old], Urgency.URGENT, now=NIGHT) is None
    assert callout_to_join([back], Urgency.URGENT, now=NIGHT) is None
    assert callout_to_join([], Urgency.NORMAL, now=NIGHT) is None


@pytest.mark.parametrize(("by", "tries"), [(("sms",), None), (("sms", "voice"), 3)])
def test_how_often_it_telephones_is_said_only_where_it_telephones(by, tries) -> None:
    urgent = TABLE.classes[Urgency.URGENT]
    rounds = {"first": (replace(urgent.first[0], by=by),), "again": ()}

    assert class_words(replace(urgent, voice_tries=3, **rounds)).voice_tries == tries


def test_a_flood_of_danger_is_five_callouts_and_no_more() -> None:
    callouts = [
        OpenCallout(n, NIGHT - n * timedelta(hours=1), 0)
        for n in range(1, 1 + MOST_URGENT_CALLOUTS)
    ]

    assert callout_to_join(callouts, Urgency.URGENT, now=NIGHT) == 1
    assert callout_to_join(callouts[1:], Urgency.URGENT, now=NIGHT) is None


class AnyNight(RuleBasedStateMachine):
    """People who act, or do not, in any order; against a model of four facts.

    The model knows only when the callout was last in nobody's hands, how often it was taken, and who
    was called since: by then the leads must have been called, or are within the sum of the delays.
    """

    @initialize(urgency=st.sampled_from(Urgency), audience=st.sampled_from(CalloutAudience))
    def begins(self, urgency: Urgency, audience: CalloutAudience) -> None:
        self.now, self.callout = NIGHT, steps.opened(urgency, audience, now=NIGHT)
        self.called: list[StepWho] = []
        self.unheld_since, self.rounds = NIGHT, 0

    @rule(seconds=st.integers(0, 4000))
    def time_passes(self, seconds: int) -> None:
        """The worker takes each step that falls due, at its own moment."""
        until = self.now + seconds * SECOND
        while self.callout.next_at and self.callout.next_at <= until:
            self.now = max(self.now, self.callout.next_at)
            self._worker_looks()
        self.now = until

    def _worker_looks(self) -> None:
        if self.callout.state is CalloutState.ACKNOWLEDGED:
            self.callout = steps.came_back(self.callout, now=self.now)
            self.called, self.unheld_since, self.rounds = [], self.now, self.rounds + 1
        self.called.append(steps.next_step(self.callout, TABLE).who)
        self.callout = steps.step_taken(self.callout, TABLE, now=self.now)

    @precondition(lambda self: self.callout.state is CalloutState.OPEN)
    @rule(by=st.integers(1, 4))
    def somebody_takes_it(self, by: int) -> None:
        self.callout = steps.acknowledged(self.callout, TABLE, by=by, now=self.now)

    @precondition(lambda self: self.callout.state is not CalloutState.HANDLED)
    @rule()
    def somebody_cannot(self) -> None:
        if self.callout.state is CalloutState.ACKNOWLEDGED:
            self.called, self.unheld_since, self.rounds = [], self.now, self.rounds + 1
        self.callout = steps.passed_on(self.callout, TABLE, now=self.now)

    @precondition(lambda self: self.callout.state is CalloutState.ACKNOWLEDGED)
    @rule()
    def a_quarter_longer(self) -> None:
        if steps.may_extend(self.callout, TABLE):
            self.callout = steps.extended(self.callout, TABLE, now=self.now)

    @rule()
    def it_does_not_arrive(self) -> None:
        if not steps.is_at_last_step(self.callout, TABLE):
            self.callout = steps.hurried(self.callout, TABLE, now=self.now)

    @precondition(lambda self: self.callout.state is CalloutState.ACKNOWLEDGED)
    @rule()
    def it_is_done(self) -> None:
        self.callout = steps.handled(self.callout)

    @invariant()
    def exactly_one_next_step_unless_handled(self) -> None:
        assert (self.callout.next_at is None) == (self.callout.state is CalloutState.HANDLED)

    @invariant()
    def the_next_step_is_never_further_than_the_class_allows(self) -> None:
        if self.callout.next_at:
            assert self.callout.next_at - self.now <= steps.longest_wait(self.callout, TABLE)

    @invariant()
    def the_leads_hear_of_it_within_the_sum_of_the_delays(self) -> None:
        last = steps.round_steps(self.callout, TABLE)[-1].after
        if self.callout.state is CalloutState.OPEN and self.now > self.unheld_since + last:
            assert StepWho.LEADS in self.called

    @invariant()
    def nobody_is_forgotten_in_between(self) -> None:
        """The steps of a round are called in their order; none is left out."""
        if self.callout.state is CalloutState.HANDLED or not self.called:
            return
        order = [step.who for step in steps.round_steps(self.callout, TABLE)]
        ahead = order[-len(set(order)) :]
        positions = [ahead.index(who) for who in self.called]
        assert positions == sorted(positions)

    @invariant()
    def the_round_counts_how_often_it_came_back(self) -> None:
        assert self.callout.round == self.rounds


TestAnyNight = AnyNight.TestCase
TestAnyNight.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
