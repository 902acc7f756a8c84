"""Single sign-on, page by page: who gets in, what it changes, and what it never does."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support import people, provider
from tests.support.provider import HostileProvider, hostile_provider
from uitweg.platform.accounts.actions import sessions, sign_on
from uitweg.platform.accounts.models import Member, ProviderAccount, Session, UsedChallenge
from uitweg.platform.accounts.rules import PARTNERS, Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.openid import discovery

PHRASE = {"via": "1", "phrase": people.PHRASE}


@pytest.fixture
def idp(settings: Any) -> Iterator[HostileProvider]:
    discovery.published_by.cache_clear()
    with hostile_provider() as one:
        settings.SIGN_ON = one.setting()
        yield one


def linked(member: Member, settings: Any, subject: str = "pseudonym-of-fatima") -> Member:
    """Link an account at the provider to a member, as the page does."""
    account = ProviderAccount(
        member=member,
        account_hash=sign_on.account_hash(settings.SIGN_ON, subject),
        linked_on=timezone.localdate(),
    )
    account.door_seal = sign_on.door_seal(account)
    account.save()
    return member


def sign_on_at(client: Client, idp: HostileProvider, query: str = "", **changed: str | None) -> Any:
    """Leave for the provider and come back with its answer."""
    left = client.get(f"/inloggen/via/{query}")
    return client.get(idp.authorize(left["Location"], **changed))


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_member_signs_on_and_opens_their_key_with_the_passphrase_alone(
    team, fatima, idp, settings
) -> None:
    linked(fatima, settings)
    client = Client()
    back = sign_on_at(client, idp, "?verder=/werk/")
    page = client.get("/inloggen/?verder=/werk/")
    answer = client.post("/inloggen/", {**PHRASE, "verder": "/werk/"})

    assert back.status_code == 200
    assert "0; url=/inloggen/?verder=%2Fwerk%2F" in back.content.decode()
    assert "herkende je: Fatima" in text_of(page)
    assert 'name="code"' not in page.content.decode()
    assert (answer.status_code, answer["Location"]) == (302, "/werk/")
    assert client.get("/werk/").status_code == 200
    assert Session.objects.get().signed_on
    assert AuditEntry.objects.filter(act="session:open", reason="sign-on").count() == 1


def test_without_a_provider_nothing_of_it_exists(team, fatima) -> None:
    here = people.at_the_desk(fatima)

    for path in ("/inloggen/via/", "/inloggen/via/terug/", "/inloggen/via/uit/", "/ik/account/"):
        assert here.get(path).status_code == 404
    assert "Inloggen met" not in text_of(Client().get("/inloggen/"))
    assert "Mijn account bij" not in text_of(here.get("/ik/"))


def test_signing_on_alone_opens_nothing(team, fatima, idp, settings) -> None:
    linked(fatima, settings)
    client = Client()
    sign_on_at(client, idp)

    assert client.get("/werk/").status_code == 302
    assert client.post("/inloggen/", {"via": "1", "phrase": "niet de mijne"}).status_code == 403
    assert not Session.objects.exists()


def test_what_the_provider_said_opens_one_session_and_not_a_second(
    team, fatima, idp, settings
) -> None:
    linked(fatima, settings)
    client = Client()
    sign_on_at(client, idp)
    again = Client()
    again.cookies[sign_on.RETURNED_COOKIE] = client.cookies[sign_on.RETURNED_COOKIE].value

    assert client.post("/inloggen/", PHRASE).status_code == 302
    assert again.post("/inloggen/", PHRASE).status_code == 403


def test_the_passphrase_after_signing_on_is_not_guessed(team, fatima, idp, settings) -> None:
    linked(fatima, settings)
    client = Client()
    sign_on_at(client, idp)
    answers = [client.post("/inloggen/", {"via": "1", "phrase": "mis"}) for _ in range(6)]

    assert [each.status_code for each in answers][-1] == 429


def test_the_passphrase_is_that_of_the_member_whom_the_provider_named(
    team, fatima, idp, settings
) -> None:
    linked(fatima, settings)
    people.a_member(team, "Sanne")
    client = Client()
    sign_on_at(client, idp)
    client.post("/inloggen/", {**PHRASE, "login": "sanne"})

    assert Session.objects.get().member == fatima


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_role_signs_on_alike_and_gets_no_other_role(team, idp, settings, role: Role) -> None:
    own = Role.COORDINATOR if role in PARTNERS else role
    member = linked(people.a_member(team, "iemand", own), settings)
    if role in PARTNERS:
        next_year = timezone.localdate() + timedelta(days=365)
        Member.objects.filter(pk=member.pk).update(role=role, organisation=1, until=next_year)
    client = Client()
    sign_on_at(client, idp)
    client.post("/inloggen/", PHRASE)

    assert client.get("/ik/").context["staff"].member == member
    assert Member.objects.get(pk=member.pk).role == role
    assert (client.get("/werk/").status_code == 403) == (role not in ("coordinator", "lead"))


def test_an_account_that_nobody_linked_gets_nothing_whatever_its_name_and_mail(
    team, fatima, idp, settings
) -> None:
    Member.objects.filter(pk=fatima.pk).update(mail="fatima@stad.example")
    idp.claims = {"email": "fatima@stad.example", "name": "Fatima", "preferred_username": "fatima"}
    client = Client()
    back = sign_on_at(client, idp)

    assert back.status_code == 403
    assert "kent dit account van Gemeente Voorbeeldstad nog niet" in text_of(back)
    assert sign_on.RETURNED_COOKIE not in client.cookies
    assert not ProviderAccount.objects.exists()
    assert Member.objects.count() == 1


@pytest.mark.parametrize("ends", ["over", "ended", "emptied"])
def test_who_left_is_refused_though_the_provider_still_knows_them(
    team, fatima, idp, settings, ends: str
) -> None:
    from uitweg.platform.accounts.actions import team as actions

    lead = people.a_member(team, "Ruud", Role.LEAD)
    linked(fatima, settings)
    if ends == "over":
        yesterday = timezone.localdate() - timedelta(days=1)
        Member.objects.filter(pk=fatima.pk).update(until=yesterday)
    elif ends == "ended":
        actions.end_membership(by=people.acting(lead), member=fatima, last_day=timezone.localdate())
    else:
        actions.invite_again(by=people.acting(lead), member=fatima)
    back = sign_on_at(Client(), idp)

    assert back.status_code == 403
    assert not Session.objects.exists()
    assert ProviderAccount.objects.exists() == (ends == "over")


def test_a_row_that_the_door_did_not_write_links_nobody(team, fatima, idp, settings) -> None:
    linked(fatima, settings)
    sanne = people.a_member(team, "Sanne")
    ProviderAccount.objects.update(member=sanne)

    assert sign_on_at(Client(), idp).status_code == 403
    assert AuditEntry.objects.filter(reason="provider-account").count() == 1


# linking


def link_at(client: Client, idp: HostileProvider) -> Any:
    left = client.get("/ik/account/koppelen/")
    client.get(idp.authorize(left["Location"]))
    return client.post("/ik/account/", {"what": "link"}, follow=True)


def test_a_member_links_their_account_themself_and_unlinks_it(team, fatima, idp) -> None:
    here, elsewhere = people.at_the_desk(fatima), people.at_the_desk(fatima)
    page = link_at(here, idp)
    account = ProviderAccount.objects.get()

    assert "Gekoppeld" in text_of(page)
    assert account.member == fatima
    assert b"pseudonym" not in bytes(account.account_hash)
    assert Client().get("/inloggen/").status_code == 200
    here.post("/ik/account/", {"what": "unlink"})
    assert not ProviderAccount.objects.exists()
    assert elsewhere.get("/werk/").status_code == 302
    acts = AuditEntry.objects.filter(act__startswith="provider-account:")
    assert [entry.act for entry in acts.order_by("pk")] == [
        "provider-account:link",
        "provider-account:unlink",
    ]


def test_to_link_one_proves_to_the_provider_again_who_one_is(team, fatima, idp) -> None:
    here = people.at_the_desk(fatima)
    address = here.get("/ik/account/koppelen/")["Location"]
    idp.claims = {"auth_time": int(timezone.now().timestamp()) - 3600}

    stopped = here.get(idp.authorize(address))

    assert "prompt=login" in address
    assert stopped.status_code == 403
    assert 'href="/ik/account/"' in stopped.content.decode()


def test_nothing_is_linked_by_coming_back_alone(team, fatima, idp) -> None:
    here = people.at_the_desk(fatima)
    left = here.get("/ik/account/koppelen/")
    here.get(idp.authorize(left["Location"]))

    assert not ProviderAccount.objects.exists()
    assert "Koppel dit account" in text_of(here.get("/ik/account/"))


def test_an_account_of_a_colleague_is_not_linked_twice(team, fatima, idp, settings) -> None:
    linked(people.a_member(team, "Sanne"), settings)
    page = link_at(people.at_the_desk(fatima), idp)

    assert page.status_code == 409
    assert "al van een collega" in text_of(page)
    assert ProviderAccount.objects.count() == 1


def test_a_member_has_one_account(team, fatima, idp, settings) -> None:
    linked(fatima, settings, "another")
    page = link_at(people.at_the_desk(fatima), idp)

    assert (page.status_code, ProviderAccount.objects.count()) == (409, 1)
    assert "Je hebt al een account gekoppeld." in text_of(page)


def test_what_one_member_began_another_does_not_finish(team, fatima, idp) -> None:
    """Two people at one computer: the second does not get the first one's account."""
    here = people.at_the_desk(fatima)
    left = here.get("/ik/account/koppelen/")
    here.get(idp.authorize(left["Location"]))
    sanne = people.a_member(team, "Sanne")
    here.cookies[sessions.SESSION_COOKIE] = (
        people.at_the_desk(sanne).cookies[sessions.SESSION_COOKIE].value
    )

    assert here.post("/ik/account/", {"what": "link"}).status_code == 409
    assert not ProviderAccount.objects.exists()


