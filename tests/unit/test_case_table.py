"""The list of cases: its columns and order, the age, and the words that a case began with."""

from datetime import date

import pytest

from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.workflow import CaseState, LegalGround
from uitweg.casework.cases.table.rules import (
    SORT_KEYS,
    USUAL_COLUMNS,
    CaseColumn,
    CaseFacts,
    age_in_words,
    beginning_of,
    chosen_columns,
    urgency,
)

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("born", "age", "words"),
    [
        ("27-11-2011", "14", "15"),
        ("28-11-2011", "", "14"),
        ("3 maart 2010", "", "16"),
        ("", "ongeveer 15", "ongeveer 15"),
        ("31-04-2010", "16", "16"),
        ("maart 2010", "16", "16"),
        ("1-1-2030", "16", "16"),
        ("niet bekend", "", ""),
    ],
)
def test_the_day_of_birth_counts_before_the_age_somebody_wrote(born, age, words) -> None:
    assert age_in_words(born=born, age=age, today=TODAY) == words


def test_a_beginning_is_one_line_of_whole_words() -> None:
    assert beginning_of("Hij\n\nbelde.") == "Hij belde."
    cut = beginning_of("woord " * 30)
    assert cut.endswith("woord…")
    assert len(cut) <= 61


def test_the_name_is_always_a_column_and_what_is_no_column_never() -> None:
    assert chosen_columns([]) == USUAL_COLUMNS
    assert chosen_columns(["grondslag", "x", "plek"]) == (
        CaseColumn.NAME,
        CaseColumn.PLACE,
        CaseColumn.GROUND,
    )


def test_the_least_safe_comes_first_and_then_the_earliest_day() -> None:
    later = date(2026, 12, 1)
    in_order = [
        CaseFacts(risk=Risk.ACUTE),
        CaseFacts(risk=Risk.HIGH, due_on=TODAY),
        CaseFacts(risk=Risk.HIGH, due_on=later),
        CaseFacts(risk=Risk.HIGH),
        CaseFacts(risk=Risk.UNKNOWN, due_on=TODAY),
        CaseFacts(risk=Risk.LOW, due_on=TODAY),
        CaseFacts(due_on=TODAY),
    ]

    mixed = in_order[3:] + in_order[:3]
    assert sorted(mixed, key=urgency) == in_order


def test_a_state_sorts_by_its_place_in_the_work_and_what_is_not_seen_is_empty() -> None:
    by_state, by_ground = SORT_KEYS[CaseColumn.STATE], SORT_KEYS[CaseColumn.GROUND]

    assert [by_state(CaseFacts(state=state)) for state in CaseState] == list(range(1, 9))
    assert not by_state(CaseFacts())
    assert by_ground(CaseFacts(ground=LegalGround.WMO)) == "Wmo"
    assert not by_ground(CaseFacts())
