"""What a cell says: days in every notation, ages, numbers, states; and what a column is."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.rules.cells import understood_row, with_leading_zero
from uitweg.casework.spreadsheets.rules.columns import (
    ImportField,
    column_choice_error,
    guessed_columns,
    guessed_heading_place,
)
from uitweg.casework.spreadsheets.rules.days import date_in, days_meant
from uitweg.casework.spreadsheets.rules.doubles import People, PersonTraits, likeness
from uitweg.casework.spreadsheets.rules.people_rows import is_about_nobody
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


def test_a_row_with_more_cells_than_headings_is_not_read_without_its_last() -> None:
    with pytest.raises(ValueError, match="shorter"):
        understood_row(["Ali B.", "0612"], ["Naam"], [ImportField.NAME], today=TODAY)


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


# a list as people keep it

PEOPLE = some.sampled_from(["YB", "Dano", "Yara Bos", "Sem de Wit", "Ilyas"])
PERSON_ROWS = some.tuples(
    PEOPLE, some.integers(10, 25).map(str), some.sampled_from(["haven", "ROC", ""])
)
KNOWN_HEADINGS = some.permutations(["naam", "lft", "school/verblijf", "laatste cont.", "opm!!"])
TITLE_ROWS = some.lists(
    some.sampled_from(["Lijst 2026 - NIET DELEN", "laatst bijgew. 12-11", ""]), max_size=6
)


@given(TITLE_ROWS, KNOWN_HEADINGS, some.lists(PERSON_ROWS, min_size=1, max_size=5))
def test_the_headings_are_found_under_any_titles(titles, headings, people) -> None:
    rows = [[title, "", "", "", ""] for title in titles]
    rows += [headings, *([*person, "", ""] for person in people)]

    assert guessed_heading_place(rows) == len(titles)


@given(some.lists(some.lists(some.text(max_size=8), min_size=2, max_size=2), min_size=2))
def test_some_row_but_the_last_is_always_guessed(rows) -> None:
    assert 0 <= guessed_heading_place(rows) < len(rows) - 1


@given(PERSON_ROWS)
def test_a_person_with_an_age_is_never_taken_for_nobody(row) -> None:
    assert not is_about_nobody(row, ["naam", "lft", "school"])


@given(some.lists(some.text(), min_size=3, max_size=3))
def test_no_row_makes_the_guess_stumble(row) -> None:
    is_about_nobody(row, ["naam", "lft", "school"])


@pytest.mark.parametrize(
    "row",
    [["Totaal", "18", ""], ["Subtotaal:", "", ""], ["--- 2026 ---", "", ""], ["****", "", ""],
     ["FA bellen!!", "", ""], ["Zuidoost:", "", ""], ["Naam", "LFT", "School"], ["", "", ""]],
)  # fmt: skip
def test_what_is_no_person_is_known(row) -> None:
    assert is_about_nobody(row, ["naam", "lft", "school"])


@pytest.mark.parametrize("row", [["Dano", "", ""], ["Totti", "", ""], ["", "", "ROC Zuid"]])
def test_one_name_alone_may_be_a_person(row) -> None:
    assert not is_about_nobody(row, ["naam", "lft", "school"])


@pytest.mark.parametrize(
    ("cell", "day"),
    [("25/11", (2026, 11, 25)), ("26-11", (2025, 11, 26)), ("ma 23 nov", (2026, 11, 23)),
     ("23-11?", (2026, 11, 23)), ("23.11.'26", (2026, 11, 23)), ("nov", (2026, 11, 1)),
     ("23 / 11 / 26", (2026, 11, 23)), ("vr 20-11-2026 om 14:00", (2026, 11, 20))],
)  # fmt: skip
def test_a_day_that_was_is_read_without_its_year_and_with_words_around_it(cell, day) -> None:
    read = date_in(cell, today=TODAY, ahead=False)

    assert read is not None
    assert read[0] == date(*day)


@given(some.dates(date(2025, 11, 26), TODAY))
def test_a_day_of_the_last_year_reads_back_without_its_year(day) -> None:
    if (day.month, day.day) != (2, 29):
        assert date_in(f"{day.day}-{day.month}", today=TODAY, ahead=False) == (day, False)


def test_a_day_to_come_without_a_year_is_the_next_one_unless_it_is_not_long_ago() -> None:
    days = [date_in(cell, today=TODAY, ahead=True) for cell in ("1-12", "1-11", "1-3")]

    assert [read and read[0] for read in days] == [
        date(2026, 12, 1), date(2026, 11, 1), date(2027, 3, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("31-11", ["30-11", "13-11"]), ("1-0", []), ("0-13", []), ("0-0-2026", []), ("3/13/2024", ["13-3-2024"]), ("gisteren", []),
     ("31-11-2026", ["30-11-2026", "13-11-2026"])],
)  # fmt: skip
def test_a_day_that_does_not_exist_says_what_may_be_meant(cell, meant) -> None:
    assert date_in(cell, today=TODAY, ahead=False) is None
    assert days_meant(cell, today=TODAY) == meant


@given(some.integers(0, 99), some.integers(0, 99), some.sampled_from(["", "-2026", "-24"]))
def test_each_day_that_may_be_meant_exists(day, month, end) -> None:
    for meant in days_meant(f"{day}-{month}{end}", today=TODAY):
        assert date_in(meant, today=TODAY, ahead=False)


def test_the_telephone_of_a_parent_is_not_guessed_to_be_the_youngsters() -> None:
    assert guessed_columns(["tel. moeder", "naam vader", "datum contact"]) == [None, None, None]


def alike(one, other):  # type: ignore[no-untyped-def]
    return likeness(PersonTraits.of(one), PersonTraits.of(other))


YARA = {"name": "Yara Bos", "age": "15", "school": "De Haven"}


@pytest.mark.parametrize(
    ("other", "by"),
    [
        ({"name": "Y.B.", "age": "15"}, MatchedBy.INITIALS),
        ({"called": "YB (lang)", "school": "de haven"}, MatchedBy.INITIALS),
        ({"name": "YB", "age": "17"}, None),
        ({"name": "Yara Bos", "age": "17"}, MatchedBy.NAME),
        ({"name": "Kim", "age": "15", "school": "De Haven"}, None),
        ({}, None),
    ],
)
def test_initials_are_a_double_only_with_the_age_or_the_place(other, by) -> None:
    assert alike(YARA, other) is by


@given(some.dictionaries(some.sampled_from([*YARA, "phones", "lives", "called"]), some.text()),
       some.dictionaries(some.sampled_from([*YARA, "phones", "lives", "called"]), some.text()))  # fmt: skip
def test_whom_nothing_is_known_of_is_like_nobody_and_one_is_like_the_other_by_as_much(
    one, other
) -> None:
    assert alike({}, other) is None
    assert (alike(one, other) is None) == (alike(other, one) is None)


def some_traits(**known: object) -> PersonTraits:
    nothing = PersonTraits(frozenset(), frozenset(), frozenset(), "", frozenset())
    return replace(nothing, **known)  # type: ignore[arg-type]


def test_of_people_who_look_alike_the_one_with_the_same_number_and_name_is_proposed() -> None:
    mo = some_traits(phones=frozenset({"0655500001"}), names=frozenset({"mo"}), age="16")
    people = People()
    people.add(1, some_traits(names=mo.names))
    people.add(2, some_traits(names=mo.names, age="16"))
    assert people.most_alike(mo) == (2, MatchedBy.NAME)  # as old too

    people.add(5, some_traits(phones=mo.phones))
    people.add(3, mo)
    people.add(4, mo)
    assert people.most_alike(mo) == (3, MatchedBy.BOTH)  # of equals the first
    assert people.most_alike(some_traits(names=frozenset({"noor"}))) is None


SAMIR = {"name": "Bouali", "called": "Samir", "phones": "06-555 012 61"}


@pytest.mark.parametrize(
    ("other", "by"),
    [
        (SAMIR, MatchedBy.BOTH),
        (SAMIR | {"called": "Noor"}, MatchedBy.PHONE),
        (SAMIR | {"called": "Noor", "phones": ""}, None),
        (SAMIR | {"called": ""}, MatchedBy.BOTH),
        ({"name": "Samir", "phones": SAMIR["phones"]}, MatchedBy.BOTH),
    ],
)
def test_two_with_other_first_names_are_never_the_same_by_themselves(other, by) -> None:
    assert alike(SAMIR, other) is by
    assert alike(other, SAMIR) is by