def test_an_answer_to_log_in_links_nothing_and_one_to_link_logs_nobody_in(
    team, fatima, idp, settings
) -> None:
    here = people.at_the_desk(fatima)
    left = here.get("/ik/account/koppelen/")
    here.get(idp.authorize(left["Location"]))
    assert Client().post("/inloggen/", PHRASE).status_code == 403
    here.cookies.pop(sessions.SESSION_COOKIE)
    assert here.post("/inloggen/", PHRASE).status_code == 403

    linked(fatima, settings)
    client = people.at_the_desk(people.a_member(team, "Sanne"))
    sign_on_at(client, idp)
    assert client.post("/ik/account/", {"what": "link"}).status_code == 400
    assert ProviderAccount.objects.count() == 1


def test_linking_asks_a_fresh_proof_of_the_member(team, fatima, idp) -> None:
    here = people.at_the_desk(fatima)
    Session.objects.update(started_at=timezone.now() - timedelta(minutes=6))

    assert here.get("/ik/account/koppelen/").status_code == 403
    assert here.post("/ik/account/", {"what": "link"}).status_code == 403
    proved = here.post("/ik/passkey/bewijs/", {"phrase": people.PHRASE, "voor": "account"})
    assert proved["Location"] == "/ik/account/"
    assert here.get("/ik/account/koppelen/").status_code == 302


