"""Which words lead to a case, and when together they are enough to show it."""

import pytest

from uitweg.casework.cases.sheets.rules import identifiers_of_person
from uitweg.casework.search.rules.weighing import MIN_WEIGHT, cases_per_identifier, weight
from uitweg.platform.identifiers import (
    IdentifierKind,
    comparable_phones,
    identifiers_in_text,
    identifiers_of_titles,
    in_search,
)

PERSON = {
    "name": "Youssef el Bouzidi",
    "called": "Smiley",
    "phones": "06-555 123 45",
    "lives": "Verzonnenstraat 12, bij tante",
    "school": "Mundus College",
    "plate": "12-abc-3",
}


def finds(text: str, person: dict[str, str] = PERSON, *, also: int = 0) -> bool:
    """Say whether this note shows a case of this person, when `also` others share each word."""
    typed, kept = identifiers_in_text(text), identifiers_of_person(person)
    here = set(typed) & kept
    count = cases_per_identifier({1: here, **dict.fromkeys(range(2, also + 2), here)})
    return weight(here, typed, count) >= MIN_WEIGHT


@pytest.mark.parametrize(
    "note",
    [
        "Jongen, wordt Smaili genoemd, zit bij een vriend.",
        "joesoef belt net",
        "nummer is +31 6 55512345",
        "0031655512345",
        "zwarte golf, 12ABC3",
        "staat 12-ABC-3 voor de deur",
        "op mundus, woont verzonnenstraat",
    ],
)
def test_a_nickname_another_spelling_a_number_or_a_plate_leads_to_the_case(note: str) -> None:
    assert finds(note)


@pytest.mark.parametrize(
    "note",
    [
        "Er is een jongen op Mundus College die bang is.",
        "Woont aan de Verzonnenstraat.",
        "Hij moet vannacht nog iets doen voor die gast, anders komen ze bij zijn moeder.",
        "Bel 06 555 123 46 terug",
        "",
    ],
)
def test_a_school_or_a_street_alone_and_plain_dutch_lead_nowhere(note: str) -> None:
    assert not finds(note)


def test_a_school_and_a_street_that_many_share_never_link() -> None:
    assert finds("op mundus, woont verzonnenstraat", also=4)
    assert not finds("op mundus, woont verzonnenstraat", also=5)


def test_a_first_name_that_many_have_needs_more_and_a_whole_name_does_not() -> None:
    assert not finds("Youssef zit er weer", also=5)
    assert finds("Youssef Bouzidi zit er weer", also=50)
    assert finds("Joesoef el Boezidi zit er weer", also=50)


def test_a_nickname_that_is_a_plain_word_counts_with_a_capital_inside_a_sentence() -> None:
    person = {"called": "Kleine"}

    assert finds("ze noemen hem Kleine op straat", person)
    assert not finds("een kleine jongen", person)
    assert not finds("Kleine jongen.", person)


def test_the_same_number_however_it_is_written_is_one() -> None:
    ways = "06-555 123 45", "+31 6 555 12345", "0031 655512345", "(06) 555.123.45"

    assert {frozenset(comparable_phones(way)) for way in ways} == {frozenset({"655512345"})}


def test_a_sheet_gives_names_by_word_sound_and_start_and_never_a_common_word() -> None:
    clues = identifiers_of_person(PERSON)

    assert {
        (IdentifierKind.NAME, "smiley"),
        (IdentifierKind.START, "smil"),
        (IdentifierKind.PHONE, "655512345"),
    } <= clues
    assert {(IdentifierKind.PLATE, "12ABC3"), (IdentifierKind.AROUND, "mundus")} <= clues
    assert (IdentifierKind.AROUND, "tante") not in clues
    assert (IdentifierKind.NAME, "el") not in clues


def test_what_is_typed_in_the_box_is_looked_for_by_its_start_too() -> None:
    assert (IdentifierKind.START, "smi") in in_search("Smi")
    assert (IdentifierKind.START, "youssef"[:6]) in in_search("Youssef-a")
    assert (IdentifierKind.NUMBER, "12") in in_search("u-0012")
    assert (IdentifierKind.TITLE, "opvang") in identifiers_of_titles(["Opvang bellen"])


@pytest.mark.parametrize("kind", ["name", "called", "lives", "plate", "phones"])
def test_the_longest_sheet_and_the_longest_note_give_a_bounded_number_of_clues(kind: str) -> None:
    flood = " ".join(f"woord{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}x" for n in range(700))

    assert len(identifiers_of_person({kind: flood})) < 800
    assert len(identifiers_in_text(flood * 5)) < 100 * 12


@pytest.mark.parametrize(
    "odd",
    [
        "\x00",
        "'; DROP TABLE cases_searchtoken; --",
        "%_",
        "1" * 9000,
        "-" * 9000,
        "a'" * 5000,
        "محمد",
    ],
)
def test_odd_text_is_only_text(odd: str) -> None:
    assert isinstance(identifiers_in_text(odd), dict)
    assert isinstance(in_search(odd), dict)
    assert isinstance(identifiers_of_person({"name": odd, "plate": odd}), set)
