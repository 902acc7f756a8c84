"""Steps and letters for partners: what content may say, and what a letter says of a case."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, SharingBasis
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.cases.periods.rules import PeriodKind
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.rules.packages import SharedOn, shared_on
from uitweg.casework.partners.dispatch.rules.shared_facts import PIECES
from uitweg.casework.partners.letters.rules import (
    NOT_KNOWN,
    LetterFact,
    added_groups,
    groups_in,
    letter_text,
    may_go,
    open_lines_in,
    without_open_lines,
)
from uitweg.casework.partners.routes.rules import is_meant_for, is_minor
from uitweg.platform.content import load
from uitweg.platform.content.values.partners import PartnerLetter, Situation

TODAY = date(2026, 11, 28)
LETTERS = {letter.id: letter for letter in load().partner_letters}
YES = SharingBasis(consent=1)
DECIDED = SharingBasis(decision=2)
NO = SharingBasis()


def test_every_route_and_letter_speaks_of_what_a_case_and_the_directory_know() -> None:
    pieces = {piece.key for piece in PIECES}
    for route in load().partner_routes:
        assert {step.group for step in route.steps} <= set(DataGroup), route.id
        assert {step.consent for step in route.steps if step.consent} <= set(ConsentPurpose)
        assert set(route.consents) <= set(ConsentPurpose), route.id
        assert {each.kind for each in route.periods} <= set(PeriodKind), route.id
        assert {each.group for each in route.periods if each.group} <= set(DataGroup), route.id
    for letter in LETTERS.values():
        assert letter.via in DisclosureMethod, letter.id
        assert letter.service in ServiceKind, letter.id
        assert {*letter.says} <= set(DataGroup), letter.id
        assert letter.says, letter.id
        assert {*letter.facts} <= pieces - {"address"}, letter.id
        assert letter.consent in {"", *ConsentPurpose}, letter.id


def test_every_letter_belongs_to_a_route_and_no_line_is_too_long_for_an_action() -> None:
    used = [letter for route in load().partner_routes for letter in route.letters]

    assert sorted(used) == sorted(LETTERS)
    for route in load().partner_routes:
        assert all(len(step.text) <= 300 for step in route.steps), route.id
        assert len({step.text for step in route.steps}) == len(route.steps), route.id


def test_the_sources_of_each_step_stand_under_its_route() -> None:
    for route in load().partner_routes:
        used = {source for step in route.steps for source in step.sources}

        assert used <= {source.id for source in route.sources}, route.id


def test_the_nine_routes_are_there() -> None:
    assert [route.id for route in load().partner_routes] == [
        *("lawyers", "police-talk", "shelter", "comensha", "veilig-thuis", "school"),
        *("debts", "medical", "schadefonds"),
    ]


def test_a_suspect_gets_a_second_lawyer_with_a_letter_of_their_own() -> None:
    lawyers = load().partner_routes[0]
    for_suspects = [step.id for step in lawyers.steps if step.fits is Situation.SUSPECT]

    assert for_suspects == ["two-lawyers", "defence-lawyer"]
    assert lawyers.letters == ("victim-lawyer", "defence-lawyer")
    assert LETTERS["defence-lawyer"].fits is Situation.SUSPECT


def test_what_asks_first_is_ticked_by_a_person() -> None:
    asking = [
        step
        for route in load().partner_routes
        for step in route.steps
        if "?" in step.text.rstrip(".?") and not step.text.startswith(("Leg klaar", "Weeg"))
    ]

    assert len(asking) == 9
    assert all(step.fits is Situation.IF_SO for step in asking)


def test_counting_and_arranging_help_each_need_their_own_yes() -> None:
    comensha = next(route for route in load().partner_routes if route.id == "comensha")

    assert comensha.consents == ("statistics", "support")
    assert {step.id: step.consent for step in comensha.steps if step.consent} == {
        "register": "statistics",
        "ask-help": "support",
    }
    assert LETTERS["comensha-registration"].consent == "statistics"
    assert LETTERS["comensha-help"].consent == "support"


def test_the_letter_to_school_does_not_say_why() -> None:
    letter = LETTERS["school"]
    words = " ".join((letter.subject, *letter.opening, *letter.asks, *letter.open_lines)).lower()

    assert letter.says == ("school-work",)
    assert not any(word in words for word in ("uitbuit", "slachtoffer", "politie", "mensenhandel"))


@pytest.mark.parametrize(
    ("person", "minor"),
    [
        ({"age": "16"}, True),
        ({"age": "18"}, False),
        ({"age": "ongeveer 17"}, True),
        ({"age": "weet ik niet"}, None),
        ({"age": "17 of 18"}, None),
        ({}, None),
        ({"born": "29-11-2008", "age": "20"}, True),
        ({"born": "28-11-2008", "age": "16"}, False),
        ({"born": "31-02-2008", "age": "16"}, True),
        ({"born": "maart 2009"}, None),
    ],
)
def test_minor_or_not_follows_from_the_person_sheet_alone(person, minor) -> None:
    assert is_minor(person, today=TODAY) is minor


@pytest.mark.parametrize(
    ("situation", "minor", "meant"),
    [
        (None, None, True),
        (Situation.MINOR, True, True),
        (Situation.MINOR, False, False),
        (Situation.MINOR, None, None),
        (Situation.ADULT, False, True),
        (Situation.ADULT, True, False),
        (Situation.FOREIGN, True, None),
        (Situation.SUSPECT, False, None),
        (Situation.IF_SO, True, None),
    ],
)
def test_what_no_sheet_says_is_asked(situation, minor, meant) -> None:
    assert is_meant_for(situation, minor=minor) is meant


def facts_of(letter: PartnerLetter) -> list[LetterFact]:
    """Return a fact for each piece of a letter, with a text that stands nowhere else."""
    pieces = {piece.key: piece for piece in PIECES}
    return [
        LetterFact(pieces[key].label, f"Geheim van {key}.", pieces[key].group)
        for key in letter.facts
    ]


bases = st.fixed_dictionaries({group: st.sampled_from([YES, DECIDED, NO]) for group in DataGroup})


@given(letter=st.sampled_from(sorted(LETTERS)), basis=bases)
def test_no_letter_says_a_fact_whose_group_has_no_basis(letter, basis) -> None:
    facts = facts_of(LETTERS[letter])
    shared = may_go(facts, basis)
    text = letter_text(LETTERS[letter], shared, sender="Fatima")

    for fact in facts:
        assert (fact.text in text) is basis[fact.group].may_share
    for one in shared_on({fact.group for fact in shared}, basis):
        assert one.basis.may_share
        assert all(basis[group] == one.basis for group in one.groups)


def test_beside_a_letter_stands_what_may_go_along_and_on_which_consent() -> None:
    said = {DataGroup.SAFETY: YES, DataGroup.CONTACT: DECIDED, DataGroup.SCHOOL_WORK: YES}
    shared = shared_on(said, said)

    assert {one.basis: one.words for one in shared} == {
        YES: ["veiligheid", "school en werk"],
        DECIDED: ["naam en contact"],
    }


@given(groups=st.frozensets(st.sampled_from(list(DataGroup))))
def test_the_words_beside_a_letter_are_of_its_groups_and_of_no_other(groups) -> None:
    words = SharedOn(YES, groups).words

    assert set(words) == {group.words for group in groups}
    assert len(words) == len(groups)


@given(letter=st.sampled_from(sorted(LETTERS)), basis=bases, key=st.sampled_from(PIECES))
def test_a_fact_typed_into_a_letter_is_found(letter, basis, key) -> None:
    facts = [LetterFact(piece.label, f"Geheim van {piece.key}.", piece.group) for piece in PIECES]
    shared = may_go(facts_of(LETTERS[letter]), basis)
    text = letter_text(LETTERS[letter], shared, sender="Fatima")
    typed = f"{text}\nEn ook: GEHEIM  van\n{key.key}"
    stood_there = f"Geheim van {key.key}." in text

    assert added_groups(text, text, facts) == frozenset()
    assert added_groups(typed, text, facts) == (frozenset() if stood_there else {key.group})


def test_a_letter_has_its_parts_from_greeting_to_name_in_this_order() -> None:
    letter = replace(LETTERS["victim-lawyer"], asks=("Wilt u bellen?", "Wanneer?"))
    text = letter_text(letter, [LetterFact("Naam", "Noor", DataGroup.CONTACT)], sender="Fatima")

    assert text.split("\n\n") == [
        letter.greeting,
        *letter.opening,
        "Om wie het gaat\nNaam: Noor",
        "\n".join(f"{line}: {NOT_KNOWN}" for line in letter.open_lines),
        "Onze vragen\n- Wilt u bellen?\n- Wanneer?",
        f"{letter.closing}\nFatima",
    ]


def test_a_part_that_a_letter_has_not_leaves_no_gap() -> None:
    letter = replace(LETTERS["victim-lawyer"], open_lines=())

    assert "\n\n\n" not in letter_text(letter, [], sender="Fatima")


def test_what_is_shorter_than_four_letters_is_not_looked_for_in_a_letter() -> None:
    facts = [
        LetterFact("Leeftijd", "16.", DataGroup.SITUATION),
        LetterFact("Naam", "Noor.", DataGroup.CONTACT),
    ]

    assert added_groups("Noor komt 16 mei.", "", facts) == {DataGroup.CONTACT}


def test_what_is_not_known_is_not_in_it_and_no_group_that_left() -> None:
    letter = LETTERS["victim-lawyer"]
    facts = [LetterFact("Familie", "", DataGroup.FAMILY)]
    text = letter_text(letter, facts, sender="Fatima")

    assert "Familie" not in text
    assert "Om wie het gaat" not in text
    assert open_lines_in(text) == [f"{line}: {NOT_KNOWN}" for line in letter.open_lines]
    assert groups_in(letter, facts) == {DataGroup.SITUATION}


def test_open_lines_can_be_taken_out_of_each_letter() -> None:
    for letter in LETTERS.values():
        text = letter_text(letter, [], sender="Fatima")
        left = without_open_lines(text)

        assert not open_lines_in(left), letter.id
        assert left.splitlines()[0] == letter.greeting
        assert left.endswith(f"{letter.closing}\nFatima")
        assert "\n\n\n" not in left


def test_school_is_not_told_what_school_is_supposed_to_know() -> None:
    assert "school-knows" not in LETTERS["school"].facts
    assert not next(piece for piece in PIECES if piece.key == "school-knows").at_once


def test_no_letter_names_a_number_and_each_ends_with_its_sender() -> None:
    for letter in LETTERS.values():
        text = letter_text(letter, [], sender="Fatima")

        assert text.endswith(f"{letter.closing}\nFatima"), letter.id
        assert not any(character.isdigit() for character in text), letter.id
