"""What bench.paging does inside a process of the staff.

`python -m bench.paging_inside duty` gives a member of the demo duty and two proved ways to be
reached; `worker` runs the worker; `keys` prints which messages a gateway got about which report.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any

SOURCES = "page-sources"
STAND_IN = "stand-in-"


def main(what: str) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    return {"duty": _duty, "worker": _worker, "keys": _keys}[what]()


def _duty() -> int:
    from django.utils import timezone

    from uitweg.casework.duty.models import ContactChannel, Shift
    from uitweg.platform.accounts.models import Member

    now = timezone.now()
    fatima = Member.objects.get(login="fatima")
    Shift.objects.create(
        member=fatima, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=12)
    )
    for kind in ("sms", "voice"):
        ContactChannel.objects.create(
            member=fatima, kind=kind, address="+31600000000", proved_at=now
        )
    sys.stdout.write("{}\n")
    return 0


def _worker() -> int:
    from uitweg.site.operations import worker

    if SOURCES not in worker.PAGE_STEPS:
        worker.PAGE_STEPS[SOURCES] = (_queue_one_for_each_danger, timedelta(seconds=1))
    return worker.run()


def _queue_one_for_each_danger(now: datetime) -> None:
    from uitweg.channel.models import Message
    from uitweg.platform.jobs.actions.outbox import enqueue_message
    from uitweg.platform.jobs.models import OutgoingMessage
    from uitweg.platform.jobs.rules import Channel, Lane

    known = set(OutgoingMessage.objects.values_list("key", flat=True))
    for pk in Message.objects.filter(danger_now=True, handled_at=None).values_list("pk", flat=True):
        if f"{STAND_IN}{pk}" not in known:
            enqueue_message(
                key=f"{STAND_IN}{pk}", channel=Channel.SMS, to="+31600000000", body="Uitweg 123",
                lane=Lane.PAGE, now=now, give_up_at=now + timedelta(minutes=3),
            )  # fmt: skip


def _keys() -> int:
    """Print by message of a reporter the opaque keys of what a gateway may have got about it."""
    from uitweg.casework.duty.models import PageCall, PageSubject
    from uitweg.platform.jobs.models import OutgoingMessage

    keys = dict[str, list[str]]()
    for thing, page in PageSubject.objects.values_list("thing", "page"):
        kind, _, pk = thing.partition(":")
        if kind == "message":
            calls = PageCall.objects.filter(page=page).values_list("key", flat=True)
            keys[pk] = [_opaque(key) for key in calls]
    for key in OutgoingMessage.objects.filter(key__startswith=STAND_IN).values_list(
        "key", flat=True
    ):
        keys[key.removeprefix(STAND_IN)] = [_opaque(key)]
    sys.stdout.write(json.dumps({"keys": keys}) + "\n")
    return 0


def _opaque(key: str) -> Any:
    from uitweg.platform.jobs.actions.handing_over import opaque_key

    return opaque_key(key)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
