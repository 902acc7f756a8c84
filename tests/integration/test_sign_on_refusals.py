"""A provider, a browser or a stranger that does not keep to the rules gets nobody in.

Each test would let somebody in, or hold the door, if the check it names were taken away.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.integration.test_sign_on import linked, sign_on_at, text_of
from tests.support import people, provider
from tests.support.provider import HostileProvider, Raw, hostile_provider
from uitweg.platform.accounts.actions import sign_on
from uitweg.platform.accounts.models import Session
from uitweg.platform.jobs.actions import attempt
from uitweg.platform.openid import discovery, fetching
from uitweg.platform.openid.provider import SignOnRefused

NOT_RIGHT = "Het antwoord van Gemeente Voorbeeldstad klopt niet. Er is niets gebeurd."
AWAY = "Gemeente Voorbeeldstad antwoordt nu niet."
LONG_AGO = 1_000_000_000


@pytest.fixture
def idp(team, fatima, settings: Any) -> Iterator[HostileProvider]:
    """Return a provider at which Fatima has a linked account."""
    discovery.published_by.cache_clear()
    with hostile_provider() as one:
        settings.SIGN_ON = one.setting()
        linked(fatima, settings)
        yield one


def refused(answer: Any, sentence: str = NOT_RIGHT, status: int = 403) -> bool:
    """Return whether this is a page that says so and lets nobody go on."""
    said = sentence in text_of(answer)
    went_on = sign_on.RETURNED_COOKIE in answer.cookies
    return said and not went_on and answer.status_code == status and not Session.objects.exists()


def soon() -> int:
    return int(time.time()) + 120


def forged(**header: Any) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    """Return a maker of tokens that the provider's own key signs, with this in the header."""

    def make(own: dict[str, Any], claims: dict[str, Any]) -> str:
        key, algorithm = provider.signing_key(), {**own, **header}["alg"]
        return jwt.encode({**own, **header}, claims, key, algorithms=[algorithm])

    return make


CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://login.elders.example"},
    "an issuer with a slash more": {"iss": "http://127.0.0.1:1/"},
    "no issuer": {"iss": None},
    "another receiver": {"aud": "een-andere-toepassing"},
    "several receivers": {"aud": [provider.CLIENT_ID, "een-andere-toepassing"]},
    "another receiver, and made for us": {"aud": "een-andere", "azp": provider.CLIENT_ID},
    "several receivers, and made for us": {
        "aud": [provider.CLIENT_ID, "een-andere"],
        "azp": provider.CLIENT_ID,
    },
    "no receiver": {"aud": None},
    "made for another client": {"azp": "een-andere-toepassing"},
    "another nonce": {"nonce": "van-een-ander"},
    "no nonce": {"nonce": None},
    "over": {"exp": LONG_AGO},
    "never over": {"exp": None},
    "over at no moment": {"exp": "morgen"},
    "made in the future": {"iat": "soon"},
    "made long ago": {"iat": LONG_AGO},
    "made at no moment": {"iat": None},
    "not valid yet": {"nbf": "soon"},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is a number": {"sub": 7},
    "a subject of 256 signs": {"sub": "x" * 256},
    "proved long ago": {"auth_time": LONG_AGO},
    "proved in the future": {"auth_time": "soon"},
    "proved at no moment": {"auth_time": None},
    "on behalf of somebody": {"represents": {"sub": "1", "iss": "x"}},
    "of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_token_that_says_something_else(idp: HostileProvider, name: str) -> None:
    idp.claims = {claim: soon() if v == "soon" else v for claim, v in CLAIMS[name].items()}

    assert refused(sign_on_at(Client(), idp))


