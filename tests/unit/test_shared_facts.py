"""The pieces of a case that a partner can get: each of one data group, in the member's words."""

from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.sheets.rules import NEVER_SHARED, ROWS
from uitweg.casework.partners.dispatch.rules.shared_facts import PIECES, piece_text

BY_KEY = {piece.key: piece for piece in PIECES}


def test_each_piece_is_of_the_data_group_of_its_fields() -> None:
    for piece in PIECES:
        assert {field.group for field in piece.fields} == {piece.group}


def test_each_field_that_a_partner_can_get_is_in_a_piece_that_there_is() -> None:
    named = {field.shared.piece for field in ROWS if field.shared != NEVER_SHARED}

    assert named == set(BY_KEY)


def test_what_tells_most_is_not_ticked_by_itself() -> None:
    asked_first = {piece.key for piece in PIECES if not piece.at_once}

    assert asked_first == {
        *("call", "full-name", "phones", "lives", "address", "plates", "school-knows"),
    }


def test_answers_become_sentences() -> None:
    answers = {
        (SheetKind.SAFETY, "alarm"): "Wordt opgewacht\nbij de groep.",
        (SheetKind.SAFETY, "no"): "Geen politie aan de deur",
        (SheetKind.PERSON, "age"): "16",
        (SheetKind.PERSON, "sex"): "jongen",
    }

    assert piece_text(BY_KEY["why"], answers) == (
        "Wordt opgewacht bij de groep. Wat mag nooit gebeuren? Geen politie aan de deur."
    )
    assert piece_text(BY_KEY["age"], answers) == "16 jaar. Jongen."
    assert piece_text(BY_KEY["age"], {(SheetKind.PERSON, "age"): "16 jaar"}) == "16 jaar."
    assert piece_text(BY_KEY["family"], answers) == ""
