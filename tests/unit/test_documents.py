"""What stays out of a paper, for each reader, audience, kind, subject and day."""

from datetime import date
from itertools import product

import pytest

from uitweg.casework.cases.case.rules.contents import EntryKind, SheetKind
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.casework.documents import rules
from uitweg.casework.documents.rules import (
    DocumentChoice,
    DocumentItem,
    DocumentKind,
    DocumentRecipient,
    OmissionReason,
    omission_of_entry,
    omission_of_fact,
)

DAY = date(2026, 3, 14)
OTHERS = [recipient for recipient in DocumentRecipient if recipient is not DocumentRecipient.OWN]


def out(choice: DocumentChoice, **said: object) -> OmissionReason | None:
    plain = {
        "kind": EntryKind.NOTE,
        "audience": Audience.GRANTED,
        "group": DataGroup.SITUATION,
        "on": DAY,
        "replaced": False,
    }
    return omission_of_entry(choice, **plain | said)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "audience"), [*product(EntryKind, Audience)])
def test_for_oneself_nobodys_audience_keeps_anything_out(kind, audience) -> None:
    assert out(DocumentChoice(), kind=kind, audience=audience) is None


@pytest.mark.parametrize("recipient", OTHERS)
def test_for_another_a_reporter_a_secret_and_another_organisation_stay_out_whatever_is_chosen(
    recipient,
) -> None:
    choice, along = DocumentChoice(recipient=recipient), list(DocumentRecipient)

    assert {out(choice, kind=EntryKind.REPORT, audience=a, paper_for=along) for a in Audience} == {
        OmissionReason.SOURCE
    }
    assert out(choice, audience=Audience.SECRET, paper_for=along) is OmissionReason.SECRET
    assert out(choice, audience=Audience.ORGANISATION, paper_for=along) is (
        OmissionReason.ORGANISATION
    )
    assert out(choice) is None


@pytest.mark.parametrize(("recipient", "other"), [*product(OTHERS, OTHERS)])
def test_what_is_for_the_team_goes_to_those_for_whom_a_member_said_so(recipient, other) -> None:
    choice = DocumentChoice(recipient=recipient)

    assert out(choice, audience=Audience.TEAM) is OmissionReason.TEAM
    assert out(choice, audience=Audience.TEAM, paper_for=[other]) is (
        None if recipient is other else OmissionReason.TEAM
    )


def test_for_the_team_is_the_reason_only_when_there_is_no_other() -> None:
    choice = DocumentChoice(
        recipient=DocumentRecipient.LAWYER, groups=frozenset({DataGroup.SITUATION}), since=DAY
    )
    team = {"audience": Audience.TEAM}

    assert out(choice, **team, replaced=True) is OmissionReason.REPLACED
    assert out(choice, **team, group=DataGroup.HEALTH) is OmissionReason.GROUP
    assert out(choice, **team, on=date(2026, 3, 13)) is OmissionReason.PERIOD
    assert out(choice, **team) is OmissionReason.TEAM


@pytest.mark.parametrize("kind", EntryKind)
def test_who_told_it_goes_to_those_who_may_know_and_never_who_called(kind) -> None:
    knows = {to for to in DocumentRecipient if rules.may_know_source(to, kind)}
    own, lawyer, police, _, partner = DocumentRecipient

    assert knows == ({own} if kind is EntryKind.CALL else {own, lawyer, police, partner})


def test_a_mail_about_others_may_go_to_a_lawyer_and_not_to_the_youngster() -> None:
    for kind in (EntryKind.MAIL, EntryKind.FILE):
        assert out(DocumentChoice(recipient=DocumentRecipient.LAWYER), kind=kind) is None
        assert (
            out(DocumentChoice(recipient=DocumentRecipient.YOUNGSTER), kind=kind)
            is OmissionReason.OTHERS
        )


@pytest.mark.parametrize("recipient", DocumentRecipient)
def test_what_was_put_right_another_subject_and_another_day_stay_out(recipient) -> None:
    chosen = DocumentChoice(recipient=recipient, groups=frozenset({DataGroup.HEALTH}))

    assert out(DocumentChoice(recipient=recipient), replaced=True) is OmissionReason.REPLACED
    assert out(chosen) is OmissionReason.GROUP
    assert out(chosen, group=DataGroup.HEALTH) is None


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        (DAY, DAY, None),
        (None, DAY, None),
        (DAY, None, None),
        (date(2026, 3, 15), None, OmissionReason.PERIOD),
        (None, date(2026, 3, 13), OmissionReason.PERIOD),
    ],
)
def test_the_first_and_the_last_day_belong_to_it(since, until, why) -> None:
    assert out(DocumentChoice(since=since, until=until)) is why