TOKENS: dict[str, Any] = {
    "unsigned": provider.unsigned,
    "signed with the public key as a secret": provider.signed_with_the_public_key,
    "an algorithm of no profile": forged(alg="RS384"),
    "a critical header that nobody knows": forged(crit=["b64"], b64=True),
    "an access token in its place": forged(typ="at+jwt"),
    "a name of no key": forged(kid="nergens"),
    "no token": lambda *_: "",
    "no JSON": lambda *_: "e30.e30.e30",
    "a header that is a list": lambda *_: "W10.e30.AAAA",
    "a signature cut off": lambda own, claims: forged()(own, claims)[:-4],
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_of_another_make(idp: HostileProvider, name: str) -> None:
    idp.token = TOKENS[name]

    assert refused(sign_on_at(Client(), idp))


def test_a_token_signed_by_another_key_under_the_same_name(idp: HostileProvider) -> None:
    idp.signs_with = RSAKey.generate_key(2048, {"kid": "de-sleutel"}, private=True)

    assert refused(sign_on_at(Client(), idp))


def test_a_key_that_stands_in_the_token_itself(idp: HostileProvider) -> None:
    other = RSAKey.generate_key(2048, {"kid": "de-sleutel"}, private=True)
    idp.signs_with, idp.header = other, {"jwk": other.as_dict(private=False)}

    assert refused(sign_on_at(Client(), idp))


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_key_that_is_too_short(idp: HostileProvider) -> None:
    short = RSAKey.generate_key(1024, {"kid": "de-sleutel"}, private=True)
    idp.keys, idp.signs_with, idp.header = [short], short, {"alg": "RS256"}

    assert refused(sign_on_at(Client(), idp))


def test_two_keys_of_one_name(idp: HostileProvider) -> None:
    other = RSAKey.generate_key(2048, {"kid": "de-sleutel"}, private=True)
    idp.keys = [provider.signing_key(), other]

    assert refused(sign_on_at(Client(), idp))


def test_a_token_signed_on_a_curve_is_taken(idp: HostileProvider) -> None:
    curve = ECKey.generate_key("P-256", {"kid": "rond"}, private=True)
    idp.keys, idp.signs_with, idp.header = [curve], curve, {"alg": "ES256", "kid": "rond"}
    idp.published = {"id_token_signing_alg_values_supported": ["ES256"]}

    assert sign_on_at(Client(), idp).status_code == 200


@pytest.mark.parametrize("acr", [None, "http://eidas.europa.eu/LoA/low", ["x"]])
def test_a_level_of_assurance_that_is_too_low(idp: HostileProvider, settings, acr: Any) -> None:
    settings.SIGN_ON = idp.setting(acr_values=("http://eidas.europa.eu/LoA/substantial",))
    idp.claims = {"acr": acr}
    assert refused(sign_on_at(Client(), idp), "niet sterk genoeg aangemeld")

    idp.claims = {"acr": "http://eidas.europa.eu/LoA/substantial"}
    assert sign_on_at(Client(), idp).status_code == 200


# what comes back with the browser


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "geraden"},
        {"state": None},
        {"iss": "https://login.elders.example"},
        {"iss": None},
        {"code": None},
        {"code": "geraden"},
        {"code": "x" * 5000},
        {"error": "server_error", "error_description": "<script>"},
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_the_request(idp: HostileProvider, changed: Any) -> None:
    answer = sign_on_at(Client(), idp, **changed)

    assert refused(answer)
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_a_name_twice_in_the_answer(idp: HostileProvider) -> None:
    client = Client()
    address = idp.authorize(client.get("/inloggen/via/")["Location"])

    assert refused(client.get(f"{address}&code=another"))


def test_who_stops_at_the_provider_reads_so(idp: HostileProvider) -> None:
    answer = sign_on_at(Client(), idp, error="access_denied", code=None)

    assert refused(answer, "Je bent bij Gemeente Voorbeeldstad gestopt.")


def test_an_answer_counts_once(idp: HostileProvider) -> None:
    """Also when a copy of the cookie was kept, and for a code that the provider gives again."""
    client, copy = Client(), Client()
    left = client.get("/inloggen/via/")
    cookie = client.cookies[sign_on.REQUEST_COOKIE].value
    first = client.get(idp.authorize(left["Location"]))
    copy.cookies[sign_on.REQUEST_COOKIE] = cookie

    assert first.status_code == 200
    assert refused(copy.get(idp.authorize(left["Location"])), "Dat duurde te lang")
    assert len(idp.redeemed) == 1


def test_a_code_without_the_cookie_of_this_browser(idp: HostileProvider) -> None:
    """What an attacker began, or took from somebody's address bar, opens nothing elsewhere."""
    address = idp.authorize(Client().get("/inloggen/via/")["Location"])

    assert refused(Client().get(address), "je begon in een andere browser")
    assert idp.redeemed == []


