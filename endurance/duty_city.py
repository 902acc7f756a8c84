"""The people, the rota, the gateways and the worker of a simulated year, on a virtual clock."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from unittest import mock

from django.db import transaction
from django.db.models import F

from uitweg.casework.duty.callouts.actions import calls as callout_calls
from uitweg.casework.duty.callouts.models import Callout, CalloutCall
from uitweg.casework.duty.callouts.rules.callouts import CalloutState, Urgency
from uitweg.casework.duty.callouts.rules.texts import callout_message
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.shifts.models import Shift
from uitweg.casework.duty.shifts.rules import (
    RepeatingShift,
    StaffedShift,
    TimeSpan,
    shifts_of,
    uncovered,
)
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import KEYHOLDERS, Role
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane, MessageState

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
YEAR = datetime(2027, 1, 1, tzinfo=UTC)
CHANNELS = frozenset({Channel.MAIL, Channel.SMS, Channel.VOICE, Channel.CHAT})
HALVES = ((time(8), time(20)), (time(20), time(8)))


class Killed(BaseException):
    """A worker that was killed: nothing it had not stored is there."""


@dataclass
class Outages:
    """Periods in which something does not work, in order; made for a whole year at once."""

    periods: list[tuple[datetime, datetime]]

    @classmethod
    def of_a_year(cls, *, each: timedelta, longest: timedelta) -> "Outages":
        begins, periods = YEAR, []
        while begins < YEAR + 366 * DAY:
            begins += each * random.expovariate(1)
            ends = begins + longest * random.random() ** 3
            periods.append((begins, ends))
            begins = ends
        return cls(periods)

    def is_down(self, now: datetime) -> bool:
        return any(begin <= now < end for begin, end in self.periods)

    def ends(self, now: datetime) -> datetime | None:
        return next((end for begin, end in self.periods if begin <= now < end), None)

    def within(self, first: datetime, last: datetime) -> timedelta:
        overlaps = (min(end, last) - max(begin, first) for begin, end in self.periods)
        return sum((overlap for overlap in overlaps if overlap > timedelta()), timedelta())


def make_team() -> list[Member]:
    """Return the members who take shifts; all of the demo's city stay as they are."""
    first = Member.objects.filter(role=Role.COORDINATOR).exclude(admitted_at=None).first()
    assert first
    for number in range(6):
        Member.objects.get_or_create(
            login=f"dienst{number}",
            defaults={
                "name": f"Dienst {number}",
                "role": Role.COORDINATOR,
                "since": date(2026, 1, 1),
                "admitted_at": first.admitted_at,
                "public_key": first.public_key,
            },
        )
    share = KeyShare.objects.held_by(first).first()
    assert share
    for member in Member.objects.filter(login__startswith="dienst"):
        share.pk, share.member = None, member
        share.save(force_insert=True)
    Member.objects.filter(role__in=KEYHOLDERS).update(since=date(2026, 1, 1))
    for number, member in enumerate(Member.objects.filter(role__in=KEYHOLDERS).order_by("pk")):
        for kind in ChannelKind:
            ContactChannel.objects.create(
                member=member, kind=kind, address=f"{kind}-{number}", proved_at=YEAR + 400 * DAY
            )
    return list(Member.objects.filter(login__startswith="dienst").order_by("pk"))


def make_rota(members: list[Member], days: int) -> None:
    """Plan two shifts a day; of some nobody takes them yet."""
    first = YEAR.date()
    for half, (begins, ends) in enumerate(HALVES):
        pattern = RepeatingShift(frozenset(range(7)), begins, ends, first - DAY)
        periods = shifts_of(pattern, first=first - DAY, last=first + days * DAY)
        for nth, period in enumerate(periods):
            who = members[(2 * nth + half) % len(members)]
            backup = members[(2 * nth + half + 2) % len(members)]
            Shift.objects.create(
                name="dienst",
                starts_at=period.starts_at,
                ends_at=period.ends_at,
                member=None if random.random() < 0.02 else who,
                backup=backup,
            )


def change_rota(members: list[Member], now: datetime) -> str:
    """Let somebody swap, fall ill (also during a shift), or take an empty shift; return which."""
    coming = list(Shift.objects.between(now, now + 14 * DAY))
    shift, what = random.choice(coming), random.choice(["swap", "swap", "absence", "take", "take"])
    if what == "absence":
        fall_ill(random.choice((shift, coming[0])), now)
        return what
    empty = next((shift for shift in coming if shift.member is None), shift)
    shift = empty if what == "take" else shift
    if shift.starts_at > now:
        shift.member = random.choice([who for who in members if who.pk != shift.backup_id])
        shift.save()
    return what


