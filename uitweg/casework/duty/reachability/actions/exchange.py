"""Tells the city's telephone exchange to which number its line goes; see docs/telephony.md.

Uitweg has no telephony of its own: it hands over the number, by the gateway for `Channel.EXCHANGE`.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.duty.callouts.actions import callouts, ends
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.channels.actions import channels_of
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.reachability.models import ForwardedLine
from uitweg.casework.duty.reachability.rules import GIVEN_UP_AFTER, is_sent_again
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.platform.jobs.rules.job import JobLoop, job

GROUP = "exchange"


def is_forwarded_here() -> bool:
    """Return whether this installation can tell an exchange anything."""
    return Channel.EXCHANGE in outbox.configured_channels()


@job("exchange", every=timedelta(seconds=5), loop=JobLoop.CALLOUT, after=("settled-pages",))
def forward_line(*, now: datetime) -> bool:
    """Tell the exchange whom to ring when that changed, and each hour; return whether it was told.

    That is who has duty, else the back-up, else a lead. A message that does not arrive calls the
    leads, once for each time that the exchange stops to answer, and is sent again.
    """
    if not is_forwarded_here():
        return False
    line = ForwardedLine.objects.select_related("member").first()
    state = _state_of(line)
    if line:
        _note_outcome(line, state, now=now)
    if state is MessageState.SENDING:
        return False  # or the older number might reach the exchange after the newer
    target = _target(now)
    if target is None:
        thing = f"exchange:no-number:{timezone.localdate(now)}"
        callouts.open_callout(kind=CalloutKind.DELIVERY, thing=thing, now=now, can_return=True)
        return False
    member, number = target
    is_same = line is not None and (line.member_id, line.number) == (member.pk, number)
    if line and is_same:
        has_failed = state in {MessageState.FAILED, MessageState.CANCELLED}
        if not is_sent_again(sent_at=line.sent_at, has_failed=has_failed, now=now):
            return False
    _tell(member, number, line if is_same else None, now=now)
    return True


def _state_of(line: ForwardedLine | None) -> MessageState | None:
    """Return how the last message stands; None when there is none, or none any more."""
    outcome = outbox.outcomes_of([line.key]).get(line.key) if line else None
    return outcome.state if outcome else None


def _note_outcome(line: ForwardedLine, state: MessageState | None, *, now: datetime) -> None:
    """Keep what became of the last message; call the leads when the exchange does not take it."""
    if state is MessageState.HANDED_OVER and (line.failing_since or not line.handed_over_at):
        line.failing_since, line.handed_over_at = None, line.handed_over_at or now
        line.save(update_fields=["failing_since", "handed_over_at"])
    if state is MessageState.HANDED_OVER:
        for thing in ends.unsettled_things(CalloutKind.DELIVERY, beginning="exchange:"):
            ends.settle_thing(thing=thing, now=now)
    if state is MessageState.FAILED:
        if line.failing_since is None:
            line.failing_since, line.handed_over_at = now, None
            line.save(update_fields=["failing_since", "handed_over_at"])
        thing = f"exchange:{int(line.failing_since.timestamp())}"
        callouts.open_callout(kind=CalloutKind.DELIVERY, thing=thing, now=now)


def _target(now: datetime) -> tuple[Member, str] | None:
    """Return whom the line should ring, and on which number."""
    shift = shift_at(now)
    people = [shift.member, shift.backup] if shift else []
    leads = Member.objects.leads_to_call(today=timezone.localdate(now))
    for member in (*filter(None, people), *leads):
        if number := _number_of(member):
            return member, number
    return None


def _number_of(member: Member) -> str:
    """Return the number on which this member is called: the one newest proved, else their own."""
    voices = [row for row in channels_of(member) if row.kind == ChannelKind.VOICE]
    proved = [(row.proved_at, row.address) for row in voices if row.proved_at is not None]
    return max(proved)[1] if proved else member.phone


@transaction.atomic
def _tell(member: Member, number: str, same: ForwardedLine | None, *, now: datetime) -> None:
    """Queue the number for the exchange; an older one that still waits does not leave any more."""
    key = f"exchange:{int(now.timestamp())}:{member.pk}"
    outbox.cancel_messages(group=GROUP, now=now)
    outbox.enqueue_message(
        key=key,
        group=GROUP,
        channel=Channel.EXCHANGE,
        to=number,
        body=number,
        now=now,
        lane=Lane.PAGE,
        give_up_at=now + GIVEN_UP_AFTER,
    )
    told = {"member": member, "number": number, "key": key, "sent_at": now}
    if same is None:
        told["handed_over_at"] = None
    ForwardedLine.objects.update_or_create(pk=1, defaults=told)


def present_line() -> ForwardedLine | None:
    """Return where the line was last sent; None when there is no exchange, or not yet."""
    if not is_forwarded_here():
        return None
    return ForwardedLine.objects.select_related("member").first()
