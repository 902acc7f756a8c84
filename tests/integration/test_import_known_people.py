"""A row of a list is about someone whom a colleague knows: whom to ask is said, and no more."""

import pytest

from tests.integration.test_importing import HEADINGS, START, do_it, to_the_check
from tests.support import people
from tests.support.sheets import ALI, some
from uitweg.casework.cases.case.models import Case
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry

SOUFIANE = ["Soufiane Verzonnen", "06-555 12345", "lopend", "", "", "", ""]


@pytest.fixture
def ruud(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Ruud", Role.COORDINATOR))


def test_of_a_colleagues_case_only_whom_to_ask_is_said(desk, ruud) -> None:
    do_it(ruud, [HEADINGS, ["Soufiane Verzonnen", *SOUFIANE[1:4], "Geheime actie", "", "Noot"]])
    case = Case.objects.get()
    page = desk.get(to_the_check(desk, [HEADINGS, SOUFIANE])).content.decode()

    assert "Naam en nummer: bekend bij Ruud, vraag daar." in page
    assert case.number not in page
    assert f"/casus/{case.pk}/" not in page
    assert "Geheime" not in page


def test_it_is_left_out_unless_a_person_says_otherwise(desk, ruud) -> None:
    do_it(ruud, [HEADINGS, SOUFIANE])
    desk.post(to_the_check(desk, [HEADINGS, SOUFIANE, ALI]), {"klaar": "ja"})
    first = Import.objects.latest("id")
    desk.post(to_the_check(desk, [HEADINGS, SOUFIANE]), {"klaar": "ja", "regel-2": "new"})
    second = Import.objects.latest("id")

    assert (first.opened, first.left_out) == (1, 1)
    assert (second.opened, second.left_out) == (1, 0)


def test_a_colleagues_case_is_never_a_match_and_cannot_be_chosen(desk, ruud) -> None:
    do_it(ruud, [HEADINGS, SOUFIANE])
    where = to_the_check(desk, [HEADINGS, SOUFIANE, ALI])
    assert "Erbij in" not in desk.get(where).content.decode()
    desk.post(where, {"klaar": "ja", "regel-2": f"added-{Case.objects.get().pk}"})

    assert Import.objects.latest("id").added == 0
    assert not Case.objects.filter(imported__is_new=False).exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["Iemand Anders", "+31 6 555 12345"], "Dit nummer: bekend bij Ruud"),
        (["Sofian Verzonnen", "06-555 99999"], "Deze naam: bekend bij Ruud"),
        (["Soufiane", ""], "Deze naam: bekend bij Ruud"),
    ],
)
def test_half_alike_is_said_and_comes_in(desk, ruud, row, said) -> None:
    do_it(ruud, [HEADINGS, SOUFIANE])
    where = to_the_check(desk, [HEADINGS, [*row, "", "", "", "", ""]])
    assert said in desk.get(where).content.decode()
    desk.post(where, {"klaar": "ja"})

    assert Import.objects.latest("id").opened == 1


def test_a_name_that_many_have_says_nothing(desk, ruud) -> None:
    do_it(
        ruud,
        [HEADINGS, *([f"Bilal{'abcdefg'[n]}", f"06-555 0000{n}", *[""] * 5] for n in range(7))],
    )
    do_it(ruud, [HEADINGS, *(["Bilal", f"06-555 1000{n}", *[""] * 5] for n in range(7))])

    where = to_the_check(desk, [HEADINGS, ["Bilal", "", "", "", "", "", "Noot"]])
    page = desk.get(where).content.decode()
    assert "Bilal" in page
    assert "bekend bij" not in page


def test_of_a_strict_case_a_colleague_reads_only_to_call_the_lead(desk, ruud) -> None:
    do_it(ruud, [HEADINGS, SOUFIANE])
    Case.objects.update(is_restricted=True)
    page = desk.get(to_the_check(desk, [HEADINGS, SOUFIANE])).content.decode()

    assert "bestaat. Bel de leiding." in page
    assert "bekend bij" not in page


def test_ones_own_closed_case_is_named(desk) -> None:
    do_it(desk, [HEADINGS, SOUFIANE])
    Case.objects.update(state="closed")
    page = desk.get(to_the_check(desk, [HEADINGS, SOUFIANE])).content.decode()

    assert f"staat al in {Case.objects.get().number}." in page


def test_what_is_destroyed_is_not_known(desk, ruud) -> None:
    do_it(ruud, [HEADINGS, SOUFIANE])
    before = desk.get(to_the_check(desk, [HEADINGS, SOUFIANE])).content.decode()
    Case.objects.update(state="destroyed")
    page = desk.get(to_the_check(desk, [HEADINGS, SOUFIANE])).content.decode()

    assert "bekend bij" in before
    assert SOUFIANE[0] in page
    assert "bekend bij" not in page


def test_each_case_that_was_met_is_in_the_audit_log_with_the_list_and_no_word(desk, ruud) -> None:
    do_it(ruud, [HEADINGS, SOUFIANE, ALI])
    to_the_check(desk, [HEADINGS, SOUFIANE])
    line = AuditEntry.objects.get(act="case:found")

    assert line.thing == f"case:{Case.objects.order_by('id')[0].pk}"
    assert line.reason == f"upload:{Upload.objects.get().pk}"


@pytest.mark.postgres
def test_a_long_list_asks_the_store_as_often_as_a_short_one(
    desk, ruud, django_assert_max_num_queries
) -> None:
    do_it(ruud, [HEADINGS, SOUFIANE])
    where = to_the_check(desk, some(200))
    columns = {f"kolom-{n}": what for n, what in enumerate(["name", "phones", "state"])}
    with django_assert_max_num_queries(40):
        desk.post(f"{START}{Upload.objects.get().pk}/controle/", columns)
    with django_assert_max_num_queries(20):
        desk.get(where)
