"""Nu in the first hour: the steps of a new team, who waits for the key, and a lead without cases."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import Role


def invited(name: str, role: Role = Role.COORDINATOR) -> Member:
    return Member.objects.create(
        login=name.lower(), name=name, role=role, since=timezone.localdate()
    )


def without_key(team, name: str, role: Role = Role.COORDINATOR) -> Member:
    member = people.a_member(team, name, role)
    KeyShare.objects.filter(member=member).delete()
    return member


@pytest.fixture
def lead(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))


def steps(client) -> tuple[bool, ...] | None:
    first_hour = client.get("/werk/").context["team_now"].first_hour
    return first_hour and tuple(vars(first_hour).values())


def test_nu_says_what_is_next_until_the_team_answers(team, lead) -> None:
    seen = [steps(lead)]
    invited("Fatima")
    seen.append(steps(lead))
    Member.objects.filter(login="fatima").delete()
    desk = people.at_the_desk(people.a_member(team))
    seen.append(steps(lead))
    report = people.a_report()
    desk.post(f"/werk/melding/{report.pk}/", {"text": "Dag.", "key": "ab" * 16, "seen": "9"})
    seen.append(steps(lead))

    assert seen == [(False, False, False), (True, False, False), (True, True, False), None]


def test_the_first_steps_are_shown_to_who_can_take_them(team, lead, desk) -> None:
    assert "De eerste stappen" in lead.get("/werk/").content.decode()
    assert "De eerste stappen" not in desk.get("/werk/").content.decode()


def test_a_colleague_who_waits_for_the_key_is_on_nu_of_who_can_give_it(team, lead, desk) -> None:
    joris = without_key(team, "Joris")
    pages = [client.get("/werk/").content.decode() for client in (lead, desk)]

    for page in pages:
        assert "Geef Joris de sleutel" in page
        assert f"/beheer/leden/#lid-{joris.pk}" in page
        assert "Niets wacht" not in page
    assert f'id="lid-{joris.pk}"' in desk.get("/beheer/leden/").content.decode()


@pytest.mark.parametrize("why", ["invited", "ended", "no key needed", "has it"])
def test_nobody_else_waits_for_the_key(team, desk, why: str) -> None:
    if why == "invited":
        invited("Joris")
    elif why == "ended":
        member = without_key(team, "Joris")
        Member.objects.filter(pk=member.pk).update(until=member.since - timedelta(days=1))
    elif why == "no key needed":
        people.a_member(team, "Joris", Role.PRIVACY_OFFICER)
    else:
        people.a_member(team, "Joris")
    page = desk.get("/werk/")

    assert page.context["team_now"].waiting == []
    assert "Niets wacht" in page.content.decode()


def test_who_waits_for_the_key_does_not_see_nu(team) -> None:
    joris = people.at_the_desk(without_key(team, "Joris"))

    assert joris.get("/werk/").url == "/sleutel/"


def test_a_lead_reads_why_there_is_no_button_for_a_case_and_whom_to_ask(team, lead, desk) -> None:
    report = people.a_report()
    page = " ".join(lead.get(f"/werk/melding/{report.pk}/").content.decode().split())

    assert "Een casus opent een zorgcoördinator" in page
    assert "Vraag Fatima" in page
    assert "Maak casus" not in page
    assert "Maak casus" in desk.get(f"/werk/melding/{report.pk}/").content.decode()


def test_without_a_coordinator_a_lead_is_sent_to_invite_one(team, lead) -> None:
    without_key(team, "Joris")
    page = lead.get(f"/werk/melding/{people.a_report().pk}/").content.decode()

    assert "Nodig er een uit" in page


def test_a_lead_is_not_offered_a_new_case_after_a_call(lead, desk) -> None:
    assert 'value="new"' not in lead.get("/belnotitie/").content.decode()
    assert 'value="new"' in desk.get("/belnotitie/").content.decode()
    assert "en geeft jou toegang" in lead.get("/casussen/").content.decode()
