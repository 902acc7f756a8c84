"""The pieces of a case that a partner can get: each of one data group, in the member's words."""

from uitweg.casework.cases.case.rules.contents import SHEET_FIELDS, SheetKind
from uitweg.casework.cases.case.rules.data_groups import SHEET_GROUPS
from uitweg.casework.partners.dispatch.rules.shared_facts import NEVER_SHARED, PIECES, piece_text

BY_KEY = {piece.key: piece for piece in PIECES}


def test_each_piece_is_of_the_data_group_of_its_fields() -> None:
    for piece in PIECES:
        assert {SHEET_GROUPS[field.sheet][field.name] for field in piece.fields} == {piece.group}


def test_each_field_of_the_two_sheets_is_in_one_piece_or_never_shared() -> None:
    shared = [(field.sheet, field.name) for piece in PIECES for field in piece.fields]
    sheets = (SheetKind.PERSON, SheetKind.SAFETY)
    fields = {(kind, name) for kind in sheets for name in SHEET_FIELDS[kind]}

    assert len(shared) == len(set(shared))
    assert set(shared) | NEVER_SHARED == fields


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
