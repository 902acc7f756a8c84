"""A Dutch day, read from however it was written, and said in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.platform.dutch_days import MONTH_NAMES, WrittenDay, in_dutch, read_dutch_day

TODAY = date(2026, 2, 5)


def read(text: str) -> WrittenDay | None:
    return read_dutch_day(text, today=TODAY)


@pytest.mark.parametrize(
    "text",
    ["3 maart 2026", "3 Maart 2026.", "3 mrt 2026", "3 mrt. 2026", "3 maa 26", "3-mrt-26",
     "3 mrt '26", "3 mrt ’26", "3 march 2026", "03-03-2026", "3-3-26", "3/3/2026", "3.3.2026",
     "3 3 2026", "2026-03-03", "2026-3-3", "2026/03/03", "2026.03.03", "2026-03-03 00:00:00",
     "2026-03-03t10:30", " 3 maart 2026 "],
)  # fmt: skip
def test_a_day_is_read_in_every_notation(text: str) -> None:
    assert read(text) == WrittenDay(3, 3, 2026)


@pytest.mark.parametrize(
    ("text", "day", "month"),
    [("3 maart", 3, 3), ("3-3", 3, 3), ("3/3", 3, 3), ("14 3", 14, 3), ("3 mrt.", 3, 3),
     ("maart", None, 3), ("mrt", None, 3), ("jan.", None, 1), ("sept", None, 9)],
)  # fmt: skip
def test_a_year_or_a_day_may_be_left_out(text: str, day: int | None, month: int) -> None:
    assert read(text) == WrittenDay(day, month, None)


@pytest.mark.parametrize(
    "text", ["maart 2024", "mrt. 24", "mrt-24", "maart '24", "march 2024", "maartt 2024"]
)
def test_a_month_of_a_year_has_no_day(text: str) -> None:
    assert read(text) == WrittenDay(None, 3, 2024)


@pytest.mark.parametrize(
    ("word", "month"),
    [("febuari", 2), ("february", 2), ("may", 5), ("june", 6), ("october", 10), ("ocktober", None),
     ("decembre", 12), ("maandag", None), ("marokko", None), ("meisje", None), ("juniors", None)],
)  # fmt: skip
def test_beside_a_year_a_misspelt_month_is_read_and_another_word_is_not(word, month) -> None:
    assert read(f"{word} 2025") == (WrittenDay(None, month, 2025) if month else None)


@pytest.mark.parametrize("text", ["febuari", "3 febuari", "may", "june", "maandag", "3 maanden"])
def test_without_a_year_only_the_name_of_a_month_is_one(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    ["", " ", ".", "gisteren", "zomer 2025", "2025", "12 2024", "ma", "ja 2024", "3 maart 202",
     "3 maart 2026 om tien uur", "maart maart", "3--3", "45352", "3-3-2026 10:00", "²-3-2026",
     "1" * 5000, "a" * 5000],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert read(text) is None


def test_a_day_that_does_not_exist_is_read_as_it_stands() -> None:
    assert read("31 april 2025") == WrittenDay(31, 4, 2025)
    assert read("32-13-0000") == WrittenDay(32, 13, 0)


def test_two_digits_of_a_year_are_at_most_ten_years_ahead() -> None:
    years = [found.year for y in ("36", "37", "98", "00") if (found := read(f"1-1-{y}"))]

    assert years == [2036, 1937, 1998, 2000]


def test_each_month_is_known_by_its_name_and_by_its_beginning() -> None:
    for number, name in enumerate(MONTH_NAMES, 1):
        for length in range(3, len(name) + 1):
            assert read(name[:length]) == WrittenDay(None, number, None)


@given(st.dates(date(1950, 1, 1), date(2036, 12, 31)))
def test_what_is_said_in_dutch_can_be_read_again(day: date) -> None:
    for text in (in_dutch(day), day.isoformat(), f"{day:%d-%m-%Y}", f"{day:%d/%m/%y}"):
        found = read(text)
        assert found
        assert (found.day, found.month) == (day.day, day.month)
        assert (found.year or 0) % 100 == day.year % 100


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_none(text: str) -> None:
    found = read(text)
    assert found is None or found.month >= 0
