"""Pages and shifts as rows, for tests of what is seen of them."""

import time
from datetime import timedelta

from django.utils import timezone

from uitweg.casework.duty.callouts.models import Page, PageCall, PageSubject
from uitweg.casework.duty.callouts.rules.paging import PageKind, PageState
from uitweg.casework.duty.shifts.models import Shift
from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions.outbox import enqueue_message
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane


def a_page(thing: str = "", kind: PageKind = PageKind.DANGER, **columns: object) -> Page:
    """Return a page that is open, opened three minutes ago, unless the columns say otherwise."""
    now = timezone.now()
    given = {"number": "7K4", "urgency": "urgent", "audience": "duty"}
    opened = {name: now - timedelta(minutes=3) for name in ("opened_at", "began_at")}
    moments = opened | {"next_at": now + timedelta(minutes=3)}
    page = Page.objects.create(**(given | moments | columns))
    if thing:
        PageSubject.objects.create(page=page, kind=kind, thing=thing, at=page.opened_at)
    return page


def a_call(
    page: Page, member: Member, *, channel: str = "sms", state: str = "", **columns: object
) -> PageCall:
    """Return a call of this page; with `state` its message in the outbox stands like that."""
    key = f"page-{page.pk}-{member.pk}-{channel}"
    given = {"round": 0, "step": 0, "attempt": 0, "due_at": page.opened_at}
    call = PageCall.objects.create(
        page=page, member=member, channel=channel, key=key, **(given | columns)
    )
    if state:
        _message_of(call, state)
    return call


def _message_of(call: PageCall, state: str) -> None:
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


def page_for_newest_message(login: str) -> Page:
    """Return a page about the newest message, while this member has duty, for an hour undisturbed.

    Where the worker opens such pages itself it is that one; else it is made here.
    """
    member, now = Member.objects.get(login=login), timezone.now()
    a_shift(member, starts_at=now)
    thing = f"message:{Message.objects.latest('pk').pk}"
    until = time.monotonic() + 3
    while not (page := Page.objects.filter(subjects__thing=thing).first()):
        if time.monotonic() > until:
            page = a_page(thing)
            break
        time.sleep(0.2)
    Page.objects.filter(pk=page.pk).update(next_at=now + timedelta(hours=1))
    return page


def nobody_is_called() -> None:
    """End every page and shift, so that later stories of the same city have quiet screens."""
    ended = {"state": PageState.HANDLED, "next_at": None, "handled_at": timezone.now()}
    Page.objects.unhandled().update(**ended)
    Shift.objects.update(is_dropped=True)


def a_shift(member: Member, **columns: object) -> Shift:
    """Return a shift that began an hour ago and lasts eight more, unless the columns differ."""
    now = timezone.now()
    hours = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=8)}
    return Shift.objects.create(name="Nacht", member=member, **(hours | columns))
