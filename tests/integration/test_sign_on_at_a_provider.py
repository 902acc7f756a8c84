"""Single sign-on at a real provider: npm's oidc-provider, which checks us as strictly."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
from django.test import Client
from django.utils import timezone

from tests.integration.test_sign_on import PHRASE, text_of
from tests.support import people
from tests.support.real_provider import RealProvider, Walker, real_provider
from uitweg.platform.accounts.models import Session
from uitweg.platform.accounts.views import sign_on as views
from uitweg.platform.openid import discovery, fetching
from uitweg.platform.openid import sign_on as protocol
from uitweg.platform.openid.authorization import new_request
from uitweg.platform.openid.provider import SignOnRefused

STAFF = "http://127.0.0.1:8001"


@pytest.fixture(scope="module")
def process() -> Iterator[RealProvider]:
    with real_provider(staff=STAFF) as one:
        yield one


@pytest.fixture
def idp(process: RealProvider, settings: Any) -> RealProvider:
    settings.SIGN_ON = process.setting()
    return process


@pytest.fixture
def linked_fatima(team, fatima, idp: RealProvider) -> Any:
    """Let Fatima link her account, as she would: log in, leave, come back, confirm."""
    here = people.at_the_desk(fatima)
    here.get(Walker(idp).go(here.get("/ik/account/koppelen/")["Location"]))
    assert here.post("/ik/account/", {"what": "link"}).status_code == 302
    Session.objects.all().delete()
    return fatima


def test_a_member_links_signs_on_and_works(linked_fatima, idp: RealProvider) -> None:
    client = Client()
    back = client.get(Walker(idp).go(client.get("/inloggen/via/")["Location"]))
    answer = client.post("/inloggen/", PHRASE)

    assert (back.status_code, answer.status_code) == (200, 302)
    assert client.get("/werk/").status_code == 200


def test_whoever_is_signed_on_there_is_not_asked_again(linked_fatima, idp: RealProvider) -> None:
    walker = Walker(idp)
    walker.go(Client().get("/inloggen/via/")["Location"])
    client = Client()
    back, page = walker._open(client.get("/inloggen/via/")["Location"])

    assert (page.startswith(idp.issuer), back.startswith(STAFF)) == (True, True)
    assert client.get(back.removeprefix(STAFF)).status_code == 200


def test_to_link_they_are_asked_again(team, fatima, idp: RealProvider) -> None:
    walker = Walker(idp)
    walker.go(Client().get("/inloggen/via/")["Location"])
    here = people.at_the_desk(fatima)
    back, page = walker._open(here.get("/ik/account/koppelen/")["Location"])

    assert back == ""
    assert "/interaction/" in page


def test_another_account_at_the_provider_is_nobody_here(linked_fatima, idp: RealProvider) -> None:
    client = Client()
    back = client.get(Walker(idp).go(client.get("/inloggen/via/")["Location"], account="sanne"))

    assert back.status_code == 403
    assert "kent dit account" in text_of(back)


def test_who_stops_there_comes_back_to_a_sentence(team, idp: RealProvider) -> None:
    client = Client()
    back = client.get(Walker(idp).go(client.get("/inloggen/via/")["Location"], account=""))

    assert "Je bent bij Gemeente Voorbeeldstad gestopt." in text_of(back)


def changed(address: str, **fields: str | None) -> str:
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | fields
    kept = {name: value for name, value in asked.items() if value is not None}
    return urlunsplit(parts._replace(query=urlencode(kept)))


@pytest.mark.parametrize(
    "fields",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
    ],
    ids=["without PKCE", "plain PKCE"],
)
def test_a_request_that_was_weakened_on_the_way_ends_at_the_provider(
    team, idp: RealProvider, fields: Any
) -> None:
    client = Client()
    address = changed(client.get("/inloggen/via/")["Location"], **fields)

    assert "error=invalid_request" in Walker(idp).go(address)
    assert client.get(Walker(idp).go(address)).status_code == 403


def test_a_challenge_that_an_attacker_put_in_does_not_fit_our_verifier(
    team, idp: RealProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    address = changed(client.get("/inloggen/via/")["Location"], code_challenge="A" * 43)
    back = Walker(idp).go(address)
    assert parse_qs(urlsplit(back).query).keys() >= {"code", "state"}  # the provider let it pass

    refusals: list[str] = []
    monkeypatch.setattr(views, "refusal", lambda why: refusals.append(why) or "")
    assert client.get(back).status_code == 403
    assert refusals == ["code-refused"]


def test_an_address_to_return_to_that_is_not_exactly_ours_is_refused_there(
    team, idp: RealProvider
) -> None:
    address = Client().get("/inloggen/via/")["Location"]
    for other in (
        f"{STAFF}/inloggen/via/terug/x",
        f"{STAFF}/inloggen/via/terug",
        "https://x.example/",
    ):
        assert Walker(idp)._open(changed(address, redirect_uri=other))[0] == ""


def come_back(idp: RealProvider, setting: Any, **options: Any) -> tuple[Any, dict[str, list[str]]]:
    asked = new_request(now=timezone.now(), max_age_seconds=600, **options)
    back = Walker(idp).go(protocol.address_to_sign_on(setting, asked))
    return asked, parse_qs(urlsplit(back).query)


def test_a_code_counts_once_and_an_assertion_too(idp: RealProvider, settings, monkeypatch) -> None:
    posted: list[Any] = []
    real = fetching.post_form
    monkeypatch.setattr(
        protocol, "post_form", lambda url, fields: posted.append((url, fields)) or real(url, fields)
    )
    asked, answer = come_back(idp, settings.SIGN_ON)
    subject = protocol.subject_who_returned(settings.SIGN_ON, asked, answer, now=timezone.now())
    assert subject == "pairwise-fatima"
    with pytest.raises(SignOnRefused, match="code-refused"):
        protocol.subject_who_returned(settings.SIGN_ON, asked, answer, now=timezone.now())

    _, answer = come_back(idp, settings.SIGN_ON)
    url, fields = posted[0]
    again = fields | {"code": answer["code"][0]}
    assert real(url, again) == (401, real(url, again)[1])
    assert real(url, again)[1]["error"] == "invalid_client"


def test_an_assertion_of_another_key_or_audience_is_refused_there(
    idp: RealProvider, settings
) -> None:
    from joserfc.jwk import RSAKey

    other = RSAKey.generate_key(2048, private=True).as_pem(private=True)
    asked, answer = come_back(idp, settings.SIGN_ON)
    setting = idp.setting(private_key=other)
    with pytest.raises(SignOnRefused, match="code-refused"):
        protocol.subject_who_returned(setting, asked, answer, now=timezone.now())


def test_a_level_that_the_provider_does_not_reach(idp: RealProvider, settings) -> None:
    setting = idp.setting(acr_values=("http://eidas.europa.eu/LoA/high",))
    asked, answer = come_back(idp, setting)

    with pytest.raises(SignOnRefused, match="acr"):
        protocol.subject_who_returned(setting, asked, answer, now=timezone.now())


def test_logging_out_there_leads_back_to_us(idp: RealProvider, settings) -> None:
    address = protocol.address_to_sign_off(settings.SIGN_ON, back_to=f"{STAFF}/inloggen/")

    assert address.startswith(f"{idp.issuer}/session/end?client_id=")
    assert Walker(idp)._open(address) == ("", address)


def test_the_metadata_is_that_of_the_profile(idp: RealProvider, settings) -> None:
    discovery.published_by.cache_clear()
    metadata = discovery.published_by(settings.SIGN_ON).metadata()

    assert metadata.names_itself_in_answers
    assert metadata.assertion_algorithms == ("PS256", "ES256", "RS256")
