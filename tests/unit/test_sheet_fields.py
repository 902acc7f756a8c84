"""What was decided of each field of a sheet: where it is shown, whom it reaches, who finds by it."""

import pytest

from uitweg.casework.cases.case.rules.contents import Risk, SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import READ_LEVELS, AccessLevel
from uitweg.casework.cases.case.rules.visibility import HeldGrant, Visibility
from uitweg.casework.cases.sheets.rules import (
    NEVER,
    NEVER_SHARED,
    ROWS,
    SHEET_FIELDS,
    OnCard,
    OnPaper,
    Searched,
    SheetField,
    _closing,
    _judgement,
    _person,
    _safety,
    identifiers_of_person,
    sees_field,
)
from uitweg.casework.partners.dispatch.rules import shared_facts
from uitweg.platform.identifiers import IdentifierKind

DECISIONS = {
    "group": DataGroup.SAFETY,
    "about_others": False,
    "on_page": True,
    "on_card": OnCard.REST,
    "on_paper": OnPaper.SHEET,
    "shared": NEVER_SHARED,
    "searched": NEVER,
    "at_night": NEVER,
}
PLACES_ON_CARD = {
    OnCard.TOP: "alarm contact call hours",
    OnCard.FIRST: "where plan_b",
    OnCard.REST: "secret_from lawyer school no",
    OnCard.READERS: "address",
}
OPENS_NOTHING = {
    "about_others": True,
    "on_page": False,
    "on_card": NEVER,
    "on_paper": NEVER,
    "shared": NEVER_SHARED,
    "searched": NEVER,
    "at_night": NEVER,
}
GROUPS = {
    (SheetKind.PERSON, DataGroup.CONTACT): "name called born languages phones plate",
    (SheetKind.PERSON, DataGroup.SITUATION): "sex age age_at_start",
    (SheetKind.PERSON, DataGroup.HEALTH): "lvb",
    (SheetKind.PERSON, DataGroup.SHELTER): "lives",
    (SheetKind.PERSON, DataGroup.SCHOOL_WORK): "school",
    (SheetKind.PERSON, DataGroup.FAMILY): "guardians",
    (SheetKind.SAFETY, DataGroup.CONTACT): "contact call hours",
    (SheetKind.SAFETY, DataGroup.SAFETY): "alarm secret_from plan_b no",
    (SheetKind.SAFETY, DataGroup.SHELTER): "where address",
    (SheetKind.SAFETY, DataGroup.LAW_POLICE): "lawyer",
    (SheetKind.SAFETY, DataGroup.SCHOOL_WORK): "school",
    (SheetKind.JUDGEMENT, DataGroup.SAFETY): "facts gaps conclusion risk",
    (SheetKind.CLOSING, DataGroup.SITUATION): "stays told why_not",
    (SheetKind.CLOSING, DataGroup.CONTACT): "call",
    (SheetKind.CLOSING, DataGroup.SAFETY): "still_unsafe",
}
HANDED_OVER = {
    SheetKind.SAFETY: "contact call hours where secret_from plan_b no",
    SheetKind.PERSON: "called age languages",
}
ABOUT_OTHERS = {
    SheetKind.PERSON: "guardians",
    SheetKind.SAFETY: "call secret_from",
    SheetKind.CLOSING: "call",
}
KEPT_FROM_PARTNERS = {
    SheetKind.PERSON: "age_at_start",
    SheetKind.JUDGEMENT: "facts gaps conclusion risk",
    SheetKind.CLOSING: "stays call told why_not still_unsafe",
}


@pytest.mark.parametrize("forgotten", DECISIONS)
def test_a_field_of_which_a_decision_is_forgotten_cannot_be_made(forgotten: str) -> None:
    made = {name: value for name, value in DECISIONS.items() if name != forgotten}

    assert SheetField(SheetKind.SAFETY, "dog", "Is er een hond?", **DECISIONS)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=forgotten):
        SheetField(SheetKind.SAFETY, "dog", "Is er een hond?", **made)  # type: ignore[arg-type]


def test_the_page_lists_all_but_the_risk_which_is_that_of_the_case() -> None:
    assert [field.name for field in ROWS if not field.on_page] == ["risk"]


def test_no_field_stands_twice_on_a_sheet() -> None:
    assert sum(len(fields) for fields in SHEET_FIELDS.values()) == len(ROWS)


def test_each_field_of_the_card_has_its_place_and_no_other_sheet_is_on_it() -> None:
    places = {(field.sheet, field.name): field.on_card for field in ROWS if field.on_card}

    assert places == {
        (SheetKind.SAFETY, name): place
        for place, names in PLACES_ON_CARD.items()
        for name in names.split()
    }
    assert len(places) == len(SHEET_FIELDS[SheetKind.SAFETY])


