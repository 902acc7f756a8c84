"""Hours that nobody has are told in time, each once; and the calendar of one member."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from tests.support import people
from tests.support.people import acting
from tests.support.rota import a_shift
from uitweg.casework.duty.callouts.actions import callouts
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.rota.actions import absences as rota
from uitweg.casework.duty.rota.actions import calendar, gaps
from uitweg.casework.duty.shifts.models import CalendarFeed, Shift
from uitweg.casework.duty.shifts.rules import TEAM_ZONE
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("every_channel")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the leads were called about, each thing once as callouts do."""
    told = list[str]()

    def open_callout(*, kind: CalloutKind, thing: str, now: datetime, can_return: bool) -> None:
        assert kind == CalloutKind.ROTA_GAP
        if thing not in told:
            told.append(thing)

    monkeypatch.setattr(callouts, "open_callout", open_callout)
    return told


def cover(member: Member, *, first: float, last: float, backup: Member | None = None) -> Shift:
    """Return a shift from so many to so many hours from now."""
    return a_shift(member, hours=first, lasts=last - first, backup=backup)


@pytest.mark.postgres
def test_a_gap_is_told_four_weeks_a_week_and_twelve_hours_before_each_once(
    fatima, joris, called
) -> None:
    now = timezone.now()
    cover(fatima, first=-10, last=24 * 35, backup=joris)
    cover(fatima, first=24 * 35 + 8, last=24 * 90, backup=joris)
    numbers = []
    for day in (0, 6.9, 7, 8, 27.9, 28, 29, 34.4, 34.5, 35, 35.2):
        before = len(called)
        gaps.warn(now=now + day * DAY)
        numbers += [(day, thing[-1]) for thing in called[before:]]

    assert numbers == [(7, "1"), (28, "2"), (34.5, "3")]


def test_a_rota_that_nobody_ever_made_is_a_gap_and_no_silence(fatima, called) -> None:
    for _ in range(2):
        gaps.warn(now=timezone.now())

    assert set(called) == {"gap:no-rota:1"}  # the same thing again is the same callout


def test_a_rota_that_runs_out_is_one_gap_and_no_callout_each_night(fatima, joris, called) -> None:
    now = timezone.now()
    cover(fatima, first=-50, last=2, backup=joris)
    for day in range(0, 60, 5):
        gaps.warn(now=now + day * DAY)

    assert [thing[-1] for thing in called] == ["3"]


def test_a_gap_that_is_there_already_keeps_its_start(fatima, joris, called) -> None:
    cover(fatima, first=-90, last=-80, backup=joris)
    for minute in range(3):
        gaps.warn(now=timezone.now() + minute * timedelta(minutes=1))

    assert len(called) == 1


@pytest.mark.postgres
def test_nights_that_follow_each_other_are_one_warning(fatima, joris, called) -> None:
    for day in range(30):
        cover(fatima, first=24 * day, last=24 * day + 16, backup=joris)
    gaps.warn(now=timezone.now())
    starts = [datetime.strptime(thing[4:17] + "+0000", "%Y%m%dT%H%M%z") for thing in called]
    weeks = {start.astimezone(TEAM_ZONE).isocalendar().week for start in starts}

    assert len(called) == len(weeks) <= 6


def test_who_has_no_key_leaves_a_gap(fatima, joris, called) -> None:
    cover(fatima, first=-10, last=24 * 40, backup=joris)
    gaps.warn(now=timezone.now())
    before = list(called)
    KeyShare.objects.filter(member=fatima).delete()
    gaps.warn(now=timezone.now())

    assert before == []
    assert len(called) == 1


def test_a_missing_back_up_is_told_at_twelve_hours(fatima, joris, called) -> None:
    now = timezone.now()
    cover(fatima, first=-10, last=40, backup=joris)
    alone = cover(fatima, first=40, last=24 * 60)
    gaps.warn(now=now)
    before = list(called)
    gaps.warn(now=now + 29 * HOUR)

    assert before == []
    assert called == [f"no-backup:{alone.starts_at:%Y%m%dT%H%MZ}:3"]


def test_the_page_lists_what_comes(desk, fatima) -> None:
    cover(fatima, first=-10, last=30)
    shown = " ".join(desk.get("/dienst/").content.decode().split())

    assert "heeft niemand dienst" in shown
    assert "geen achterwacht" in shown


