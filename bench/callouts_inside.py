"""What bench.callouts does inside a process of the staff.

`python -m bench.callouts_inside duty` gives a member of the demo duty and two proved ways to be
reached; `worker` runs the worker; `keys` prints which messages a gateway got about which report.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any


def main(what: str) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    return {"duty": _duty, "worker": _worker, "keys": _keys}[what]()


def _duty() -> int:
    from django.utils import timezone

    from uitweg.casework.cases.emergency_access.models import EmergencyAccess
    from uitweg.casework.duty.channels.models import ContactChannel
    from uitweg.casework.duty.shifts.models import Shift
    from uitweg.channel.conversation.models import Message
    from uitweg.platform.accounts.models import Member

    now = timezone.now()
    # what the demo's city calls out about is not measured
    Message.objects.update(is_paged=True)
    EmergencyAccess.objects.update(owner_seen_at=now)
    Shift.objects.filter(ends_at__gt=now).update(is_dropped=True)
    ContactChannel.objects.all().delete()
    fatima, joris = (Member.objects.get(login=login) for login in ("fatima", "joris"))
    Shift.objects.create(
        member=fatima,
        backup=joris,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=60),
    )
    for kind in ("sms", "voice"):
        ContactChannel.objects.create(
            member=fatima, kind=kind, address="+31600000000", proved_at=now
        )
    sys.stdout.write("{}\n")
    return 0


def _worker() -> int:
    from uitweg.platform.jobs.rules.job import JobLoop, job
    from uitweg.site.operations.worker import run

    declare = job("ends-what-was-called", every=timedelta(seconds=1), loop=JobLoop.CALLOUT)
    declare(_end_what_was_called)
    return run.run()


def _end_what_was_called(*, now: datetime) -> None:
    """End each callout as soon as somebody was called, as a tap would: the next danger has its own.

    Else danger joins a callout that rings already, and no call is about it alone.
    """
    from uitweg.casework.duty.callouts.actions.ends import end_callout
    from uitweg.casework.duty.callouts.models import Callout
    from uitweg.platform.jobs.actions.outbox import outcomes_of
    from uitweg.platform.jobs.rules import MessageState

    for callout in Callout.objects.unhandled().order_by("id"):
        outcomes = outcomes_of(callout.calls.order_by("id").values_list("key", flat=True)).values()
        if any(outcome.state is MessageState.HANDED_OVER for outcome in outcomes):
            end_callout(callout, handled_by=None, now=now)


def _keys() -> int:
    """Print by message of a reporter the opaque keys of what a gateway may have got about it."""
    from uitweg.casework.duty.callouts.models import CalloutCall, CalloutSubject

    keys = dict[str, list[str]]()
    for thing, callout in CalloutSubject.objects.values_list("thing", "callout"):
        kind, _, pk = thing.partition(":")
        if kind == "message":
            calls = CalloutCall.objects.filter(callout=callout).values_list("key", flat=True)
            keys[pk] = [_opaque(key) for key in calls]
    sys.stdout.write(json.dumps({"keys": keys}) + "\n")
    return 0


def _opaque(key: str) -> Any:
    from uitweg.platform.jobs.actions.handing_over import opaque_key

    return opaque_key(key)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