def test_each_field_is_under_the_data_group_that_a_grant_has_to_name() -> None:
    groups = {
        (kind, group): " ".join(name for name in fields if fields[name].group is group)
        for kind, fields in SHEET_FIELDS.items()
        for group in DataGroup
    }

    assert {key: names for key, names in groups.items() if names} == GROUPS


def test_a_row_that_opens_nothing_reaches_nobody_outside_its_data_group(monkeypatch) -> None:
    dog = SheetField(
        SheetKind.PERSON, "dog", "Is er een hond?", group=DataGroup.HEALTH, **OPENS_NOTHING
    )
    monkeypatch.setitem(SHEET_FIELDS[SheetKind.PERSON], "dog", dog)
    monkeypatch.setattr(shared_facts, "ROWS", (*ROWS, dog))
    seen_by = {
        (level, group)
        for level in AccessLevel
        for group in DataGroup
        if sees_field(
            Visibility((HeldGrant(1, level, frozenset({group})),)), SheetKind.PERSON, "dog"
        )
    }

    assert seen_by == {(level, DataGroup.HEALTH) for level in READ_LEVELS}
    assert dog not in [field for piece in shared_facts.PIECES for field in piece.fields]
    assert not identifiers_of_person({"dog": "Bello, 06-555 012 61"})


@pytest.mark.parametrize("row", [_person, _safety, _judgement, _closing])
def test_what_a_sheet_decides_for_all_its_rows_opens_nothing(row) -> None:
    decided = {name: value for name, value in row.keywords.items() if name != "on_page"}

    assert decided == {name: OPENS_NOTHING[name] for name in decided}


def test_a_copy_for_the_youngster_leaves_out_who_is_named_beside_them() -> None:
    for kind, fields in SHEET_FIELDS.items():
        about_others = [name for name in fields if fields[name].about_others]
        assert about_others == ABOUT_OTHERS.get(kind, "").split()


def test_no_partner_gets_what_is_for_the_judgement_of_the_team() -> None:
    for kind, fields in SHEET_FIELDS.items():
        kept = [name for name in fields if fields[name].shared == NEVER_SHARED]
        assert kept == KEPT_FROM_PARTNERS.get(kind, "").split()


def test_on_paper_for_a_new_owner_stands_what_is_needed_at_once() -> None:
    for kind, fields in SHEET_FIELDS.items():
        handed_over = [name for name in fields if fields[name].on_paper is OnPaper.HANDOVER]
        assert handed_over == HANDED_OVER.get(kind, "").split()


def test_only_the_address_never_leaves_on_paper_and_the_closing_has_no_paper() -> None:
    own = {(field.sheet, field.name) for field in ROWS if field.on_paper is OnPaper.OWN}
    without = {(field.sheet, field.name) for field in ROWS if field.on_paper is NEVER}

    assert own == {(SheetKind.SAFETY, "address")}
    assert without == {
        (SheetKind.JUDGEMENT, "risk"),
        *((SheetKind.CLOSING, name) for name in SHEET_FIELDS[SheetKind.CLOSING]),
    }


def test_only_the_person_sheet_leads_to_a_case() -> None:
    searched = {field.name: field.searched for field in SHEET_FIELDS[SheetKind.PERSON].values()}
    more_than_phones = {name: how for name, how in searched.items() if how is not Searched.PHONE}

    assert {field.sheet for field in ROWS if field.searched} == {SheetKind.PERSON}
    assert None not in searched.values()
    assert more_than_phones == {
        "name": Searched.NAME,
        "called": Searched.NAME,
        "plate": Searched.PLATE,
        **dict.fromkeys(("lives", "school", "guardians"), Searched.AROUND),
    }


def test_a_telephone_number_leads_to_the_case_whichever_field_it_is_in() -> None:
    for name in SHEET_FIELDS[SheetKind.PERSON]:
        found = identifiers_of_person({name: "bel 06-555 012 61"})
        assert (IdentifierKind.PHONE, "655501261") in found
    assert not identifiers_of_person({"gone": "bel 06-555 012 61"})


def test_at_night_the_card_says_what_one_needs_within_minutes() -> None:
    lines = sorted((*field.at_night, field.name) for field in ROWS if field.at_night)

    assert [name for *_, name in lines] == ["contact", "call", "plan_b", "secret_from"]


def test_a_text_of_one_form_says_which_and_an_answer_has_its_words() -> None:
    for field in ROWS:
        assert (field.reads is None) == (field.example == "")
        assert field.reads is None or (field.wrong and field.reads(field.example))
    told, plain = SHEET_FIELDS[SheetKind.CLOSING]["told"], SHEET_FIELDS[SheetKind.SAFETY]["no"]

    assert SHEET_FIELDS[SheetKind.JUDGEMENT]["risk"].words("unknown") == Risk.UNKNOWN.words
    assert [told.words("yes"), told.words(""), plain.words("yes")] == ["Ja", "", "yes"]
