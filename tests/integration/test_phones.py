"""Where colleagues call a member: who sets it, where it is shown, and when it is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.site.operations.declared import all_jobs

FATIMA, RUUD = "+31655501110", "+31655501112"
CITY = 'het nummer van de stad, <a class="nb" href="tel:'


def give_number(name: str, number: str) -> None:
    Member.objects.filter(name=name).update(phone=number)


@pytest.fixture
def ruud(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("06-555 011 10", FATIMA, "06-555 011 10"),
        ("0031 6 5550 1110", FATIMA, "06-555 011 10"),
        ("020 624 1111", "+31206241111", "020-624 11 11"),
        ("+32 470 12 34 56", "+32470123456", "+32 470 12 34 56"),
        ("", "", ""),
    ],
)
def test_a_member_sets_their_own_number(desk, fatima, typed, stored, shown) -> None:
    page = desk.post("/ik/", {"phone": typed, "mail": ""}).content.decode()

    fatima.refresh_from_db()
    assert fatima.phone == stored
    assert f'value="{shown}"' in page


@pytest.mark.parametrize(
    "typed", ["06", "Joris", "06-5550111", "06 55501110 of 11", "112", "0" * 90]
)
def test_what_is_no_number_changes_nothing(desk, fatima, typed) -> None:
    give_number("Fatima", FATIMA)
    answer = desk.post("/ik/", {"phone": typed, "mail": "f@example.org"})

    fatima.refresh_from_db()
    assert answer.status_code == 400
    assert (fatima.phone, fatima.mail) == (FATIMA, "")
    assert typed in answer.content.decode(), "what was typed stays in the field"


def test_the_number_is_asked_when_inviting_and_stands_with_the_members(ruud) -> None:
    invited = {"name": "Joris", "login": "joris", "role": "coordinator"}
    wrong = ruud.post("/beheer/leden/uitnodigen/", invited | {"phone": "06"})
    assert (wrong.status_code, Member.objects.filter(login="joris").exists()) == (400, False)

    ruud.post("/beheer/leden/uitnodigen/", invited | {"phone": "06-555 011 10"})
    assert f'href="tel:{FATIMA}"' in ruud.get("/beheer/leden/").content.decode()


def test_it_is_gone_when_the_membership_ends(ruud, fatima) -> None:
    give_number("Fatima", FATIMA)
    ruud.post(f"/beheer/leden/{fatima.pk}/beeindigen/")

    fatima.refresh_from_db()
    assert fatima.phone == ""


def test_what_was_set_again_before_the_last_day_goes_after_it(team, fatima, desk) -> None:
    today = timezone.localdate()
    Member.objects.filter(pk=fatima.pk).update(until=today)
    desk.post("/ik/", {"phone": "06-555 011 10", "mail": "f@example.org"})
    all_jobs()["former-members"].work(now=timezone.now())
    fatima.refresh_from_db()
    assert fatima.phone == FATIMA

    all_jobs()["former-members"].work(now=timezone.now() + timedelta(days=1))
    fatima.refresh_from_db()
    assert (fatima.phone, fatima.mail) == ("", "")


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.COORDINATOR, Role.LEAD, Role.ADMINISTRATOR})
)
def test_a_role_without_the_list_of_members_sees_no_number(team, fatima, role) -> None:
    give_number("Fatima", FATIMA)
    noor = people.at_the_desk(people.a_member(team, "Noor", role))

    pages = [noor.get(address) for address in ("/beheer/leden/", "/werk/", "/ik/")]
    assert [FATIMA in page.content.decode() for page in pages] == [False] * 3


def test_a_stranger_sees_no_number(client, public, fatima) -> None:
    give_number("Fatima", FATIMA)

    for visitor in (client, public):
        for address in ("/", "/inloggen/", "/beheer/leden/", "/ik/", "/schrijven/", "/hulp/"):
            assert "655501110" not in visitor.get(address).content.decode()


def no_way_in(case: Case, joris) -> str:  # type: ignore[no-untyped-def]
    return people.at_the_desk(joris).get(f"/casus/{case.pk}/").content.decode()


def test_who_to_ask_is_named_with_a_number_or_the_lead_or_else_the_city(case, joris, ruud) -> None:
    assert f"Fatima (nummer onbekend, bel de leiding: {CITY}" in no_way_in(case, joris)

    give_number("Ruud", RUUD)
    nobody = no_way_in(case, joris)
    assert f'bel de leiding: Ruud, <a class="nb" href="tel:{RUUD}">06-555 011 12</a>)' in nobody

    give_number("Fatima", FATIMA)
    assert f'Fatima, <a class="nb" href="tel:{FATIMA}">06-555 011 10</a>' in no_way_in(case, joris)


def test_a_lead_is_not_told_to_call_themself_nor_one_who_left(case, ruud, team) -> None:
    give_number("Ruud", RUUD)
    people.a_member(team, "Els", Role.LEAD)
    Member.objects.filter(name="Els").update(phone="+31655501113", until="2020-01-01")
    Case.objects.update(is_restricted=True)

    page = ruud.get(f"/casus/{case.pk}/").content.decode()
    assert f"Bel de leiding: {CITY}" in page


def test_too_late_names_who_was_first_with_a_number(desk, fatima, joris, ruud) -> None:
    give_number("Fatima", FATIMA)
    report = people.a_report()
    desk.post(f"/werk/melding/{report.pk}/oppakken/")
    late = people.at_the_desk(joris).post(f"/werk/melding/{report.pk}/oppakken/")

    assert late.status_code == 409
    assert "Net te laat" in late.content.decode()
    assert f'Vraag het Fatima, <a class="nb" href="tel:{FATIMA}"' in late.content.decode()


def test_too_late_names_the_lead_when_it_is_not_known_who(case, desk, fatima, ruud) -> None:
    give_number("Ruud", RUUD)
    Case.objects.update(state="closed")
    action = {"text": "Bel", "owner": fatima.pk, "key": "00" * 16}
    late = desk.post(f"/casus/{case.pk}/actie/", action)

    assert late.status_code == 409
    assert f'Bel de leiding: Ruud, <a class="nb" href="tel:{RUUD}"' in late.content.decode()


def test_acute_danger_on_nu_names_its_owner_with_a_number(case, joris) -> None:
    give_number("Fatima", FATIMA)
    Case.objects.update(risk="acute")
    page = people.at_the_desk(joris).get("/werk/").content.decode()

    assert f'vraag Fatima, <a class="nb" href="tel:{FATIMA}"' in page