# the calendar


@pytest.mark.postgres
def test_the_calendar_has_ones_own_shifts_and_no_names(desk, fatima, joris) -> None:
    row = a_shift(fatima, backup=joris)
    behind = a_shift(joris, hours=90, backup=fatima)
    a_shift(joris, hours=120)
    a_shift(fatima, hours=130, is_dropped=True)
    secret = calendar.make_feed(by=acting(fatima))
    answer = desk.get(f"/agenda/{secret}.ics")
    events = Calendar.from_ical(answer.content).walk("VEVENT")

    assert [(str(e["summary"]), e.decoded("dtstart")) for e in events] == [
        ("Dienst", row.starts_at.replace(microsecond=0)),
        ("Achterwacht", behind.starts_at.replace(microsecond=0)),
    ]
    assert b"Fatima" not in answer.content
    assert b"Joris" not in answer.content
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Type"].startswith("text/calendar")
    assert not answer.cookies


def test_only_a_hash_of_the_secret_is_stored(fatima) -> None:
    secret = calendar.make_feed(by=acting(fatima))
    stored = bytes(CalendarFeed.objects.get().token_hash)

    assert len(secret) == 43  # 256 bits
    assert len(stored) == 32
    assert secret.encode() not in stored
    assert secret not in "".join(str(vars(entry)) for entry in AuditEntry.objects.all())


def test_a_new_link_stops_the_old_and_stopping_stops_it(desk, fatima) -> None:
    old = calendar.make_feed(by=acting(fatima))
    new = calendar.make_feed(by=acting(fatima))
    statuses = [desk.get(f"/agenda/{secret}.ics").status_code for secret in (old, new)]
    desk.post("/dienst/agenda/", {"stop": "ja"})

    assert statuses == [404, 200]
    assert desk.get(f"/agenda/{new}.ics").status_code == 404


def test_the_page_shows_the_link_once(desk) -> None:
    made = desk.post("/dienst/agenda/").content.decode()

    assert "/agenda/" in made
    assert ".ics" in made
    assert ".ics" not in desk.get("/dienst/agenda/").content.decode()


@pytest.mark.parametrize("secret", ["x", "a" * 43, "a" * 5000, "%00", "é"])
def test_an_unknown_secret_is_not_found(desk, fatima, secret) -> None:
    calendar.make_feed(by=acting(fatima))

    assert desk.get(f"/agenda/{secret}.ics").status_code == 404


def test_the_calendar_of_who_left_stops(desk, fatima) -> None:
    secret = calendar.make_feed(by=acting(fatima))
    Member.objects.filter(pk=fatima.pk).update(until=timezone.localdate() - DAY)

    assert desk.get(f"/agenda/{secret}.ics").status_code == 404
    rota.plan_ahead(now=timezone.now())
    assert not CalendarFeed.objects.exists()


def test_a_calendar_is_only_read(desk, fatima) -> None:
    address = f"/agenda/{calendar.make_feed(by=acting(fatima))}.ics"

    assert desk.head(address).status_code == 200
    assert desk.post(address).status_code == 405
    assert people.at_the_desk(fatima).delete(address).status_code == 405


@pytest.mark.postgres
@pytest.mark.parametrize("ended_by", ["the rota", "somebody"])
def test_a_gap_that_is_taken_ends_its_callout_and_falls_open_again_as_another(
    fatima, joris, ended_by: str
) -> None:
    now = timezone.now()
    a_shift(joris, hours=-1, lasts=2, backup=fatima)
    row = a_shift(None, hours=1, lasts=8, backup=joris)
    a_shift(joris, hours=9, lasts=24 * 40, backup=fatima)
    night = Shift.objects.filter(pk=row.pk)
    gaps.warn(now=now)
    callout = Callout.objects.get()
    assert callout.subjects.get().thing.startswith("gap:")

    if ended_by == "somebody":
        callouts.handle_callout(callout=callout, by=acting(fatima))
    night.update(member=fatima)
    gaps.warn(now=now)
    callout.refresh_from_db()
    assert callout.state == "handled"

    night.update(member=None)
    for _ in range(2):
        gaps.warn(now=now)
    assert [each.state for each in Callout.objects.order_by("id")] == ["handled", "open"]
