"""How long the keys of all cases take, as the page says before the lead begins."""

import pytest

from uitweg.casework.cases.keys.rules import CASES_A_MINUTE, how_long


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "minder dan een minuut"),
        (1, "minder dan een minuut"),
        (2, "ongeveer 2 minuten"),
        (89, "ongeveer 89 minuten"),
        (90, "ongeveer 2 uur"),
        (600, "ongeveer 10 uur"),
    ],
)
def test_it_says_about_how_long_it_takes(minutes: int, words: str) -> None:
    assert how_long(minutes * CASES_A_MINUTE) == words


def test_a_part_of_a_minute_counts_as_one() -> None:
    assert how_long(CASES_A_MINUTE + 1) == "ongeveer 2 minuten"
