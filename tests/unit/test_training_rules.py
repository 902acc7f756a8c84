"""When a session takes answers, which counts are shown, and why a material is due."""

from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest

from uitweg.knowledge.training.rules.materials import (
    MaterialKind,
    MaterialPart,
    TrainingMaterial,
    own_text,
    source_part,
    why_due,
)
from uitweg.knowledge.training.rules.materials import _content_of as said
from uitweg.knowledge.training.rules.sessions import (
    COUNTED_LATE,
    FEEDBACK_LASTS,
    counts_answers,
    people_who_answered,
    shown_counts,
    takes_feedback,
)
from uitweg.platform.content.values.values import Source

START = datetime(2026, 11, 28, 15, 30, tzinfo=UTC)
END = START + FEEDBACK_LASTS
SECOND = timedelta(seconds=1)
TODAY = date(2026, 11, 28)
DATES = ("5 november 2026", "31 mei 2027", "1 March 2026", "5-11-2026")
LINE = MaterialPart("nl/contact:coordinator", "hulplijn: Coördinator", "aa", date(2026, 11, 1))


def a_lesson(*parts: MaterialPart, checked_on: date | None = TODAY) -> TrainingMaterial:
    return TrainingMaterial("lesson-x", MaterialKind.LESSON, "X", ("/leren/x/",), parts, checked_on)


@pytest.mark.parametrize(
    ("now", "takes", "counts"),
    [
        (START - SECOND, False, False),
        (START, True, True),
        (END - SECOND, True, True),
        (END, False, True),
        (END + COUNTED_LATE - SECOND, False, True),
        (END + COUNTED_LATE, False, False),
    ],
)
def test_from_when_until_when(now: datetime, takes: bool, counts: bool) -> None:
    assert takes_feedback(START, is_cancelled=False, now=now) == takes
    assert counts_answers(START, is_cancelled=False, now=now) == counts
    assert not takes_feedback(START, is_cancelled=True, now=now)
    assert not counts_answers(START, is_cancelled=True, now=now)


def test_counts_are_shown_from_five_people_on() -> None:
    four = {("knows_step", 1): 3, ("knows_step", 3): 1, ("will_do", 2): 4, ("practised", 1): 4}
    five = {**four, ("knows_step", 2): 1}

    assert (people_who_answered(four), shown_counts(four)) == (4, {})
    assert people_who_answered(five) == 5
    assert shown_counts(five) == {
        "knows_step": [3, 1, 1],
        "will_do": [0, 4, 0],
        "practised": [4, 0, 0],
    }


def test_white_space_and_a_date_are_no_change_and_a_word_is() -> None:
    first = own_text("Bel  ons\n", at_level="nl").digest
    dated = [own_text(f"Gezien {day}.", at_level="nl").digest for day in DATES]
    assert len(set(dated)) == 1
    assert first == own_text("Bel ons", at_level="nl").digest
    assert first != own_text("Bel mij", at_level="nl").digest


def test_a_source_is_compared_by_what_it_is_and_not_by_its_date() -> None:
    source = Source("x", "Titel", "CKM", "hetckm.nl", "V", TODAY)
    later = Source("x", "Titel", "CKM", "hetckm.nl", "V", TODAY + timedelta(days=9))
    moved = Source("x", "Titel", "CKM", "elders.nl", "V", TODAY)

    digests = [source_part(each).digest for each in (source, later, moved)]
    assert digests[0] == digests[1] != digests[2]


def test_the_order_of_a_set_says_nothing() -> None:
    assert said(frozenset("abcdef")) == said(frozenset("fedcba"))
    assert said(MappingProxyType({"b": (1, 2), "a": None})) == "{a=None;b=[1;2]}"
    assert said(MaterialKind.LESSON) == "lesson"


@pytest.mark.parametrize(
    ("kept", "reasons"),
    [
        ({LINE.key: ["aa", LINE.words]}, []),
        ({LINE.key: ["bb", LINE.words]}, ["veranderd: hulplijn: Coördinator"]),
        ({}, ["nieuw: hulplijn: Coördinator"]),
        ({LINE.key: ["aa", "-"], "x": ["cc", "signaal: Iets"]}, ["weg: signaal: Iets"]),
    ],
)
def test_what_changed_is_named(kept: dict[str, list[str]], reasons: list[str]) -> None:
    assert why_due(a_lesson(LINE), reviewed_on=TODAY, kept=kept, today=TODAY) == reasons


def test_without_a_review_dates_count() -> None:
    later = MaterialPart("s", "bron: Later", "dd", TODAY + timedelta(days=1))
    undated = MaterialPart("t", "signaal: Zonder", "ee", None, is_unverified=True)

    def due(*parts: MaterialPart, checked_on: date | None = TODAY) -> list[str]:
        lesson = a_lesson(*parts, checked_on=checked_on)
        return why_due(lesson, reviewed_on=None, kept=None, today=TODAY)

    assert due(LINE) == []
    assert due(LINE, later, later) == ["later nagekeken: bron: Later"]
    assert due(LINE, undated) == ["zonder bron en datum: signaal: Zonder"]
    assert due(LINE, checked_on=None) == ["nog nooit nagekeken"]


@pytest.mark.parametrize(
    ("reviewed_on", "due_on"),
    [
        (date(2026, 1, 31), date(2027, 1, 28)),
        (date(2026, 11, 5), date(2027, 11, 5)),
        (date(2026, 12, 1), date(2027, 12, 1)),
    ],
)
def test_after_twelve_months_it_is_due(reviewed_on: date, due_on: date) -> None:
    kept = a_lesson(LINE).digests
    for day, is_due in ((due_on - timedelta(days=1), False), (due_on, True)):
        found = why_due(a_lesson(LINE), reviewed_on=reviewed_on, kept=kept, today=day)
        assert bool(found) == is_due
