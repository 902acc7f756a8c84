"""What a case knows already is proposed for the figures."""

import pytest

from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.coding.rules import (
    CODED_FACTS,
    UNKNOWN,
    age_band,
    proposals,
    visible_facts,
)


@pytest.mark.parametrize(
    ("typed", "band"),
    [
        ("11", "under-12"),
        ("12", "12-14"),
        ("14 jaar", "12-14"),
        ("15", "15-17"),
        ("17", "15-17"),
        ("18", "18-22"),
        ("22", "18-22"),
        ("23", "23-up"),
        ("99", "23-up"),
        ("", ""),
        ("14 of 15", ""),
        ("onbekend", ""),
        ("0", ""),
        ("100", ""),
        ("2011", ""),
    ],
)
def test_an_age_becomes_a_band(typed: str, band: str) -> None:
    assert age_band(typed) == band


def test_only_what_is_clear_is_proposed() -> None:
    assert proposals({"sex": "weet ik niet", "age": "ongeveer 14 of 15"}) == {"form": "criminal"}
    assert proposals({"sex": " Meisje "})["sex"] == "girl"


def test_each_fact_can_be_unknown_and_fits_its_column() -> None:
    for fact in CODED_FACTS.values():
        assert UNKNOWN in list(fact.answers)
        assert all(len(value) <= 16 and value.words for value in fact.answers)


def test_a_member_codes_what_their_groups_open() -> None:
    assert visible_facts(ALL_GROUPS) == CODED_FACTS
    assert list(visible_facts(frozenset({DataGroup.SHELTER}))) == ["shelter"]
    assert visible_facts(frozenset()) == {}
