"""Promises kept visible: how long reports wait for their first answer, and callouts for somebody."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.promises import actions as promises
from uitweg.channel.answers.actions import answer_times, reports
from uitweg.channel.conversation.models import AnswerTime, Message, Report
from uitweg.channel.conversation.rules.reports import AdviceOutcome, LateReason
from uitweg.channel.deletion.actions.coarsening import coarsen_conversations
from uitweg.platform.accounts.models import Member
from uitweg.platform.ui.moments import local_midnight
from uitweg.site.config import door_rights
from uitweg.site.config.insert_only import InsertOnlyConnection

DAY = timedelta(days=1)


def report_of(days_ago: float, *, danger: bool = False) -> Report:
    """Return a report that came so many days ago."""
    return people.a_report(danger=danger, at=timezone.now() - days_ago * DAY)


def answer(desk: Client, report: Report, key: str = "ab" * 16, **more: str) -> int:
    typed = {"text": "Dank je. Wij kijken mee.", "key": key, "seen": "99999", **more}
    return desk.post(f"/werk/melding/{report.pk}/", typed).status_code


@pytest.mark.postgres
def test_the_first_answer_is_kept_without_the_report(desk) -> None:
    report = report_of(0.05)
    hour = timezone.localtime(report.received_at).hour
    assert answer(desk, report) == 302
    assert answer(desk, report) == 302  # the same form twice
    assert answer(desk, report, "cd" * 16) == 302  # a second answer
    row = AnswerTime.objects.get()

    assert (row.hour, row.minutes, row.kept, row.reason) == (hour, 75, True, "")
    assert row.month.day == 1
    assert {field.name for field in AnswerTime._meta.fields} == {
        "id",
        "month",
        "hour",
        "minutes",
        "danger",
        "kept",
        "reason",
    }
    assert row.pk > 10**9  # drawn at random: no order to compare with that of the answers


@pytest.mark.postgres
def test_a_late_answer_asks_why_and_nobody_has_to_say(desk) -> None:
    late, silent = report_of(12), report_of(12)
    page = desk.get(f"/werk/melding/{late.pk}/").content.decode()
    assert "Dit antwoord komt later dan beloofd." in page
    assert "te laat, antwoord uiterlijk" in " ".join(page.split())
    answer(desk, late, why_late="no-duty")
    answer(desk, silent, "cd" * 16)

    assert "later dan beloofd" not in desk.get(f"/werk/melding/{late.pk}/").content.decode()
    rows = AnswerTime.objects.order_by("reason").values_list("kept", "reason")
    assert list(rows) == [(False, ""), (False, "no-duty")]


def test_an_answer_in_time_keeps_no_reason_and_an_unknown_one_sends_nothing(desk) -> None:
    report = report_of(0)
    assert "later dan beloofd" not in desk.get(f"/werk/melding/{report.pk}/").content.decode()
    assert answer(desk, report, why_late="zomaar") == 400
    assert not AnswerTime.objects.exists()
    assert answer(desk, report, why_late="other") == 302
    assert AnswerTime.objects.get().reason == ""


def test_danger_has_another_promise(desk) -> None:
    answer(desk, report_of(1.2, danger=True))

    assert AnswerTime.objects.values_list("danger", "kept").get() == (True, False)


def test_what_was_closed_without_answer_does_not_count(fatima, desk) -> None:
    words = people.code.new_words()
    report = people.a_report(words)
    reports.close_as_advice(report=report, by=acting(fatima), outcome=AdviceOutcome.ADVISED)
    coarsen_conversations(now=timezone.now() + DAY)
    assert Message.objects.get().day_only
    Message.objects.update(handled_at=None)  # the reporter wrote again
    answer(desk, report)

    assert not AnswerTime.objects.exists()


def some_waits(hour: int, *minutes: int, kept: bool = True, month: date | None = None) -> None:
    this = timezone.localdate().replace(day=1)
    for wait in minutes:
        AnswerTime.objects.create(
            month=month or this,
            hour=hour,
            minutes=wait,
            danger=False,
            kept=kept,
            reason="" if kept else LateReason.NO_DUTY,
        )


def page_of(desk: Client, query: str = "") -> str:
    return " ".join(desk.get(f"/dienst/beloften/{query}").content.decode().split())


@pytest.mark.postgres
def test_the_page_says_it_by_hour_drawn_and_as_a_table(desk) -> None:
    some_waits(3, 10, 20, 300)
    some_waits(14, 15, 25)
    some_waits(22, 5000, 5000, 6000, kept=False)
    page = page_of(desk)
    table = page.partition('id="per-uur"')[2]

    assert "<b>5 van 8</b>" in page
    assert page.count('class="bar"') == 2
    assert "3 tot 4 uur" in table
    assert 'data-is="Middelste">20 min</td>' in table
    assert "4 uur" in table
    assert "te weinig" in table
    assert "3 keer" in page
    assert "Niemand had dienst" in page


@pytest.mark.postgres
def test_a_month_can_be_chosen_and_another_one_is_all_of_them(desk) -> None:
    before = answer_times.months_back(timezone.localdate().replace(day=1), 1)
    some_waits(3, 10, 20, 30, month=before)
    some_waits(4, 10)
    some_waits(4, 10, month=before.replace(year=before.year - 2))

    assert "<b>4 van 4</b>" in page_of(desk)
    assert "<b>3 van 3</b>" in page_of(desk, f"?maand={before}")
    assert "<b>4 van 4</b>" in page_of(desk, "?maand=1999-01-01")
    assert "<b>4 van 4</b>" in page_of(desk, "?maand=zomaar")


def a_callout(number: int, opened_at: datetime, waited: timedelta, by: Member) -> Callout:
    return Callout.objects.create(
        number=f"A{number}",
        urgency="urgent",
        audience="duty",
        opened_at=opened_at,
        began_at=opened_at,
        next_at=opened_at + DAY,
        acknowledged_at=opened_at + waited,
        acknowledged_by=by,
    )


@pytest.mark.postgres
def test_callouts_are_counted_by_urgency_also_when_their_moments_are_days(desk, fatima) -> None:
    opened_at = timezone.localtime().replace(hour=13, minute=7) - DAY
    for number, minutes in enumerate((1, 2, 30)):
        a_callout(number, opened_at, timedelta(minutes=minutes), fatima)
    assert promises.keep_callout_waits(now=opened_at + DAY / 2) == 3
    Callout.objects.update(
        opened_at=local_midnight(opened_at), acknowledged_at=local_midnight(opened_at)
    )
    assert promises.keep_callout_waits(now=opened_at + DAY / 2) == 0
    page = page_of(desk).partition('id="oproepen"')[2]

    assert "2 min" in page
    assert "25 min" in page
    assert "30 min" in page
    assert "geen oproep opgepakt" in page


def test_a_callout_that_is_a_day_already_has_no_wait(fatima) -> None:
    a_callout(1, local_midnight(timezone.now()), timedelta(0), fatima)

    assert promises.keep_callout_waits(now=timezone.now()) == 0


@pytest.mark.postgres
def test_it_asks_the_database_as_often_with_many_rows(desk, django_assert_max_num_queries) -> None:
    for hour in range(24):
        some_waits(hour, *range(5, 40, 5))
    with django_assert_max_num_queries(12):
        desk.get("/dienst/beloften/")


def test_what_is_old_goes(db_both) -> None:
    some_waits(3, 10, month=date(2023, 11, 1))
    some_waits(3, 10, month=date(2023, 10, 1))

    assert answer_times.delete_old(now=datetime(2026, 11, 28, tzinfo=UTC)) == 1
    assert AnswerTime.objects.get().month == date(2023, 11, 1)


@pytest.mark.postgres
def test_the_public_door_neither_reads_nor_adds_them(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(file)) as store:
        store.execute("CREATE TABLE channel_answertime (id INTEGER PRIMARY KEY, hour INTEGER)")
    assert "channel_answertime" not in {*door_rights.READABLE, *door_rights.ADDABLE}
    with closing(sqlite3.connect(file, factory=InsertOnlyConnection)) as door:
        for line in (
            "SELECT hour FROM channel_answertime",
            "SELECT count(*) FROM channel_answertime",
            "INSERT INTO channel_answertime (hour) VALUES (1)",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                door.execute(line)
