"""The pages of lessons, the cases that repeat them, and the reminders for a calendar."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from tests.support import people
from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.knowledge.training.public_views.recall import calendar_file
from uitweg.knowledge.training.rules.recall import repeat_days
from uitweg.platform.content import check, levels, load
from uitweg.platform.content.loading import CONTENT_FOLDER
from uitweg.platform.content.values.lessons import Decision, Lesson, Round, Timeline
from uitweg.site.web.published import Shelf

LESSONS = [
    lesson
    for level in levels()
    for lesson in load(level=level.id).lessons
    if lesson.level == level.id
]
EACH = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST_WINDOW = 14_336


@EACH
def test_a_lesson_is_one_small_page_with_every_part_and_link(
    lesson: Lesson, made_once: Callable[[], Shelf], team: people.Team
) -> None:
    page = made_once().published[lesson_address(lesson)]
    html = (page.body("") or b"").decode()

    for part in lesson.story.parts:
        assert f'id="d{lesson.story.number_by_name[part.name]}"' in html
    for link in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{link}"' in html
    assert len(page.body("br") or b"") < FIRST_WINDOW


@EACH
def test_no_choice_or_tick_can_be_in_a_request(
    lesson: Lesson, made_once: Callable[[], Shelf], team: people.Team
) -> None:
    html = (made_once().published[lesson_address(lesson)].body("") or b"").decode()
    decisions = [part for part in lesson.story.parts if isinstance(part, Decision)]
    moments = [
        moment
        for part in lesson.story.parts
        if isinstance(part, Timeline)
        for moment in part.moments
    ]

    assert "<form" not in html
    assert html.count('type="checkbox"') == len(moments)
    assert not re.search(r"<input[^>]* name=", html)
    choices = re.findall(r'<li><a href="([^"]+)"><span class="arch">', html)
    assert len(choices) == sum(len(decision.choices) for decision in decisions)
    assert all(to.startswith("#d") for to in choices)


@pytest.mark.parametrize("level", [level for level in levels() if level.whole], ids=lambda x: x.id)
def test_the_list_leads_to_every_lesson(
    level: object, made_once: Callable[[], Shelf], team: people.Team
) -> None:
    html = (made_once().published[level.address("/leren/")].body("") or b"").decode()  # type: ignore[attr-defined]

    for lesson in LESSONS:
        assert f'href="{lesson_address(lesson)}"' in html


@EACH
def test_each_lesson_has_its_three_cases_and_a_page_to_remember_them(
    lesson: Lesson, made_once: Callable[[], Shelf], team: people.Team
) -> None:
    shelf, address = made_once(), lesson_address(lesson)
    remember = (shelf.published[f"{address}herhalen/"].body("") or b"").decode()

    for each, slug in zip(Round, ("week", "maand", "kwartaal"), strict=True):
        html = (shelf.published[f"{address}{slug}/"].body("") or b"").decode()
        assert lesson.rounds[each].title in html
        assert f'href="{address}{slug}/"' in remember
    assert f'href="{address}herhalen.ics"' in remember


@EACH
def test_the_reminders_are_three_mornings_counted_from_today(
    lesson: Lesson, public: people.PublicClient
) -> None:
    response = public.get(f"{lesson_address(lesson)}herhalen.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response
    events = Calendar.from_ical(response.content).walk("VEVENT")
    today = timezone.localdate()
    starts = [event.decoded("dtstart").astimezone(AMSTERDAM) for event in events]
    assert [start.date() for start in starts] == list(repeat_days(today).values())
    assert {(start.hour, start.minute) for start in starts} == {(9, 0)}


def test_the_file_keeps_rfc_5545() -> None:
    content = calendar_file(LESSONS[0], date(2027, 1, 15))

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(content)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    events = calendar.walk("VEVENT")
    assert [event.errors for event in events] == [[], [], []]
    assert len({str(event["uid"]) for event in events}) == 3
    assert all(event["dtstamp"].to_ical().endswith(b"Z") for event in events)
    # summer time has begun by the third round: still nine in the morning
    assert [f"{event.decoded('dtstart'):%m-%d %H}" for event in events] == [
        *("01-22 08", "02-15 08", "04-15 07"),
    ]


def test_who_learns_at_the_last_day_of_a_month_repeats_on_the_last_day() -> None:
    days = repeat_days(date(2027, 1, 31))

    assert days == {
        Round.WEEK: date(2027, 2, 7),
        Round.MONTH: date(2027, 2, 28),
        Round.QUARTER: date(2027, 4, 30),
    }
    assert repeat_days(date(2026, 12, 15))[Round.MONTH] == date(2027, 1, 15)


@EACH
def test_a_calendar_that_others_see_says_nothing_about_a_youngster(lesson: Lesson) -> None:
    text = calendar_file(lesson, date(2026, 11, 30)).decode().lower()

    if lesson.level == "nl-a2":
        assert lesson.story.title.lower() not in text
        assert "url" not in text
    else:
        assert "url" in text
    assert not re.search("uitbuit|slachtoffer|mensenhandel|politie", text)


def test_no_reminder_stands_at_another_address(public: people.PublicClient) -> None:
    assert public.get("/leren/bestaat-niet/herhalen.ics").status_code == 404
    assert public.post(f"{lesson_address(LESSONS[0])}herhalen.ics").status_code == 405


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(copytree(CONTENT_FOLDER, tmp_path / "content"))


LESSON = LESSONS[0]
MISTAKES = {
    "a dead link": (LESSON.story.lead, "Lees [meer](/bestaat-niet/).", "there is no such page."),
    "an unknown line": (LESSON.story.lead, "Bel [](contact:oma).", "no such help line is shown."),
    "a typed number": (
        *(LESSON.story.lead, "Bel 06-123 456 78."),
        "06-123 456 78 is typed by hand; it belongs to a help line.",
    ),
    "a hard text": (
        *(LESSON.story.lead, " ".join(["Verantwoordelijkheidsgevoel"] * 26) + "."),
        "26 words in one sentence, at most 25: “Verantwoordelijkheidsgevoel",
    ),
    "a part nobody reaches": (
        "## einde ",
        "## einde x: Y\n\nZ.\n\n[Q](/hulp/)\n\n## einde ",
        "no way leads here.",
    ),
    "an unknown signal": ("  - signaal ", "  - signaal on", "is not shown."),
}


@pytest.mark.parametrize(("old", "new", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_check_content_names_what_is_wrong_in_a_lesson(
    root: Path, old: str, new: str, sentence: str
) -> None:
    file = f"words/{LESSON.level}/lessons/{LESSON.id}.md"
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    found = [problem for problem in check(root) if problem.file == file]

    assert any(sentence in problem.sentence for problem in found), found
