"""What happened with a callout: who was called by which channel, what became of it, who is next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from uitweg.casework.duty.callouts.actions.callouts import UpcomingStep, upcoming_steps
from uitweg.casework.duty.callouts.actions.subjects import SubjectForReader
from uitweg.casework.duty.callouts.models import Callout, CalloutCall
from uitweg.casework.duty.callouts.rules.callouts import CalloutState, minutes_since
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.jobs.actions.outbox import Outcome, outcomes_of
from uitweg.platform.jobs.rules import MessageState

DELIVERED = "afgeleverd"


@dataclass(frozen=True)
class ChannelTry:
    """One try over one channel: `became` says what is known of it, `at` when it was or will be."""

    channel: ChannelKind
    at: datetime
    became: str
    is_uncertain: bool


@dataclass(frozen=True)
class MemberCalled:
    """A member who was called in one step, by all its channels. `as_what` says why them."""

    at: datetime
    member: Member
    as_what: str
    tries: list[ChannelTry]
    is_last: bool

    @property
    def is_uncertain(self) -> bool:
        """Whether it may not have arrived at all: no channel surely did."""
        surely = any(each.became == DELIVERED for each in self.tries)
        return not surely and any(each.is_uncertain for each in self.tries)


@dataclass(frozen=True)
class CalloutTimeline:
    """All that happened, in order, and all that is to come while nobody does anything."""

    subjects: Sequence[SubjectForReader]
    called: list[MemberCalled]
    taken_after: int | None
    next: list[UpcomingStep]


def load_timeline(
    callout: Callout, subjects: Sequence[SubjectForReader], *, now: datetime
) -> CalloutTimeline:
    """Return the timeline of a callout; `subjects` are those that its reader may know of."""
    taken_at = callout.acknowledged_at
    return CalloutTimeline(
        subjects=sorted(subjects, key=lambda subject: subject.at),
        called=_members_called(callout, now),
        taken_after=minutes_since(callout.opened_at, taken_at) if taken_at else None,
        next=[] if callout.state == CalloutState.HANDLED else upcoming_steps(callout, now),
    )


def _members_called(callout: Callout, now: datetime) -> list[MemberCalled]:
    calls = callout.calls.select_related("member").order_by("round", "step", "member_id", "due_at")
    calls_made = [call for call in calls if call.due_at <= now]
    outcomes = outcomes_of(call.key for call in calls_made)
    groups = [
        list(group)
        for _, group in groupby(
            calls_made, key=lambda each: (each.round, each.step, each.member_id)
        )
    ]
    groups.sort(key=lambda group: (group[0].due_at, group[0].pk))
    shifts = list(Shift.objects.between(callout.opened_at, now)) if groups else []
    last_step = max(((group[0].round, group[0].step) for group in groups), default=(0, 0))
    return [
        MemberCalled(
            at=group[0].due_at,
            member=group[0].member,
            as_what=_as_what(group[0], shifts),
            tries=_tries(group, outcomes),
            is_last=(group[0].round, group[0].step) == last_step,
        )
        for group in groups
    ]


def _as_what(call: CalloutCall, shifts: Iterable[Shift]) -> str:
    """Return why this member was called then: their duty, as back-up, or as lead."""
    running = [shift for shift in shifts if shift.starts_at <= call.due_at < shift.ends_at]
    if any(shift.member_id == call.member_id for shift in running):
        return "dienst"
    if any(shift.backup_id == call.member_id for shift in running):
        return "achterwacht"
    return "leiding" if call.member.role == Role.LEAD else ""


def _tries(calls: Iterable[CalloutCall], outcomes: Mapping[str, Outcome]) -> list[ChannelTry]:
    return [
        ChannelTry(
            channel=ChannelKind(call.channel),
            at=call.due_at,
            became=became_of(outcomes.get(call.key)),
            is_uncertain=_is_uncertain(outcomes.get(call.key)),
        )
        for call in sorted(calls, key=lambda each: (each.due_at, each.pk))
    ]


def _is_uncertain(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.is_uncertain


def became_of(outcome: Outcome | None) -> str:
    """Return what is known of a message, in words: a gateway took it, which is not yet answered."""
    if outcome is None:
        return "nog niet verstuurd"
    if outcome.is_uncertain:
        return "onzeker of het aankwam"
    if outcome.state == MessageState.WAITING and outcome.tries:
        return "lukte nog niet, wordt weer geprobeerd"
    return _BECAME[outcome.state]


_BECAME = {
    MessageState.WAITING: "wordt verstuurd",
    MessageState.SENDING: "wordt verstuurd",
    MessageState.HANDED_OVER: DELIVERED,
    MessageState.FAILED: "niet gelukt",
    MessageState.CANCELLED: "was niet meer nodig",
}