def test_the_code_of_an_attacker_in_the_browser_of_a_member(idp: HostileProvider) -> None:
    """Login CSRF: the victim has a request of their own, and gets the attacker's answer."""
    attacker, victim = Client(), Client()
    of_attacker = idp.authorize(attacker.get("/inloggen/via/")["Location"])
    victim.get("/inloggen/via/")

    assert refused(victim.get(of_attacker))
    assert idp.redeemed == []


def test_a_code_of_another_request_does_not_fit_its_verifier(idp: HostileProvider) -> None:
    """The provider here checks no PKCE; that ours goes along is what a real one checks."""
    sign_on_at(Client(), idp)
    sign_on_at(Client(), idp)
    first, second = idp.redeemed

    assert first["code_verifier"] != second["code_verifier"]
    assert min(len(form["code_verifier"]) for form in idp.redeemed) >= 43


@pytest.mark.parametrize("cookie", ["", "00", "zz", "é", "00" * 900])
def test_a_made_up_cookie(idp: HostileProvider, cookie: str) -> None:
    client = Client()
    address = idp.authorize(client.get("/inloggen/via/")["Location"])
    client.cookies[sign_on.REQUEST_COOKIE] = cookie

    assert refused(client.get(address), "je begon in een andere browser")


def test_the_cookie_of_who_left_does_not_pass_for_that_of_who_came_back(
    idp: HostileProvider,
) -> None:
    client = Client()
    client.get("/inloggen/via/")
    client.cookies[sign_on.RETURNED_COOKIE] = client.cookies[sign_on.REQUEST_COOKIE].value

    assert client.post("/inloggen/", {"via": "1", "phrase": people.PHRASE}).status_code == 403


def test_who_comes_back_after_more_than_ten_minutes(idp: HostileProvider, stopped_clock) -> None:
    client = Client()
    left = client.get("/inloggen/via/")
    stopped_clock(timedelta(minutes=10, seconds=1))

    assert refused(client.get(idp.authorize(left["Location"])), "Dat duurde te lang")


def test_who_unlocks_their_key_more_than_five_minutes_later(
    idp: HostileProvider, stopped_clock
) -> None:
    client = Client()
    sign_on_at(client, idp)
    stopped_clock(timedelta(minutes=5, seconds=1))

    assert client.post("/inloggen/", {"via": "1", "phrase": people.PHRASE}).status_code == 403
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://elders.example/", "//elders.example", "/nergens/", "/" + "x" * 400]
)
def test_nobody_is_led_to_another_site(idp: HostileProvider, elsewhere: str) -> None:
    client = Client()
    sign_on_at(client, idp, f"?verder={elsewhere}")
    answer = client.post("/inloggen/", {"via": "1", "phrase": people.PHRASE, "verder": elsewhere})

    assert answer["Location"] == "/nu/" or answer["Location"].startswith("/")
    assert "elders" not in answer["Location"]


# the provider's own pages

