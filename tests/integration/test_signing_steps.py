"""The page with the steps of a callout: what it says, and that two sign it as they sign the terms."""

import pytest
from django.test import Client

from tests.support import night as nights
from tests.support import people
from uitweg.casework.duty.callouts.actions.audit import STEPS
from uitweg.casework.retention.actions import signing
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.policy import retention
from uitweg.platform.policy.escalation import step_table

PAGE, SIGN = "/dienst/stappen/", "/dienst/stappen/tekenen/"


@pytest.fixture
def ruud(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))


@pytest.fixture
def pim(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Pim", Role.PRIVACY_OFFICER))


def text() -> dict[str, str]:
    return {"text": step_table().text_hash}


def read(client: Client, path: str = PAGE) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_the_steps_stand_there_in_words(desk) -> None:
    page = read(desk)

    assert "na 2 minuten</td> <td><b>de achterwacht</b>" in page
    assert "de leiding steeds na 4 minuten opnieuw" in page
    assert "heeft 15 minuten en kan daar 2 keer 15 minuten bij krijgen" in page
    assert "telefoontje, sms, chatbericht en e-mail" in page
    assert "tussen 22:00 en 07:00" in page
    assert "na 2 uur" in page


def test_two_sign_the_text_they_read(ruud, pim, desk) -> None:
    assert "wachten op jouw handtekening" in read(ruud)
    assert "wachten op een handtekening" in read(desk)
    assert "Ik teken deze stappen" not in read(desk)
    for client in (ruud, pim, pim):
        assert client.post(SIGN, text()).status_code == 302

    assert "De stappen zijn ondertekend" in read(desk)
    assert "Ruud tekende deze tekst" in read(pim)
    lines = AuditEntry.objects.filter(act="page:sign").values_list("thing", "reason")
    assert list(lines) == [("page-steps", text()["text"][:16])] * 2


def test_another_text_or_another_paper_signs_nothing(ruud, monkeypatch) -> None:
    for wrong in ("", "0" * 64, retention.retention_table().text_hash):
        answer = ruud.post(SIGN, {"text": wrong})

        assert answer.status_code == 409
        assert "De stappen zijn net veranderd" in answer.content.decode()
    ruud.post(SIGN, text())
    assert [s.is_current for s in STEPS.signatures()] == [True, False]
    assert [s.is_current for s in signing.signatures()] == [False, False]


def test_nu_says_to_who_signs_that_it_waits_until_they_did(ruud, desk) -> None:
    waits = "Lees en teken de stappen."
    before = [waits in read(client, "/werk/") for client in (ruud, desk)]
    ruud.post(SIGN, text())

    assert before == [True, False]
    assert waits not in read(ruud, "/werk/")


def test_the_retention_page_shows_the_way_to_who_never_opens_nu(pim, desk) -> None:
    assert 'href="/dienst/stappen/"' in read(pim, "/beheer/bewaren/")
    assert 'href="/dienst/stappen/"' not in read(desk, "/beheer/bewaren/")


def test_unsigned_the_steps_are_obeyed_all_the_same(team, monkeypatch) -> None:
    night = nights.a_night(monkeypatch, team)
    night.opened()
    night.passes(2)

    assert night.called() == [("Yara", 0), ("Joris", 2)]


def test_nu_says_that_nobody_can_be_reached(team, monkeypatch, desk) -> None:
    night = nights.a_night(monkeypatch, team)
    monkeypatch.setattr("uitweg.platform.jobs.actions.outbox.configured_channels", frozenset)
    night.opened()
    night.passes(0)

    page = read(desk, "/werk/")
    assert "Niemand is te bereiken." in page
    assert "vraag de beheerder om een mailserver of een gateway" in " ".join(page.split())
