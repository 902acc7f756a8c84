"""The pieces of a case that a partner can get: each of one data group, in the member's words."""

from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.sheets.rules import NEVER_SHARED, ROWS
from uitweg.casework.partners.dispatch.rules.shared_facts import PIECES, piece_text

BY_KEY = {piece.key: piece for piece in PIECES}


def test_each_piece_is_of_the_data_group_of_its_fields() -> None:
    for piece in PIECES:
        assert {field.group for field in piece.fields} == {piece.group}


def test_of_the_two_sheets_all_but_one_field_is_in_a_piece_and_of_the_others_none() -> None:
    shared = {(field.sheet, field.name) for piece in PIECES for field in piece.fields}
    of_two = {(f.sheet, f.name) for f in ROWS if f.sheet in (SheetKind.PERSON, SheetKind.SAFETY)}

    assert shared == of_two - {(SheetKind.PERSON, "age_at_start")}
    assert all(field.shared == NEVER_SHARED or field.shared.piece in BY_KEY for field in ROWS)


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
