"""Callouts and shifts as rows, for tests of what is seen of them."""

import time
from datetime import timedelta

from django.utils import timezone

from uitweg.casework.duty.callouts.models import Callout, CalloutCall, CalloutSubject
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind, CalloutState
from uitweg.casework.duty.shifts.models import Shift
from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions.outbox import enqueue_message
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane


def a_callout(
    thing: str = "", kind: CalloutKind = CalloutKind.DANGER, **columns: object
) -> Callout:
    """Return a callout that is open, opened three minutes ago, unless the columns say otherwise."""
    now = timezone.now()
    given = {"number": "7K4", "urgency": "urgent", "audience": "duty"}
    opened = {name: now - timedelta(minutes=3) for name in ("opened_at", "began_at")}
    moments = opened | {"next_at": now + timedelta(minutes=3)}
    callout = Callout.objects.create(**(given | moments | columns))
    if thing:
        CalloutSubject.objects.create(callout=callout, kind=kind, thing=thing, at=callout.opened_at)
    return callout


def a_call(
    callout: Callout, member: Member, *, channel: str = "sms", state: str = "", **columns: object
) -> CalloutCall:
    """Return a call of this callout; with `state` its message in the outbox stands like that."""
    key = f"page-{callout.pk}-{member.pk}-{channel}"
    given = {"round": 0, "step": 0, "attempt": 0, "due_at": callout.opened_at}
    call = CalloutCall.objects.create(
        callout=callout, member=member, channel=channel, key=key, **(given | columns)
    )
    if state:
        _message_of(call, state)
    return call


def _message_of(call: CalloutCall, state: str) -> None:
    """Put its message in the outbox, as it stands later; "uncertain" is a way to be handed over."""
    enqueue_message(
        key=call.key,
        channel=Channel(call.channel),
        to="+31612345678",
        body="Uitweg",
        now=call.due_at,
        lane=Lane.PAGE,
    )
    stands = {"is_uncertain": True} if state == "uncertain" else {"state": state}
    OutgoingMessage.objects.filter(key=call.key).update(**stands)


def callout_for_newest_message(login: str) -> Callout:
    """Return a callout about the newest message, while this member has duty, for an hour undisturbed.

    Where the worker opens such callouts itself it is that one; else it is made here.
    """
    member, now = Member.objects.get(login=login), timezone.now()
    a_shift(member, starts_at=now)
    thing = f"message:{Message.objects.latest('pk').pk}"
    until = time.monotonic() + 3
    while not (callout := Callout.objects.filter(subjects__thing=thing).first()):
        if time.monotonic() > until:
            callout = a_callout(thing)
            break
        time.sleep(0.2)
    Callout.objects.filter(pk=callout.pk).update(next_at=now + timedelta(hours=1))
    return callout


def nobody_is_called() -> None:
    """End every callout and shift, so that later stories of the same city have quiet screens."""
    ended = {"state": CalloutState.HANDLED, "next_at": None, "handled_at": timezone.now()}
    Callout.objects.unhandled().update(**ended)
    Shift.objects.update(is_dropped=True)


def a_shift(member: Member, **columns: object) -> Shift:
    """Return a shift that began an hour ago and lasts eight more, unless the columns differ."""
    now = timezone.now()
    hours = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=8)}
    return Shift.objects.create(name="Nacht", member=member, **(hours | columns))
