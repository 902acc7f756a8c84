"""What a cell says: days in every notation, ages, numbers, states; and what a column is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.spreadsheets.rules.cells import understood_row, with_leading_zero
from uitweg.casework.spreadsheets.rules.columns import (
    ImportField,
    column_choice_error,
    guessed_columns,
)
from uitweg.casework.spreadsheets.rules.days import date_in
from uitweg.platform.identifiers import comparable_phones

TODAY = date(2026, 11, 25)
FIRST = date(2024, 3, 1)


@pytest.mark.parametrize(
    "cell",
    ["2024-03-01", "1-3-2024", "01/03/24", "45352", "1 maart 2024", "1 mrt. 2024", "01.03.2024",
     "1-mrt-24", "2024-03-01 00:00:00", "1 Maart '24"],
)  # fmt: skip
def test_a_day_is_read_in_every_notation(cell) -> None:
    assert date_in(cell, today=TODAY) == (FIRST, True)


def test_a_month_alone_is_its_first_day_and_says_so() -> None:
    assert date_in("maart 2024", today=TODAY) == (FIRST, False)


@pytest.mark.parametrize(
    "cell", ["31-2-2024", "3/13/2024", "gisteren", "", "0", "1-3", "99999", "maart", "12 2024"]
)
def test_what_is_no_day_is_none(cell) -> None:
    assert date_in(cell, today=TODAY) is None


@given(some.dates(date(1950, 1, 1), date(2036, 12, 31)))
def test_a_written_day_reads_back(day) -> None:
    for text in (day.isoformat(), f"{day.day}-{day.month}-{day.year}", f"{day:%d/%m/%Y}"):
        assert date_in(text, today=TODAY) == (day, True)


@given(some.text())
def test_no_cell_makes_the_reader_stumble(text) -> None:
    for into in ImportField:
        understood_row([text], ["Kop"], [into], today=TODAY)


def test_two_digits_are_at_most_ten_years_ahead() -> None:
    assert [date_in(f"1-1-{y}", today=TODAY)[0].year for y in ("36", "37", "08")] == [  # type: ignore[index]
        2036,
        1937,
        2008,
    ]


def test_excel_takes_the_zero_of_a_number_and_we_give_it_back() -> None:
    assert with_leading_zero("655512345") == "0655512345"
    assert with_leading_zero("06-555 12345") == "06-555 12345"
    assert (
        comparable_phones("+31 6 555 12345")
        == comparable_phones("06-55512345, thuis")
        == {"655512345"}
    )


def test_an_age_comes_from_the_birth_date_where_none_is_told() -> None:
    read = understood_row(["26-11-2010"], ["Geb"], [ImportField.BORN], today=TODAY)
    both = understood_row(
        ["26-11-2010", "17 jaar"], ["Geb", "Lft"], [ImportField.BORN, ImportField.AGE], today=TODAY
    )

    assert read.person == {"born": "26 november 2010", "age": "15"}
    assert both.person["age"] == "17"


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("Lopend", "active"),
        ("In uitvoering", "active"),
        ("nieuw", "intake"),
        ("nazorg", "monitoring"),
    ],
)
def test_a_state_is_read_in_the_words_people_use(cell, state) -> None:
    assert understood_row(
        [cell, "x"], ["St", "N"], [ImportField.STATE, ImportField.NAME], today=TODAY
    ).state == (CaseState(state))


def test_how_unsafe_it_is_is_read_and_never_guessed() -> None:
    read = understood_row(["acuut"], ["R"], [ImportField.RISK], today=TODAY)
    strange = understood_row(["7"], ["R"], [ImportField.RISK], today=TODAY)

    assert (read.risk, read.errors) == (Risk.ACUTE, ())
    assert strange.risk is Risk.UNKNOWN
    assert [(cell.column, "kennen we niet" in cell.why) for cell in strange.errors] == [(0, True)]


def test_a_heading_is_known_by_small_letters_and_digits() -> None:
    assert guessed_columns(["NAAM ", "Tel.", "Mobiel", "Coördinator", "naam", "???"]) == [
        ImportField.NAME,
        ImportField.PHONES,
        ImportField.PHONES,
        ImportField.OWNER,
        None,
        None,
    ]


def test_a_note_may_come_from_many_columns_and_a_name_from_one() -> None:
    assert column_choice_error([ImportField.NAME, ImportField.NOTE, ImportField.NOTE]) == ""
    assert "twee kolommen" in column_choice_error([ImportField.NAME, ImportField.NAME])
    assert "minstens" in column_choice_error([ImportField.NOTE, None])
