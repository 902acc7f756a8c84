"""When it happened: typed as people say it, kept as exactly as they know it, said back in words."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.cases.timeline.rules.fuzzy_dates import (
    EARLIEST_DATE,
    FuzzyDate,
    Precision,
    UnreadableDate,
    parse,
)

TODAY = date(2026, 2, 5)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("14 maart 2025", "14 maart 2025"),
        ("14-3-2025", "14 maart 2025"),
        ("14/03/25", "14 maart 2025"),
        ("2025-03-14", "14 maart 2025"),
        ("op 14 mrt 2025", "14 maart 2025"),
        ("3 februari", "3 februari 2026"),
        ("3 maart", "3 maart 2025"),
        ("gisteren", "4 februari 2026"),
        ("Maart 2025", "in maart 2025"),
        ("in maart", "in maart 2025"),
        ("januari", "in januari 2026"),
        ("jan. 2026", "in januari 2026"),
        ("vorige maand", "in januari 2026"),
        ("zomer 2025", "in de zomer van 2025"),
        ("in de zomer van 2025", "in de zomer van 2025"),
        ("najaar 2024", "in de herfst van 2024"),
        ("winter 2026", "in de winter van 2025 op 2026"),
        ("winter 2024/2025", "in de winter van 2024 op 2025"),
        ("tweede kwartaal 2025", "in het tweede kwartaal van 2025"),
        ("2024", "in 2024"),
        ("vorig jaar", "in 2025"),
        ("rond maart 2025", "rond maart 2025"),
        ("ca. 14 maart 2025", "rond 14 maart 2025"),
        ("rond de zomer van 2025", "rond de zomer van 2025"),
        ("vorige week", "rond 29 januari 2026"),
    ],
)
def test_it_is_said_back_as_exactly_as_it_was_known(typed: str, words: str) -> None:
    found = parse(typed, today=TODAY)

    assert found
    assert found.words == words


@pytest.mark.parametrize("typed", ["", "  ", "onbekend", "weet ik niet", "?"])
def test_not_known_is_an_answer(typed: str) -> None:
    assert parse(typed, today=TODAY) is None


@pytest.mark.parametrize(
    "typed",
    ["31 april 2025", "32-1-2025", "ooit", "ma", "maart maart", "6 februari 2026", "2027", "1066",
     "zomer 2026", "13-13-2025", "0000", "²", "1" * 5000, "a" * 5000, "rond", "winter 9999/10"],
)  # fmt: skip
def test_what_names_no_moment_that_has_been_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(UnreadableDate, match=r"\."):
        parse(typed, today=TODAY)


STARTS = {
    Precision.DAY: st.dates(EARLIEST_DATE, TODAY),
    Precision.MONTH: st.dates(EARLIEST_DATE, TODAY).map(lambda on: on.replace(day=1)),
    Precision.YEAR: st.dates(EARLIEST_DATE, TODAY).map(lambda on: date(on.year, 1, 1)),
    Precision.SEASON: st.builds(date, st.integers(1990, 2025), st.sampled_from([3, 6, 9, 12]), st.just(1)),
    Precision.QUARTER: st.builds(date, st.integers(1990, 2025), st.sampled_from([1, 4, 7, 10]), st.just(1)),
}  # fmt: skip
MOMENTS = st.sampled_from(list(Precision)).flatmap(
    lambda how: st.builds(FuzzyDate, STARTS[how], st.just(how), st.booleans())
)


@given(MOMENTS)
def test_what_we_say_can_be_typed_again(moment: FuzzyDate) -> None:
    assert parse(moment.words, today=TODAY) == moment


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_moment_or_a_sentence(typed: str) -> None:
    with suppress(UnreadableDate):
        found = parse(typed, today=TODAY)
        assert found is None or EARLIEST_DATE <= found.start <= TODAY
