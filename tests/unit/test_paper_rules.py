"""What stays out of a paper, for each reader, audience, kind, subject and day."""

from datetime import date
from itertools import product

import pytest

from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import ALL_GROUPS, Audience, DataGroup
from uitweg.casework.documents import rules
from uitweg.casework.documents.rules import (
    Choice,
    Item,
    Out,
    Paper,
    Reader,
    out_of_entry,
    out_of_known,
)

DAY = date(2026, 3, 14)
OTHERS = [reader for reader in Reader if reader is not Reader.OWN]


def out(choice: Choice, **said: object) -> Out | None:
    plain = {
        "kind": EntryKind.NOTE,
        "audience": Audience.GRANTED,
        "group": DataGroup.SITUATION,
        "on": DAY,
        "replaced": False,
    }
    return out_of_entry(choice, **plain | said)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "audience"), [*product(EntryKind, Audience)])
def test_for_oneself_nobodys_audience_keeps_anything_out(kind, audience) -> None:
    assert out(Choice(), kind=kind, audience=audience) is None


@pytest.mark.parametrize(("reader", "team"), [*product(OTHERS, (True, False))])
def test_for_another_a_reporter_a_secret_and_another_organisation_stay_out_whatever_is_chosen(
    reader, team
) -> None:
    choice = Choice(reader=reader, team=team)

    assert {out(choice, kind=EntryKind.REPORT, audience=a) for a in Audience} == {Out.SOURCE}
    assert out(choice, audience=Audience.SECRET) is Out.SECRET
    assert out(choice, audience=Audience.ORGANISATION) is Out.ORGANISATION
    assert out(choice, audience=Audience.TEAM) is (None if team else Out.TEAM)
    assert out(choice) is None


def test_a_mail_about_others_may_go_to_a_lawyer_and_not_to_the_youngster() -> None:
    for kind in (EntryKind.MAIL, EntryKind.FILE):
        assert out(Choice(reader=Reader.LAWYER), kind=kind) is None
        assert out(Choice(reader=Reader.YOUNGSTER), kind=kind) is Out.OTHERS


@pytest.mark.parametrize("reader", Reader)
def test_what_was_put_right_another_subject_and_another_day_stay_out(reader) -> None:
    chosen = Choice(reader=reader, groups=frozenset({DataGroup.HEALTH}))

    assert out(Choice(reader=reader), replaced=True) is Out.REPLACED
    assert out(chosen) is Out.GROUP
    assert out(chosen, group=DataGroup.HEALTH) is None


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        (DAY, DAY, None),
        (None, DAY, None),
        (DAY, None, None),
        (date(2026, 3, 15), None, Out.PERIOD),
        (None, date(2026, 3, 13), Out.PERIOD),
    ],
)
def test_the_first_and_the_last_day_belong_to_it(since, until, why) -> None:
    assert out(Choice(since=since, until=until)) is why


@pytest.mark.parametrize("reader", OTHERS)
def test_an_address_never_leaves_on_paper(reader) -> None:
    choice = Choice(reader=reader)
    known = {"kind": SheetKind.SAFETY, "name": "address"}

    assert out_of_known(choice, DataGroup.SHELTER, **known) is Out.ADDRESS
    assert out_of_known(Choice(), DataGroup.SHELTER, **known) is None


def test_fields_go_by_their_subject_and_the_youngster_gets_none_about_others() -> None:
    guardians = {"kind": SheetKind.PERSON, "name": "guardians"}
    no_family = Choice(groups=ALL_GROUPS - {DataGroup.FAMILY})

    assert out_of_known(no_family, DataGroup.FAMILY, **guardians) is Out.GROUP
    assert out_of_known(Choice(), DataGroup.FAMILY, **guardians) is None
    assert (
        out_of_known(Choice(reader=Reader.YOUNGSTER), DataGroup.FAMILY, **guardians) is Out.OTHERS
    )


def test_police_begin_without_care_and_whereabouts() -> None:
    not_ticked = {DataGroup.HEALTH, DataGroup.SHELTER, DataGroup.CONTACT, DataGroup.FAMILY}

    assert not rules.PRESET[Reader.POLICE] & not_ticked
    assert rules.PRESET[Reader.OWN] == ALL_GROUPS
    assert set(rules.PRESET) == set(Reader)


def test_it_says_how_many_stay_out_and_why() -> None:
    outs = [Out.TEAM, Out.SECRET, Out.TEAM, Out.TEAM, Out.SECRET]

    assert rules.told(outs) == "2 beroepsgeheim, 3 alleen voor ons team"
    assert rules.told([]) == ""
    assert set(rules.OUT_WORDS) == set(Out)


def lines(count: int, signs: int = 1, out: Out | None = None) -> list[Item]:
    return [Item(str(n), "", "x" * signs, DataGroup.SITUATION, out=out) for n in range(count)]


def test_too_much_is_counted_over_what_goes_along() -> None:
    assert rules.too_much(lines(1000)) == ""
    assert rules.too_much(lines(1001)).startswith("Dit zijn 1001 regels.")
    assert rules.too_much(lines(5000, out=Out.PERIOD)) == ""
    assert rules.too_much(lines(20, 20_000)) == ""
    assert rules.too_much([*lines(20, 20_000), *lines(1)]).startswith("Dit is te veel tekst")


@pytest.mark.parametrize("paper", Paper)
def test_a_file_is_named_by_number_and_paper_and_for_the_youngster_by_nothing_that_tells(
    paper,
) -> None:
    assert rules.file_name("U-0012", paper, Reader.LAWYER) == f"U-0012-{paper}.pdf"
    assert rules.file_name("U-0012", paper, Reader.YOUNGSTER) == "U-0012-overzicht.pdf"


def test_a_handover_is_for_no_youngster() -> None:
    with pytest.raises(KeyError):
        rules.title_of(Paper.HANDOVER, Reader.YOUNGSTER)
    assert rules.title_of(Paper.CARD, Reader.YOUNGSTER) == "Mijn kaart"
    assert rules.title_of(Paper.CARD, Reader.PARTNER) == "Veiligheidskaart"


@pytest.mark.parametrize(
    ("signs", "size"), [(0, ""), (1799, ""), (1800, "full"), (2999, "full"), (3000, "over")]
)
def test_a_long_card_is_printed_in_smaller_letters(signs, size) -> None:
    assert rules.size_of(signs) == size