# a city that asks it of everyone


def log_in_here() -> tuple[Client, Any]:
    client = Client()
    given = {"login": "fatima", "phrase": people.PHRASE, "code": pyotp.TOTP(people.TOTP).now()}
    return client, client.post("/inloggen/", given)


def test_where_it_is_asked_of_all_a_linked_member_logs_in_no_other_way(
    team, fatima, idp, settings
) -> None:
    settings.SIGN_ON = idp.setting(is_required=True)
    linked(fatima, settings)
    client, answer = log_in_here()

    assert answer.status_code == 403
    assert "Log in met Gemeente Voorbeeldstad" in text_of(answer)
    assert client.get("/werk/").status_code == 302
    assert not Session.objects.exists()


def test_where_it_is_asked_of_all_who_has_yet_to_link_does_nothing_else_first(
    team, fatima, idp, settings
) -> None:
    settings.SIGN_ON = idp.setting(is_required=True)
    client, answer = log_in_here()
    assert answer.status_code == 302
    page = text_of(client.get("/ik/account/"))
    assert "Koppel eerst je account." in page
    assert all(words not in page for words in ("Dienst:", "Belnotitie", "Casussen"))
    for path in ("/werk/", "/nu/", "/ik/", "/casus/", "/sleutel/", "/ik/concepten/"):
        found = client.get(path)
        assert found.status_code == 404 or found["Location"] == "/ik/account/", path

    link_at(client, idp)
    assert client.get("/werk/").status_code == 200


def test_the_way_back_is_the_setting_and_what_was_sealed_still_opens(
    team, fatima, idp, settings
) -> None:
    linked(fatima, settings)
    settings.SIGN_ON = None
    client, answer = log_in_here()

    assert answer.status_code == 302
    assert client.get("/werk/").status_code == 200