def fall_ill(shift: Shift, now: datetime) -> None:
    """Leave a shift, or what is left of it, to nobody; the back-up stays."""
    if shift.starts_at < now:
        Shift.objects.filter(pk=shift.pk).update(ends_at=now)
        shift = Shift(name="dienst", starts_at=now, ends_at=shift.ends_at, backup=shift.backup)
    shift.member = None
    shift.save()


def gaps(first: datetime, last: datetime) -> list[TimeSpan]:
    """Return the hours that nobody has, by the rules of the rota."""
    shifts = [
        StaffedShift(TimeSpan(shift.starts_at, shift.ends_at), shift.member_id, shift.backup_id)
        for shift in Shift.objects.between(first, last)
    ]
    return uncovered(shifts, within=TimeSpan(first, last))


def is_within(gap: TimeSpan, announced: list[TimeSpan]) -> bool:
    """Return whether each moment of this gap lies in one that was announced."""
    return not uncovered([StaffedShift(period, 1) for period in announced], within=gap)


@dataclass
class Gateways:
    """What hands messages over: each channel is away now and then, and sometimes all are.

    It stands in for the sender of the outbox, which has its own tests against real servers.
    """

    away: dict[Channel, Outages] = field(default_factory=dict)
    delivered: Counter[str] = field(default_factory=Counter)
    uncertain: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for channel in CHANNELS:
            self.away[channel] = Outages.of_a_year(each=6 * DAY, longest=4 * HOUR)
        for _ in range(6):  # the city's own network: everything is away
            begins = YEAR + 365 * DAY * random.random()
            for outages in self.away.values():
                outages.periods.append((begins, begins + 2 * HOUR * random.random()))

    def hand_over(self, now: datetime) -> list[OutgoingMessage]:
        """Try each message that is due; return those that arrived."""
        due = OutgoingMessage.objects.filter(lane=Lane.PAGE, state=MessageState.WAITING)
        arrived = []
        for message in due.filter(due_at__lte=now).order_by("id"):
            if not self.away[Channel(message.channel)].is_down(now):
                self._deliver(message, now)
                arrived.append(message)
            elif message.give_up_at and now >= message.give_up_at:
                OutgoingMessage.objects.filter(pk=message.pk).update(
                    state=MessageState.FAILED, ended_at=now
                )
            else:
                OutgoingMessage.objects.filter(pk=message.pk).update(
                    due_at=now + 15 * SECOND, tries=F("tries") + 1
                )
        return arrived

    def _deliver(self, message: OutgoingMessage, now: datetime) -> None:
        call = CalloutCall.objects.select_related("callout").get(key=message.key)
        if call.callout.state == CalloutState.HANDLED:
            self.faults.append(f"{message.key} left after its callout was handled")
        kind, urgency = ChannelKind(message.channel), Urgency(call.callout.urgency)
        text = callout_message(urgency, call.callout.number, kind)
        if (message.subject, message.body) != (text.subject, text.body):
            self.faults.append(f"{message.key} said something else")
        self.delivered[message.key] += 1
        if random.random() < 0.005:  # killed while sending: it arrived, and nobody wrote that down
            self.uncertain.add(message.key)
            OutgoingMessage.objects.filter(pk=message.pk).update(
                is_uncertain=True, due_at=now + 10 * SECOND, tries=F("tries") + 1
            )
            return
        ended = {"state": MessageState.HANDED_OVER, "ended_at": now}
        OutgoingMessage.objects.filter(pk=message.pk).update(**ended)

    def sent_twice(self) -> list[str]:
        """Return what was handed over more than once and is not marked as uncertain."""
        return [key for key, times in self.delivered.items() if times > 1 + (key in self.uncertain)]


@contextmanager
def dies_at(nth: int) -> Iterator[None]:
    """Let the worker be killed when it queues its nth message: all it did in between is undone."""
    left, queue = [nth], callout_calls.enqueue_message

    def enqueue(**message: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        queue(**message)  # type: ignore[arg-type]

    with mock.patch.object(callout_calls, "enqueue_message", enqueue):
        yield


def advance(now: datetime, killed: Counter[str]) -> None:
    """Let a worker take the steps that are due; now and then it is killed, and another goes on."""
    if random.random() < 0.05:
        try:
            with dies_at(random.randrange(12)), transaction.atomic():
                callout_calls.advance_due_callouts(now=now)
        except Killed:
            killed["workers"] += 1
    for _ in range(random.choice((1, 1, 1, 2))):
        callout_calls.advance_due_callouts(now=now)


def next_moment(now: datetime) -> datetime | None:
    """Return when the next step or message is due."""
    callout = (
        Callout.objects.unhandled().order_by("next_at").values_list("next_at", flat=True).first()
    )
    waiting = OutgoingMessage.objects.filter(lane=Lane.PAGE, state=MessageState.WAITING)
    message = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    moments = [moment for moment in (callout, message) if moment is not None]
    return max(min(moments), now) if moments else None
