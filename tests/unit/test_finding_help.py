"""Who can help now: what fits, in which order to call, and what is hidden."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.partners.directory.rules import (
    ALL_LEVELS,
    CAPACITY_HOLDS,
    ORGANISATION_FIELDS,
    SERVICE_FIELDS,
    CapacityCode,
    Secrecy,
    capacity_at,
    hours_in_words,
    is_closed,
    level_of,
    may_see,
    opening_of,
)
from uitweg.casework.partners.matching.rules import (
    SMALLEST_SHOWN,
    AgeGroup,
    Criterion,
    Need,
    Offer,
    Sex,
    Standing,
    age_group_of,
    find,
    names_in,
    read_age,
    read_languages,
    read_sex,
    shown_count,
    standing_of,
)

NOW = datetime(2026, 11, 25, 22, 40, tzinfo=UTC)
BOY = Need(age=16, sex=Sex.BOY, languages=("Nederlands",), region="Amsterdam")


def offer(name: str = "De Brug", **terms: object) -> Offer:
    return Offer(service=hash(name) % 1000, organisation=1, name=name, **terms)  # type: ignore[arg-type]


def said(name: str, code: CapacityCode, hours: float, **terms: object) -> Offer:
    return offer(name, code=code, said_at=NOW - timedelta(hours=hours), **terms)


def names(offers: list[Offer], need: Need = BOY) -> list[str]:
    return [each.offer.name for each in find(offers, need, now=NOW).fitting]


def test_what_says_free_comes_first_then_what_to_ask_then_what_is_full() -> None:
    offers = [
        said("vol", CapacityCode.NONE, 1),
        said("wachtlijst", CapacityCode.WAITING_LIST, 2),
        offer("nooit gemeld"),
        said("vraag", CapacityCode.ASK, 5),
        said("oud", CapacityCode.CAPACITY, 50, places=2),
        said("plek, ouder", CapacityCode.CAPACITY, 11, places=1),
        said("plek", CapacityCode.CAPACITY, 3),
    ]

    assert names(offers) == [
        *("plek", "plek, ouder"),
        *("vraag", "oud", "nooit gemeld"),
        *("vol", "wachtlijst"),
    ]


@given(st.sampled_from(CapacityCode), st.integers(-48, 400))
def test_what_was_said_a_day_ago_or_in_the_future_is_unknown_and_never_free(
    code: CapacityCode, hours: int
) -> None:
    said_at = NOW - timedelta(hours=hours)
    is_fresh = timedelta() <= NOW - said_at <= CAPACITY_HOLDS

    assert timedelta(hours=24) == CAPACITY_HOLDS
    assert (capacity_at(code, said_at, now=NOW) is not None) == is_fresh
    standing = standing_of(offer(code=code, said_at=said_at), now=NOW)
    assert (standing is Standing.FREE) == (is_fresh and code is CapacityCode.CAPACITY)


def test_no_place_of_zero_is_free() -> None:
    assert standing_of(said("x", CapacityCode.CAPACITY, 1, places=0), now=NOW) is Standing.NOT_NOW


def test_who_said_no_to_this_youngster_or_is_closed_is_not_called_first() -> None:
    free = {"code": CapacityCode.CAPACITY, "said_at": NOW}

    assert standing_of(offer(said_no=True, **free), now=NOW) is Standing.NOT_NOW
    assert standing_of(offer(is_closed_now=True, **free), now=NOW) is Standing.NOT_NOW


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        ({"min_age": 17}, Criterion.AGE),
        ({"max_age": 15}, Criterion.AGE),
        ({"served_sex": "girls"}, Criterion.SEX),
        ({"languages": ("Turks",)}, Criterion.LANGUAGE),
        ({"regions": ("Zaanstreek",)}, Criterion.REGION),
        ({"is_closed_now": True}, Criterion.HOURS),
    ],
)
def test_what_fails_on_one_thing_is_near_and_fits_without_it(
    terms: dict[str, object], missing: Criterion
) -> None:
    found = find([offer(**terms)], BOY, now=NOW)

    assert [each.misses for each in found.near] == [(missing,)]
    assert found.by_letting_go == {missing: 1}
    assert len(find([offer(**terms)], BOY.without([missing]), now=NOW).fitting) == 1


def test_what_fails_on_two_things_is_not_shown() -> None:
    found = find([offer(min_age=18, served_sex="girls")], BOY, now=NOW)

    assert (found.fitting, found.near) == ((), ())


def test_a_service_that_says_nothing_fits_and_so_does_a_youngster_of_whom_nothing_is_known() -> (
    None
):
    strict = offer(min_age=12, max_age=17, served_sex="boys", regions=("Amsterdam",))

    assert names([offer()]) == ["De Brug"]
    assert names([strict], Need()) == ["De Brug"]


def test_at_the_edges_of_the_ages_it_fits() -> None:
    both = offer(min_age=16, max_age=16)

    assert names([both]) == ["De Brug"]


def test_a_place_where_the_youngster_must_never_be_is_hidden_and_counted() -> None:
    there = [offer("a", district="Nieuw-West"), offer("b", district="nieuw-west", min_age=18)]
    need = Need(never_in=("Nieuw-West",))
    found = find([*there, offer("c", district="Oost")], need.without(Criterion), now=NOW)

    assert [each.offer.name for each in found.fitting] == ["c"]
    assert sum(found.hidden.values()) == 2
    assert found.near == ()


def test_words_of_a_sheet_are_read_only_when_they_are_certain() -> None:
    assert [
        read_sex(text) for text in ("Jongen", "een meisje", "x", "weet niet", "man of vrouw")
    ] == [
        *(Sex.BOY, Sex.GIRL, Sex.OTHER),
        *(None, None),
    ]
    assert [read_age(text) for text in ("16", "16 jaar", "15 of 16", "", "2010")] == [
        *(16, 16),
        *(None, None, None),
    ]
    assert read_languages("Nederlands en Arabisch, Engels.") == ("Nederlands", "Arabisch", "Engels")
    assert names_in("Nooit naar Nieuw-West. Oosterpark mag.", ["Oost", "Nieuw-West", ""]) == (
        "Nieuw-West",
    )


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (None, AgeGroup.UNKNOWN),
        (11, AgeGroup.UNDER_12),
        (12, AgeGroup.FROM_12),
        (16, AgeGroup.FROM_16),
        (18, AgeGroup.ADULT),
    ],
)
def test_an_age_has_its_group(age: int | None, group: AgeGroup) -> None:
    assert age_group_of(age) is group


def test_hours_say_when_it_is_certainly_closed() -> None:
    office = opening_of(day_and_night=False, weekday_hours="09:00 tot 17:00", weekend_hours="")
    night = NOW.replace(hour=23)
    noon = night.replace(hour=12)

    assert [is_closed(office, at, lambda _: False) for at in (night, noon)] == [True, False]
    assert not is_closed(office, night, lambda _: True)
    assert not is_closed(
        opening_of(day_and_night=False, weekday_hours="", weekend_hours=""), night, lambda _: False
    )
    assert not is_closed(
        opening_of(day_and_night=True, weekday_hours="", weekend_hours=""), night, lambda _: False
    )
    assert hours_in_words(office) == "werkdagen 09:00 tot 17:00"


@given(st.integers(0, 10_000))
def test_a_small_count_is_never_shown_and_a_larger_one_is_rounded(count: int) -> None:
    words = shown_count(count)

    if 0 < count < SMALLEST_SHOWN:
        assert words == "minder dan 8"
    else:
        assert int(words) % 5 == 0
        assert abs(int(words) - count) <= 2


def test_each_level_sees_itself_and_what_is_more_open() -> None:
    seen = {
        reader: [level.value for level in Secrecy if may_see(level, reader=reader)]
        for reader in Secrecy
    }

    assert seen == {
        level: [each.value for each in ALL_LEVELS[: place + 1]]
        for place, level in enumerate(ALL_LEVELS)
    }


@pytest.mark.parametrize("fields", [ORGANISATION_FIELDS, SERVICE_FIELDS])
def test_a_level_that_cannot_be_counts_as_the_strictest(fields) -> None:  # type: ignore[no-untyped-def]
    for name, described in fields.items():
        assert described.default in described.levels
        assert level_of(name, {}, fields) is described.default
        assert level_of(name, {name: "anders"}, fields) is Secrecy.NAMED