@pytest.mark.parametrize("recipient", OTHERS)
def test_an_address_never_leaves_on_paper(recipient) -> None:
    choice = DocumentChoice(recipient=recipient)
    address = SHEET_FIELDS[SheetKind.SAFETY]["address"]

    assert omission_of_fact(choice, DataGroup.SHELTER, address) is OmissionReason.ADDRESS
    assert omission_of_fact(DocumentChoice(), DataGroup.SHELTER, address) is None


def test_fields_go_by_their_subject_and_the_youngster_gets_none_about_others() -> None:
    guardians = SHEET_FIELDS[SheetKind.PERSON]["guardians"]
    no_family = DocumentChoice(groups=ALL_GROUPS - {DataGroup.FAMILY})

    assert omission_of_fact(no_family, DataGroup.FAMILY, guardians) is OmissionReason.GROUP
    assert omission_of_fact(DocumentChoice(), DataGroup.FAMILY, guardians) is None
    assert (
        omission_of_fact(
            DocumentChoice(recipient=DocumentRecipient.YOUNGSTER), DataGroup.FAMILY, guardians
        )
        is OmissionReason.OTHERS
    )


def test_police_begin_without_care_and_whereabouts() -> None:
    not_ticked = {DataGroup.HEALTH, DataGroup.SHELTER, DataGroup.CONTACT, DataGroup.FAMILY}

    assert not rules.PRESET_GROUPS[DocumentRecipient.POLICE] & not_ticked
    assert rules.PRESET_GROUPS[DocumentRecipient.OWN] == ALL_GROUPS
    assert set(rules.PRESET_GROUPS) == set(DocumentRecipient)


def test_it_says_how_many_stay_out_and_why() -> None:
    outs = [
        OmissionReason.TEAM,
        OmissionReason.SECRET,
        OmissionReason.TEAM,
        OmissionReason.TEAM,
        OmissionReason.SECRET,
    ]

    assert rules.omissions_text(outs) == "2 beroepsgeheim, 3 geschreven voor “Ons team”"
    assert rules.omissions_text([]) == ""
    assert all(reason.words for reason in OmissionReason)


def lines(
    count: int, characters: int = 1, omission: OmissionReason | None = None
) -> list[DocumentItem]:
    return [
        DocumentItem(str(n), "", "x" * characters, DataGroup.SITUATION, omission=omission)
        for n in range(count)
    ]


def test_too_much_is_counted_over_what_goes_along() -> None:
    assert rules.too_large_because(lines(1000)) == ""
    assert rules.too_large_because(lines(1001)).startswith("Dit zijn 1001 regels.")
    assert rules.too_large_because(lines(5000, omission=OmissionReason.PERIOD)) == ""
    assert rules.too_large_because(lines(20, 20_000)) == ""
    assert rules.too_large_because([*lines(20, 20_000), *lines(1)]).startswith(
        "Dit is te veel tekst"
    )


@pytest.mark.parametrize("paper", DocumentKind)
def test_a_file_is_named_by_number_and_paper_and_for_the_youngster_by_nothing_that_tells(
    paper,
) -> None:
    assert (
        rules.document_file_name("U-0012", paper, DocumentRecipient.LAWYER) == f"U-0012-{paper}.pdf"
    )
    assert (
        rules.document_file_name("U-0012", paper, DocumentRecipient.YOUNGSTER)
        == "U-0012-overzicht.pdf"
    )


def test_a_handover_is_for_no_youngster() -> None:
    with pytest.raises(KeyError):
        rules.document_title(DocumentKind.HANDOVER, DocumentRecipient.YOUNGSTER)
    assert rules.document_title(DocumentKind.CARD, DocumentRecipient.YOUNGSTER) == "Mijn kaart"
    assert rules.document_title(DocumentKind.CARD, DocumentRecipient.PARTNER) == "Veiligheidskaart"


@pytest.mark.parametrize(
    ("characters", "size"), [(0, ""), (1799, ""), (1800, "full"), (2999, "full"), (3000, "over")]
)
def test_a_long_card_is_printed_in_smaller_letters(characters, size) -> None:
    assert rules.card_font_size(characters) == size


def test_an_entry_is_known_by_its_number_and_its_source_is_small_print() -> None:
    entry = DocumentItem("stuk-12", "", "", DataGroup.SITUATION, small="gehoord", source="bron: x")
    fact = DocumentItem("stand", "", "", DataGroup.SITUATION, source="bron: x")

    assert (entry.entry_id, fact.entry_id) == ("12", "")
    assert rules.entry_ids([entry, fact, entry]) == "12 12"
    assert (entry.small_print, fact.small_print) == ("gehoord, bron: x", "bron: x")


@pytest.mark.parametrize("recipient", DocumentRecipient)
def test_each_recipient_has_a_way_and_each_other_a_purpose_and_words(recipient) -> None:
    assert recipient in rules.DISCLOSED_VIA
    assert (
        (recipient in rules.PURPOSES)
        == (recipient in rules.IN_SENTENCES)
        == (recipient is not DocumentRecipient.OWN)
    )
