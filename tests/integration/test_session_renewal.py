"""What a browser held before a login, a proof or the team's key opens nothing afterwards."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from tests.support import newcomers, people
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.models import Session
from uitweg.platform.accounts.rules import LONGEST_SESSION, Role
from uitweg.platform.audit.models import AuditEntry

STORY = "Hij belde en durft niet naar huis."
OWN = {"HTTP_ORIGIN": "http://testserver"}


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def token_on(page) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]


def log_in(client: Client, **other: str):
    given = {"login": "fatima", "phrase": people.PHRASE, "code": pyotp.TOTP(people.TOTP).now()}
    given |= {"csrfmiddlewaretoken": token_on(client.get("/inloggen/"))}
    return client.post("/inloggen/", given | other)


def test_the_token_of_before_a_login_sends_no_form_afterwards(team, fatima) -> None:
    client = strict()
    planted = token_on(client.get("/inloggen/"))
    secret = client.cookies["formulier"].value
    log_in(client)
    report = people.a_report()
    taken = client.post(f"/werk/melding/{report.pk}/oppakken/", {"csrfmiddlewaretoken": planted})
    report.refresh_from_db()

    assert client.cookies["formulier"].value != secret
    assert (taken.status_code, report.state) == (403, "waiting")


def test_the_token_of_a_session_sends_no_form_after_logging_out(team, fatima) -> None:
    client = strict()
    log_in(client)
    before = client.cookies["formulier"].value
    client.post("/uitloggen/", {"csrfmiddlewaretoken": token_on(client.get("/ik/"))})

    assert client.cookies["formulier"].value != before


def test_a_session_cookie_that_was_planted_is_not_the_one_after_the_login(team, fatima) -> None:
    client = strict()
    client.cookies[sessions.SESSION_COOKIE] = "ab" * 32
    log_in(client)

    assert client.cookies[sessions.SESSION_COOKIE].value != "ab" * 32
    assert client.get("/werk/").status_code == 200


def test_a_login_ends_the_session_that_this_browser_had_before(team, fatima) -> None:
    client = strict()
    joris = people.a_member(team, "Joris")
    client.cookies.update(people.at_the_desk(joris).cookies)
    before = client.cookies[sessions.SESSION_COOKIE].value
    log_in(client)
    client.cookies[sessions.SESSION_COOKIE] = before

    assert client.get("/werk/").status_code == 302
    assert Session.objects.get().member == fatima


def test_a_session_ends_after_its_longest_time_however_busy_it_was(team, fatima, desk) -> None:
    begun = timezone.now() - LONGEST_SESSION - timedelta(seconds=1)
    Session.objects.update(started_at=begun, seen_at=timezone.now())

    assert desk.get("/werk/").url.startswith("/inloggen/")


def test_logging_out_empties_the_browser(desk) -> None:
    answer = desk.post("/uitloggen/")

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert desk.cookies[sessions.SESSION_COOKIE].value == ""


def prove(client: Client):
    return client.post("/ik/passkey/bewijs/", {"phrase": people.PHRASE})


def recover(client: Client, words: list[str]):
    return client.post("/sleutel/", {"words": " ".join(words)})


@pytest.mark.postgres
def test_who_proves_who_they_are_gets_a_new_cookie_and_the_old_one_is_dead(desk) -> None:
    before = desk.cookies[sessions.SESSION_COOKIE].value
    answer = prove(desk)
    stolen = Client()
    stolen.cookies[sessions.SESSION_COOKIE] = before

    assert answer.status_code == 302
    assert desk.cookies[sessions.SESSION_COOKIE].value != before
    assert desk.get("/werk/").status_code == 200
    assert Session.objects.get().proved_at is not None
    assert stolen.get("/werk/").status_code == 302


def test_a_login_that_began_before_the_account_was_emptied_opens_nothing_of_who_joins_anew(
    team, desk
) -> None:
    """A thief of laptop and passphrase logs in at the very moment a lead invites its owner anew."""
    lead = people.at_the_desk(people.a_member(team, "Lies", Role.LEAD))
    evi = people.a_member(team, "Evi", Role.PRIVACY_OFFICER)
    thief, checked = Client(), people.keyring_of(evi)
    page = lead.post(f"{newcomers.LEDEN}{evi.pk}/opnieuw/")
    cookie = sessions.open_session(evi, checked, now=timezone.now())
    newcomers.join("evi", page.context["invitation"])
    newcomers.admit(desk, "evi")
    thief.cookies[sessions.SESSION_COOKIE] = cookie

    assert thief.get("/logboek/").url.startswith("/inloggen/")


@pytest.mark.postgres
def test_a_cookie_that_is_renewed_while_a_page_takes_the_new_team_key_goes_on_working(
    team, desk, monkeypatch
) -> None:
    """The page that is open asks for news while its member proves who they are in another tab."""
    lead, keyring_of, runs = people.a_member(team, "Lies", Role.LEAD), sessions.keyring_of, []
    present = (TeamKey.current_id() or b"").hex()
    people.at_the_desk(lead).post("/beheer/leden/sleutel/nieuw/", {"present": present})
    other_tab = Client()
    other_tab.cookies.update(desk.cookies)

    def prove_meanwhile(member, seed):
        runs.append(1)
        if len(runs) == 1:
            prove(other_tab)
        return keyring_of(member, seed)

    monkeypatch.setattr(sessions, "keyring_of", prove_meanwhile)
    desk.get("/werk/")

    assert len(runs) > 1
    assert other_tab.get("/werk/").status_code == 200


def test_a_cookie_from_before_the_recovery_sheet_does_not_hold_the_teams_key(team, fatima) -> None:
    client, keyless = Client(), sessions.Keyring(seed=people.keyring_of(fatima).seed)
    before = sessions.open_session(fatima, keyless, now=timezone.now())
    client.cookies[sessions.SESSION_COOKIE] = before
    recover(client, team.recovery_words)
    stolen = Client()
    stolen.cookies[sessions.SESSION_COOKIE] = before

    assert client.get("/werk/").status_code == 200
    assert stolen.get("/werk/").url.startswith("/inloggen/")


def test_a_form_that_stood_open_during_a_login_elsewhere_gives_its_text_back(team, fatima) -> None:
    client, report = strict(), people.a_report()
    log_in(client)
    sent = {"text": STORY, "key": "ab" * 16, "csrfmiddlewaretoken": "x" * 64}
    page = client.post(f"/werk/melding/{report.pk}/", sent, **OWN)
    again = client.post(
        f"/werk/melding/{report.pk}/", sent | {"csrfmiddlewaretoken": token_on(page)}, **OWN
    )

    assert page.status_code == 403
    assert STORY in page.content.decode()
    assert f'action="/werk/melding/{report.pk}/"' in page.content.decode()
    assert again.status_code == 302


def test_a_login_page_that_stood_open_gives_the_text_it_carried_back(team, fatima) -> None:
    client, report = strict(), people.a_report()
    log_in(client)
    carried = {"verder": f"/werk/melding/{report.pk}/", "getypt-text": STORY}
    page = client.post("/inloggen/", carried | {"csrfmiddlewaretoken": "x" * 64}, **OWN)

    assert STORY in page.content.decode()
    assert f'action="/werk/melding/{report.pk}/"' in page.content.decode()


@pytest.mark.parametrize("origin", ["https://elders.example", "null", None])
def test_of_a_form_from_elsewhere_nothing_is_shown(team, fatima, origin: str | None) -> None:
    client, report = strict(), people.a_report()
    log_in(client)
    own = {} if origin is None else {"HTTP_ORIGIN": origin}
    page = client.post(f"/werk/melding/{report.pk}/", {"text": "Bel 06-00000000"}, **own)

    assert page.status_code == 403
    assert "06-00000000" not in page.content.decode()


@pytest.mark.postgres
def test_a_member_sees_where_else_they_are_logged_in_and_ends_it(team, fatima, desk) -> None:
    elsewhere, joris = (
        people.at_the_desk(fatima),
        people.at_the_desk(people.a_member(team, "Joris")),
    )
    there = Session.objects.filter(member=fatima).latest("pk")
    page = desk.get("/ik/").content.decode()
    answer = desk.post("/ik/elders/uitloggen/", follow=True)

    assert page.count("Elders, sinds") == 1
    assert "En nergens anders." in answer.content.decode()
    assert not Session.objects.filter(pk=there.pk).exists()
    assert elsewhere.get("/ik/").status_code == 302
    assert joris.get("/ik/").status_code == 200
    assert AuditEntry.objects.filter(act="session:end-others", member=fatima).count() == 1
    assert desk.get("/ik/elders/uitloggen/").status_code == 405


@pytest.mark.postgres
def test_a_session_that_is_ended_elsewhere_while_it_proves_itself_is_over(
    team, fatima, desk, monkeypatch
) -> None:
    elsewhere, unlock = people.at_the_desk(fatima), login.unlock_seed

    def meanwhile(*told):
        monkeypatch.undo()
        elsewhere.post("/ik/elders/uitloggen/")
        return unlock(*told)

    monkeypatch.setattr(login, "unlock_seed", meanwhile)
    answer = prove(desk)

    assert answer.status_code == 302
    assert desk.get("/ik/").status_code == 302
    assert elsewhere.get("/ik/").status_code == 200


def test_a_session_that_ran_out_is_not_called_logged_in(team, fatima, desk) -> None:
    people.at_the_desk(fatima)
    before = timezone.now() - LONGEST_SESSION - timedelta(minutes=1)
    Session.objects.filter(pk=Session.objects.latest("pk").pk).update(started_at=before)

    assert "En nergens anders." in desk.get("/ik/").content.decode()
