"""A member's own shifts for the calendar on their phone: without names, under a secret address."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.duty.shifts.actions import members_for_duty
from uitweg.casework.duty.shifts.models import CalendarFeed, Shift
from uitweg.casework.duty.shifts.rules import PLANNED_AHEAD
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import tokens

MAKE_CALENDAR_LINK = Act("duty:calendar", "Link voor eigen agenda gemaakt")
END_CALENDAR_LINK = Act("duty:calendar-end", "Link voor eigen agenda gestopt")

SHOWN_BACK = timedelta(days=31)
SEEN_EVERY = timedelta(hours=1)
LONGEST_SECRET = 64
PRODUCT = "-//Uitweg//Dienst//NL"


def make_feed(*, by: Actor) -> str:
    """Give this member a new secret address, shown once; an earlier one stops working."""
    require(by, Permission.DUTY_TAKE)
    secret = tokens.token_text(32)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(
            member=by.member,
            defaults={"token_hash": _hash(secret), "made_at": by.now, "fetched_at": None},
        )
        audit_log.record(by.member, MAKE_CALENDAR_LINK, by.member)
    return secret


def revoke_feed(*, by: Actor) -> None:
    """Let this member's address stop working."""
    require(by, Permission.DUTY_TAKE)
    with transaction.atomic():
        if CalendarFeed.objects.filter(member=by.member).delete()[0]:
            audit_log.record(by.member, END_CALENDAR_LINK, by.member)


def calendar_of(secret: str, *, now: datetime) -> bytes | None:
    """Return the iCalendar file (RFC 5545) behind a secret; None for an unknown one or a leaver's.

    It says when, and whether first or as back-up; no name, no place.
    """
    if len(secret) > LONGEST_SECRET:
        return None
    feed = CalendarFeed.objects.filter(token_hash=_hash(secret)).select_related("member").first()
    members = members_for_duty(today=timezone.localdate(now))
    if feed is None or not members.filter(pk=feed.member_id).exists():
        return None
    if feed.fetched_at is None or now - feed.fetched_at > SEEN_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk, token_hash=feed.token_hash).update(fetched_at=now)
    rows = Shift.objects.between(now - SHOWN_BACK, now + PLANNED_AHEAD).of_member(feed.member)
    return _file(list(rows), own=feed.member_id, now=now)


def remove_feeds_of_former_members(*, now: datetime) -> int:
    """Delete the addresses of members who left; return how many."""
    return CalendarFeed.objects.filter(member__until__lt=timezone.localdate(now)).delete()[0]


def _file(shifts: list[Shift], *, own: int, now: datetime) -> bytes:
    from icalendar import Calendar, Event  # loaded at the first use: 0.1 s

    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("x-wr-calname", "Dienst")
    file.add("refresh-interval", timedelta(hours=1))
    for shift in shifts:
        event = Event()
        event.add("uid", f"dienst-{shift.pk}@uitweg")
        event.add("dtstamp", now)
        event.add("dtstart", shift.starts_at)
        event.add("dtend", shift.ends_at)
        event.add("summary", "Dienst" if shift.member_id == own else "Achterwacht")
        file.add_component(event)
    return bytes(file.to_ical())


def _hash(secret: str) -> bytes:
    return tokens.digest("calendar-feed", secret.encode())