# leaving


def test_logging_out_offers_to_log_out_at_the_provider_too(team, fatima, idp, settings) -> None:
    linked(fatima, settings)
    client = Client()
    sign_on_at(client, idp)
    client.post("/inloggen/", PHRASE)
    page = client.post("/uitloggen/", follow=True)

    assert not Session.objects.exists()
    assert "Log dan ook uit bij Gemeente Voorbeeldstad" in text_of(page)
    assert client.get("/inloggen/via/uit/")["Location"].startswith(f"{idp.issuer}/end?client_id=")


def test_a_provider_without_such_an_address_leads_back(team, idp) -> None:
    idp.published = {"end_session_endpoint": None}

    assert Client().get("/inloggen/via/uit/")["Location"] == "/inloggen/"


# what is asked, and what is never told


def test_the_request_is_that_of_the_profile(team, fatima, idp, settings) -> None:
    settings.SIGN_ON = idp.setting(acr_values=("http://eidas.europa.eu/LoA/substantial",))
    address = Client().get("/inloggen/via/")["Location"]
    idp.authorize(address)
    asked = idp.codes["code-0"]

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid"
    assert asked["redirect_uri"] == provider.RETURN
    assert asked["acr_values"] == "http://eidas.europa.eu/LoA/substantial"
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43


def test_no_two_requests_share_a_secret(team, idp) -> None:
    for _ in range(2):
        idp.authorize(Client().get("/inloggen/via/")["Location"])
    one, other = idp.codes.values()

    assert {one[name] for name in ("state", "nonce", "code_challenge")}.isdisjoint(
        {other[name] for name in ("state", "nonce", "code_challenge")}
    )


def test_each_assertion_is_new_lives_a_minute_and_is_for_the_issuer(
    team, fatima, idp, settings
) -> None:
    linked(fatima, settings)
    for _ in range(2):
        sign_on_at(Client(), idp)
    public = RSAKey.import_key(provider.client_key().as_pem(private=False))
    claims = [
        jwt.decode(form["client_assertion"], public, algorithms=["PS256"]).claims
        for form in idp.redeemed
    ]

    assert claims[0]["jti"] != claims[1]["jti"]
    for each in claims:
        assert each["exp"] - each["iat"] <= 60
        assert each["aud"] == idp.issuer
        assert each["iss"] == each["sub"] == provider.CLIENT_ID
    assert all("client_secret" not in form for form in idp.redeemed)


def test_no_secret_of_it_is_in_any_log_or_row(team, fatima, idp, settings, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    linked(fatima, settings)
    client = Client()
    sign_on_at(client, idp)
    client.post("/inloggen/", PHRASE)
    form = idp.redeemed[0]
    secrets = [form["code_verifier"], form["code"], form["client_assertion"], "pseudonym-of"]
    rows = [
        str(row)
        for model in (ProviderAccount, Session, UsedChallenge, AuditEntry)
        for row in model.objects.values()
    ]

    assert [each for each in secrets if each in caplog.text] == []
    assert [each for each in secrets if each in "".join(rows)] == []
    assert all(form["code_verifier"] not in cookie.value for cookie in client.cookies.values())


def test_userinfo_is_never_asked(team, fatima, idp, settings) -> None:
    idp.published = {"userinfo_endpoint": f"{idp.issuer}/userinfo"}
    linked(fatima, settings)
    sign_on_at(Client(), idp)

    assert set(idp.asked) == {"/.well-known/openid-configuration", "/keys", "/token"}


def test_what_the_provider_publishes_is_kept_and_a_renewed_key_is_looked_for_once(
    team, fatima, idp, settings
) -> None:
    linked(fatima, settings)
    for _ in range(3):
        assert sign_on_at(Client(), idp).status_code == 200
    assert idp.asked.count("/keys") == idp.asked.count("/.well-known/openid-configuration") == 1

    published = discovery.published_by(settings.SIGN_ON)
    published._refetch_from = 0.0
    idp.keys = [provider.signing_key("nieuw")]
    idp.header, idp.signs_with = {"kid": "nieuw"}, provider.signing_key("nieuw")
    assert sign_on_at(Client(), idp).status_code == 200
    idp.header = {"kid": "nergens"}
    assert [sign_on_at(Client(), idp).status_code for _ in range(3)] == [403] * 3
    assert idp.asked.count("/keys") == 2