PUBLISHED: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://login.elders.example"},
    "no PKCE": {"code_challenge_methods_supported": None},
    "plain PKCE only": {"code_challenge_methods_supported": ["plain"]},
    "secrets only": {"token_endpoint_auth_methods_supported": ["client_secret_basic"]},
    "weak signatures only": {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    "plain http for the tokens": {"token_endpoint": "http://login.elders.example/token"},
    "a script for the login": {"authorization_endpoint": "javascript:alert(1)"},
    "no keys": {"jwks_uri": None},
    "no address at all": {"authorization_endpoint": ["x"]},
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_provider_that_does_not_keep_the_profile(idp: HostileProvider, name: str) -> None:
    idp.published = PUBLISHED[name]

    assert refused(Client().get("/inloggen/via/"))


LARGE = [b"HTTP/1.1 200 OK\r\n\r\n{", b" " * 70_000, b"}"]
METADATA, TOKEN, KEYS = "/.well-known/openid-configuration", "/token", "/keys"


@pytest.mark.parametrize("path", [METADATA, KEYS, TOKEN])
def test_an_answer_that_is_too_large(idp: HostileProvider, path: str) -> None:
    idp.answers[path] = Raw(LARGE)

    assert refused(sign_on_or_stop(idp))


def test_an_answer_may_have_64_kb_and_not_a_byte_more(idp: HostileProvider) -> None:
    def answer(size: int) -> dict[str, Any]:
        idp.answers["/x"] = Raw([b"HTTP/1.1 200 OK\r\n\r\n{" + b" " * (size - 2) + b"}"])
        return fetching.get_json(f"{idp.issuer}/x")[0]

    assert answer(65_536) == {}
    with pytest.raises(SignOnRefused, match="answer-too-large"):
        answer(65_537)


@pytest.mark.parametrize("path", [METADATA, KEYS, TOKEN])
def test_an_answer_that_drips_is_cut_off(idp: HostileProvider, path: str, monkeypatch) -> None:
    monkeypatch.setattr(attempt.Attempt.__init__, "__defaults__", (0.3,))
    idp.answers[path] = provider.DRIPS

    assert refused(sign_on_or_stop(idp), AWAY, 503)  # who waits long enough gets what is right


@pytest.mark.parametrize("path", [METADATA, KEYS, TOKEN])
@pytest.mark.parametrize("status", [302, 307, 500])
def test_an_answer_that_leads_elsewhere_or_fails(
    idp: HostileProvider, path: str, status: int
) -> None:
    idp.answers[path] = (status, {"id_token": "x", "token_type": "Bearer"})

    assert refused(sign_on_or_stop(idp), AWAY, 503)
    assert "/elsewhere" not in idp.asked


@pytest.mark.parametrize(
    "answer",
    [
        (200, ["x"]),
        (200, {}),
        (200, {"id_token": "x", "token_type": "mac"}),
        (400, {"error": "invalid_grant"}),
        (401, {"error": "invalid_client"}),
        Raw([b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 60_000]),
        Raw([b"nonsense"]),
    ],
    ids=str,
)
def test_a_token_answer_that_says_no_or_nonsense(idp: HostileProvider, answer: Any) -> None:
    idp.answers[TOKEN] = answer
    back = sign_on_or_stop(idp)

    assert refused(back) or refused(back, AWAY, 503)


def sign_on_or_stop(idp: HostileProvider) -> Any:
    client = Client()
    left = client.get("/inloggen/via/")
    return left if left.status_code != 302 else client.get(idp.authorize(left["Location"]))


def test_a_provider_that_is_away_is_not_asked_by_each_stranger(
    idp: HostileProvider, monkeypatch
) -> None:
    idp.answers[METADATA] = (500, {})
    answers = [Client().get("/inloggen/via/") for _ in range(5)]

    assert all(refused(each, AWAY, 503) for each in answers)
    assert idp.asked.count(METADATA) == 1


def test_a_slow_provider_does_not_hold_the_door(idp: HostileProvider, monkeypatch) -> None:
    """While one stranger waits for it, others are told at once that it does not answer."""
    monkeypatch.setattr(attempt.Attempt.__init__, "__defaults__", (60,))
    monkeypatch.setattr(discovery, "LONGEST_WAIT", 0.05)
    is_asked, others_are_told = threading.Event(), threading.Event()

    def begin_and_wait() -> Iterator[bytes]:
        is_asked.set()
        yield b"HTTP/1.1 200 OK\r\n"
        others_are_told.wait(30)

    idp.answers[METADATA] = Raw(begin_and_wait())
    first = threading.Thread(target=discovery_of, args=(idp,))
    first.start()
    is_asked.wait()
    second = Client().get("/inloggen/via/")
    first_waits_still = first.is_alive()
    others_are_told.set()
    first.join()

    assert refused(second, AWAY, 503)
    assert first_waits_still


def discovery_of(idp: HostileProvider) -> None:
    from django.conf import settings

    with pytest.raises(SignOnRefused):
        discovery.published_by(settings.SIGN_ON).metadata()


def test_what_is_wrong_with_the_provider_is_logged_and_what_strangers_do_is_not(
    idp: HostileProvider, caplog
) -> None:
    caplog.set_level(logging.WARNING, logger="uitweg")
    sign_on_at(Client(), idp, state="geraden")
    sign_on_at(Client(), idp, code="geraden")
    assert "single sign-on" not in caplog.text

    idp.claims = {"aud": "een-andere-toepassing"}
    sign_on_at(Client(), idp)
    assert "single sign-on refused: aud" in caplog.text
    assert "een-andere" not in caplog.text
