"""The pieces of a case that a partner can get: each of one data group, in the member's words."""

from dataclasses import replace

from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.sheets.rules import NEVER_SHARED, ROWS, SHEET_FIELDS, SharedAs
from uitweg.casework.partners.dispatch.rules import shared_facts
from uitweg.casework.partners.dispatch.rules.shared_facts import PIECES, piece_text

BY_KEY = {piece.key: piece for piece in PIECES}


def test_each_field_that_a_partner_can_get_is_in_one_piece_and_no_other_field_is() -> None:
    in_pieces = [field for piece in PIECES for field in piece.fields]

    assert all(piece.fields for piece in PIECES)
    assert sorted(in_pieces, key=ROWS.index) == [row for row in ROWS if row.shared != NEVER_SHARED]


def test_a_field_of_another_data_group_never_goes_along_with_a_piece(monkeypatch) -> None:
    health = replace(SHEET_FIELDS[SheetKind.PERSON]["lvb"], shared=SharedAs("why"))
    monkeypatch.setattr(shared_facts, "ROWS", (health,))

    assert [piece.key for piece in PIECES if piece.fields] == []


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
