"""Whether somebody of the team can be reached now, as the public pages say it: never who or until when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.rota.actions import duty_status
from uitweg.casework.duty.shifts.models import Shift
from uitweg.knowledge.guide import actions as guide
from uitweg.knowledge.guide.models import DutyStatus
from uitweg.knowledge.guide.rules import DutyState
from uitweg.platform.accounts.models import Member
from uitweg.platform.content import levels, load
from uitweg.site.operations import door_watch
from uitweg.site.web.published import SOONEST

pytestmark = pytest.mark.usefixtures("every_channel")
NIGHT = datetime(2026, 11, 5, 21, tzinfo=UTC)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
SAID = "Er is nu iemand van het team bereikbaar."
NOBODY = "Nu heeft niemand van het team dienst."


def reach(member: Member, *, since: datetime = NIGHT) -> None:
    Member.objects.filter(pk=member.pk).update(since=NIGHT.date() - timedelta(days=100))
    for kind, address in ((ChannelKind.SMS, "+31612345678"), (ChannelKind.MAIL, "a@b.example")):
        ContactChannel.objects.create(
            member=member, kind=kind, address=address, proved_at=since - HOUR
        )


def a_shift(member: Member | None, first: datetime, last: datetime, **more: object) -> Shift:
    return Shift.objects.create(name="x", member=member, starts_at=first, ends_at=last, **more)


def said(now: datetime) -> DutyState:
    duty_status.publish(now=now)
    return guide.said_of_duty(now=now)[0]


@pytest.mark.postgres
def test_somebody_with_duty_who_can_be_reached_is_said(fatima) -> None:
    reach(fatima)
    a_shift(fatima, NIGHT, NIGHT + 10 * HOUR)

    assert said(NIGHT) is DutyState.SOMEBODY


def test_without_any_rota_nothing_is_said(fatima) -> None:
    assert said(NIGHT) is DutyState.UNSAID
    assert not DutyStatus.objects.exists()


def test_a_rota_that_begins_next_week_or_was_left_long_ago_says_nothing(fatima) -> None:
    a_shift(fatima, NIGHT + 200 * HOUR, NIGHT + 210 * HOUR)
    a_shift(fatima, NIGHT - timedelta(days=40), NIGHT - timedelta(days=39))

    assert said(NIGHT) is DutyState.UNSAID


def test_a_hole_in_the_rota_is_said_until_the_next_shift(fatima) -> None:
    reach(fatima)
    a_shift(fatima, NIGHT - 10 * HOUR, NIGHT)
    a_shift(None, NIGHT, NIGHT + HOUR)
    a_shift(fatima, NIGHT + HOUR, NIGHT + 2 * HOUR)

    assert said(NIGHT) is DutyState.NOBODY
    assert said(NIGHT + HOUR - SECOND) is DutyState.NOBODY
    assert guide.said_of_duty(now=NIGHT + HOUR)[0] is DutyState.UNSAID
    assert said(NIGHT + HOUR) is DutyState.SOMEBODY


def test_somebody_who_cannot_be_reached_is_neither_somebody_nor_nobody(fatima, joris) -> None:
    shift = a_shift(fatima, NIGHT, NIGHT + 10 * HOUR)
    assert said(NIGHT) is DutyState.UNSAID

    reach(joris)
    Shift.objects.filter(pk=shift.pk).update(backup=joris)
    assert said(NIGHT) is DutyState.SOMEBODY


def test_what_was_said_ends_with_the_shift_and_when_the_worker_stops(fatima) -> None:
    reach(fatima)
    a_shift(fatima, NIGHT, NIGHT + HOUR)

    said(NIGHT)
    assert guide.said_of_duty(now=NIGHT + 90 * SECOND)[0] is DutyState.UNSAID
    said(NIGHT + 59 * MINUTE)
    assert guide.said_of_duty(now=NIGHT + HOUR - SECOND)[0] is DutyState.SOMEBODY
    assert guide.said_of_duty(now=NIGHT + HOUR)[0] is DutyState.UNSAID


def test_one_shift_after_another_shows_nothing_and_tells_no_hour(fatima, joris) -> None:
    for member in (fatima, joris):
        reach(member)
    a_shift(fatima, NIGHT, NIGHT + HOUR)
    a_shift(joris, NIGHT + HOUR, NIGHT + 9 * HOUR)

    states, now, longest = set(), NIGHT + 56 * MINUTE, timedelta()
    while now < NIGHT + 62 * MINUTE:
        duty_status.publish(now=now)
        for later in range(5):
            state, until = guide.said_of_duty(now=now + later * SECOND)
            states.add(state)
            longest = max(longest, until - now)
        now += 5 * SECOND

    assert states == {DutyState.SOMEBODY}
    assert longest <= 90 * SECOND


@pytest.mark.postgres
def test_the_row_is_written_about_once_a_minute(fatima) -> None:
    reach(fatima)
    a_shift(fatima, NIGHT, NIGHT + HOUR)

    written = sum(duty_status.publish(now=NIGHT + n * 5 * SECOND) for n in range(12 * 5))

    assert written <= 7


@pytest.mark.postgres
def test_there_is_one_row_at_most(db_both) -> None:
    with transaction.atomic(using="channel"), pytest.raises(IntegrityError):
        DutyStatus.objects.create(pk=2, state=DutyState.SOMEBODY, until=NIGHT)


def test_the_help_pages_say_it_at_every_level_and_other_pages_do_not(team, made_once) -> None:
    shelf = made_once(SOONEST, everything=True)
    saying = shelf.saying(DutyState.SOMEBODY)
    changed = {path for path, page in saying.published.items() if shelf.published[path] != page}

    assert changed == {
        level.address(path) for level in levels() for path in ("/hulp/", "/hulp/lijnen/")
    }
    for level in levels():
        html = (saying.published[level.address("/hulp/")].body("") or b"").decode()
        assert load(level=level.id).say["duty_somebody"] in html
    assert SAID not in (shelf.published["/hulp/"].body("") or b"").decode()
    nobody = shelf.saying(DutyState.NOBODY).published["/hulp/"].body("") or b""
    assert NOBODY in nobody.decode()


def test_the_page_that_django_makes_says_the_same(fatima, public, made_once) -> None:
    assert SAID not in public.get("/hulp/").content.decode()
    now = timezone.now()
    reach(fatima, since=now)
    a_shift(fatima, now - HOUR, now + HOUR)
    duty_status.publish(now=now)

    shelf = made_once(SOONEST, everything=True).saying(DutyState.SOMEBODY)
    assert public.get("/hulp/").content == shelf.published["/hulp/"].body("")


def test_a_door_that_says_it_falsely_differs_and_one_that_says_nothing_does_not(
    fatima, made_once
) -> None:
    shelf = made_once(SOONEST, everything=True)
    quiet, somebody, nobody = (
        shelf.saying(state).published["/hulp/"].body("") or b"" for state in DutyState
    )
    now = timezone.now()
    assert door_watch._right_contents(shelf, "/hulp/") == [quiet]

    reach(fatima, since=now)
    a_shift(fatima, now - HOUR, now + HOUR)
    duty_status.publish(now=now)

    assert door_watch._right_contents(shelf, "/hulp/") == [quiet, somebody]
    assert nobody not in {quiet, somebody}
