"""What the chair types while people talk is understood, or said to be unclear; nothing is lost."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.partners.conferences.rules.lines import (
    LineTrouble,
    Seat,
    WrittenWhen,
    owners_called,
    read_lines,
    read_when,
    replace_owner,
    strike_line,
)

WEDNESDAY = date(2025, 11, 5)
SEATS = (
    Seat("organisation:1", "Mirjam, De Haven", ("Mirjam", "De Haven")),
    Seat("organisation:2", "Els, Wijkteam Osdorp", ("Els", "Wijkteam Osdorp")),
    Seat("organisation:3", "Bram de Wit", ("Bram de Wit",)),
    Seat("member:4", "Fatima", ("Fatima",)),
    Seat("member:5", "Bram Bos", ("Bram Bos",)),
)
TYPED = """plek 2 weken zoeken, niet in Nieuw-West | Mirjam | vr
moeder naar haar zus, samen rijden | wijkteam | do 18u

bezwaar boetes scooter | bram de wit | 7 nov
mentor inlichten | Sam | ma
moeder mag dit weten"""


def test_the_table_of_the_picture_is_understood() -> None:
    lines = read_lines(TYPED, SEATS, today=WEDNESDAY)

    assert [(line.owner, line.due_on, line.due_at) for line in lines] == [
        ("organisation:1", date(2025, 11, 7), None),
        ("organisation:2", date(2025, 11, 6), time(18)),
        ("organisation:3", date(2025, 11, 7), None),
        ("", date(2025, 11, 10), None),
        ("", None, None),
    ]
    assert [line.trouble for line in lines] == [
        *[None] * 3,
        LineTrouble.UNKNOWN_OWNER,
        None,
    ]
    assert [line.number for line in lines] == [0, 1, 3, 4, 5]
    assert lines[-1].is_decision


@pytest.mark.parametrize(
    ("written", "on", "at"),
    [
        ("vr", date(2025, 11, 7), None),
        ("vrijdag", date(2025, 11, 7), None),
        ("wo", date(2025, 11, 12), None),  # today is a Wednesday: the next one
        ("vandaag", WEDNESDAY, None),
        ("18:30", WEDNESDAY, time(18, 30)),
        ("18u", WEDNESDAY, time(18)),
        ("vr om 9.15 uur", date(2025, 11, 7), time(9, 15)),
        ("morgen 10u", date(2025, 11, 6), time(10)),
        ("voor vr", date(2025, 11, 7), None),
        ("vr 14 nov", date(2025, 11, 14), None),
        ("7.11", date(2025, 11, 7), None),
        ("4 nov", date(2026, 11, 4), None),
        ("29 feb", None, None),
        ("over 2 weken", date(2025, 11, 19), None),
        ("over een week", date(2025, 11, 12), None),
        ("", None, None),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, on: date | None, at: time | None) -> None:
    when = read_when(written, today=WEDNESDAY)

    assert (when or WrittenWhen()) == WrittenWhen(on, at)


@pytest.mark.parametrize("written", ["31 april", "ooit", "25u", "nov", "7 nov of 8 nov", "29 feb"])
def test_what_is_no_day_is_not_guessed(written: str) -> None:
    assert read_when(written, today=WEDNESDAY) is None
    line = read_lines(f"bellen | Fatima | {written}", SEATS, today=WEDNESDAY)[0]
    assert (line.trouble, line.goes_along) == (LineTrouble.UNREADABLE_DAY, False)


def test_a_day_that_is_over_is_said_and_goes_along() -> None:
    line = read_lines("bellen | Fatima | 4 nov 2025", SEATS, today=WEDNESDAY)[0]

    assert (line.trouble, line.goes_along) == (LineTrouble.PAST_DAY, True)


def test_a_name_of_two_people_is_asked() -> None:
    line = read_lines("bellen | bram | vr", SEATS, today=WEDNESDAY)[0]

    assert line.trouble == LineTrouble.SEVERAL_OWNERS
    assert line.choices == ("organisation:3", "member:5")
    assert owners_called("Bram Bos", SEATS) == ("member:5",)
    assert owners_called(" ", SEATS) == ()


def test_whoever_is_proposed_is_understood_once_chosen() -> None:
    for seat in SEATS:
        chosen = replace_owner("School bellen | Piet | vr", 0, seat.name)

        assert [line.owner for line in read_lines(chosen, SEATS, today=WEDNESDAY)] == [seat.key]


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("| Fatima | vr", LineTrouble.NO_ACTION),
        ("bellen | | vr", LineTrouble.NO_OWNER),
        ("bellen |", LineTrouble.NO_OWNER),
        ("x" * 301, LineTrouble.TOO_LONG),
        ("x" * 301 + " | Fatima", LineTrouble.TOO_LONG),
        ("bellen | Fatima", None),
    ],
)
def test_what_is_missing_is_said(typed: str, trouble: LineTrouble | None) -> None:
    assert read_lines(typed, SEATS, today=WEDNESDAY)[0].trouble == trouble


def test_a_click_fills_in_who_or_strikes_the_line() -> None:
    text = "een | Sam | ma\ntwee | Els | vr\ndrie |"

    assert replace_owner(text, 0, "Els").split("\n")[0] == "een | Els | ma"
    assert replace_owner(text, 2, "Els").split("\n")[2] == "drie | Els"
    assert replace_owner("alleen dit", 0, "Els") == "alleen dit | Els"
    assert strike_line(text, 1) == "een | Sam | ma\ndrie |"
    assert (replace_owner(text, 9, "Els"), strike_line(text, 9)) == (text, text)


words = st.text() | st.sampled_from(["vr", "7 nov", "18u", "over 999 weken", "31-12-9999", "ma"])
typed_lines = st.lists(st.lists(words, min_size=1, max_size=5).map("|".join)).map("\n".join)


@given(text=st.text() | typed_lines, today=st.dates())
def test_whatever_is_typed_each_line_comes_back(text: str, today: date) -> None:
    lines = read_lines(text, SEATS, today=today)

    plain = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [line.typed for line in lines] == [each.strip() for each in plain if each.strip()]
    assert all(plain[line.number].strip() == line.typed for line in lines)
    assert all(line.owner or line.is_decision for line in lines if line.goes_along)


@given(text=typed_lines, number=st.integers(-1, 9), name=st.sampled_from(["Els", "Fatima"]))
def test_filling_in_who_changes_that_line_only(text: str, number: int, name: str) -> None:
    before = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    after = replace_owner(text, number, name).replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert len(before) == len(after)
    assert [a for n, a in enumerate(after) if n != number] == [
        b for n, b in enumerate(before) if n != number
    ]
