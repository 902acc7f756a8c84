"""A callout each day that nobody has to answer goes the real way, so that a dead gateway shows."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from uitweg.casework.duty.callouts.actions import ends
from uitweg.casework.duty.callouts.actions.callouts import open_callout
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.channels.actions import proved_channels
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.platform.jobs.rules.job import JobLoop, job

TEXT = "Uitweg: dagelijkse proef. Je hoeft niets te doen."
FIRST_HOUR = 10
"""From this hour in the Netherlands: nobody is woken for it."""
GIVE_UP_AFTER = timedelta(minutes=10)


@job("synthetic-page", every=timedelta(minutes=1), loop=JobLoop.CALLOUT)
def send_synthetic_callout(*, now: datetime) -> None:
    """Queue today's, once, for who has duty; call the leads when one of it could not leave.

    While nobody has duty or nobody can be reached it waits: other alarms are about that.
    """
    today = timezone.localdate(now)
    for day in (today - timedelta(days=1), today):
        _call_out_when_it_failed(day, now)
    shift = shift_at(now)
    is_time = timezone.localtime(now).hour >= FIRST_HOUR
    if (
        shift is None
        or shift.member is None
        or not is_time
        or outbox.outcomes_of_group(_group(today))
    ):
        return
    for channel in proved_channels(shift.member, now=now):
        outbox.enqueue_message(
            key=f"{_group(today)}-{channel.kind}",
            group=_group(today),
            lane=Lane.PAGE,
            channel=Channel(channel.kind),
            to=channel.address,
            subject="Uitweg: proef",
            body=TEXT,
            now=now,
            give_up_at=now + GIVE_UP_AFTER,
        )


def _group(day: date) -> str:
    return f"synthetic:{day}"


def _call_out_when_it_failed(day: date, now: datetime) -> None:
    """Call out about a day on which one could not leave; it ends on a later day when all did."""
    states = {outcome.state for outcome in outbox.outcomes_of_group(_group(day))}
    if MessageState.FAILED in states:
        open_callout(kind=CalloutKind.DELIVERY, thing=_group(day), now=now)
    elif states == {MessageState.HANDED_OVER}:
        for thing in ends.unsettled_things(CalloutKind.DELIVERY, beginning="synthetic:"):
            if thing < _group(day):
                ends.settle_thing(thing=thing, now=now)
