"""The pieces of a case that a partner can get: each of one data group, in the member's words."""

from dataclasses import replace

from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.sheets.rules import NEVER_SHARED, ROWS, SHEET_FIELDS, SharedAs
from uitweg.casework.partners.dispatch.rules import shared_facts
from uitweg.casework.partners.dispatch.rules.shared_facts import PIECES, piece_text

BY_KEY = {piece.key: piece for piece in PIECES}
FIELDS = {
    SheetKind.PERSON: {
        "who": ["called", "languages"],
        "age": ["age", "sex"],
        "health": ["lvb"],
        "family": ["guardians"],
        "school": ["school"],
        "full-name": ["name", "born"],
        "phones": ["phones"],
        "lives": ["lives"],
        "plates": ["plate"],
    },
    SheetKind.SAFETY: {
        "why": ["alarm", "secret_from", "no"],
        "plan-b": ["plan_b"],
        "safe-contact": ["contact", "hours"],
        "school-knows": ["school"],
        "law": ["lawyer"],
        "where": ["where"],
        "call": ["call"],
        "address": ["address"],
    },
}


def test_each_piece_holds_what_its_words_say_and_nothing_else_leaves() -> None:
    in_pieces = [field for piece in PIECES for field in piece.fields]

    for piece in PIECES:
        assert [(field.sheet, field.name) for field in piece.fields] == [
            (sheet, name) for sheet in FIELDS for name in FIELDS[sheet].get(piece.key, [])
        ]
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
