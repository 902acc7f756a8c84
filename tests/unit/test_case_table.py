"""The age in the list of cases, and the words that a case began with."""

from datetime import date

import pytest

from uitweg.casework.cases.rules.case_table import age_in_words, beginning_of

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
