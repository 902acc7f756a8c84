"""Coming in with a passkey: what opens, what is refused, what is left behind."""

import logging
import re
from datetime import datetime, timedelta

import pyotp
import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from webauthn.helpers import parse_attestation_object

from tests.support import people
from tests.support.authenticator import (
    BACKED_UP,
    MAY_BACK_UP,
    PRESENT,
    VERIFIED,
    Authenticator,
    as_bytes,
    as_text,
    wrapping_key,
)
from uitweg.platform.accounts.actions import challenges, login, passkeys, sessions
from uitweg.platform.accounts.models import Member, Passkey, Session, UsedChallenge
from uitweg.platform.accounts.rules import CHALLENGE_LASTS, PROOF_LASTS, Role
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import box, passkey_seeds

ORIGIN = "https://team.uitweg.example"
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def at_a_name(settings) -> None:  # type: ignore[no-untyped-def]
    """Passkeys need a name with https."""
    settings.STAFF_URL = ORIGIN


def add(client: Client, label: str = "mijn laptop", **how: object) -> Authenticator:
    """Add a passkey in this member's browser, as the page's script does."""
    made = Authenticator(ORIGIN, **how)  # type: ignore[arg-type]
    asked = client.get("/ik/passkey/toevoegen/", headers=JSON).json()
    answer = client.post("/ik/passkey/toevoegen/", {**made.make(asked), "label": label})
    assert answer.status_code == 302, answer.content.decode()
    return made


def come_in(one: Authenticator, client: Client | None = None, **more: object):  # type: ignore[no-untyped-def]
    """Touch at the login page; return the browser and the answer. `more` is posted besides."""
    client = client or Client()
    asked = client.get("/inloggen/", headers=JSON).json()
    wrong = more.pop("wrong", {})
    return client, client.post("/inloggen/", {**one.touch(asked, **wrong), **more})  # type: ignore[dict-item]


@pytest.fixture
def key(desk) -> Authenticator:  # type: ignore[no-untyped-def]
    """Fatima's passkey."""
    return add(desk)


def said(answer) -> str:  # type: ignore[no-untyped-def]
    """Return what the page says is wrong."""
    alerts = re.findall(
        r'role="alert"\s*>.*?<span>(.*?)</span>', answer.content.decode(), re.DOTALL
    )
    return " ".join(alerts[0].split()) if alerts else ""


def refused() -> list[tuple[str, str, int | None]]:
    lines = AuditEntry.objects.filter(act="session:open", result="refused").order_by("id")
    return list(lines.values_list("thing", "reason", "member"))


def keyring_in(client: Client) -> object:
    """Open the keyring of this browser's session with its cookie."""
    _, keyring = sessions._active_session(
        client.cookies[sessions.SESSION_COOKIE].value, timezone.now(), attended=True
    )
    return keyring


# what opens


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_one_touch_opens_what_the_passphrase_opens_for_every_role(team, role: Role) -> None:
    member = people.a_member(team, "Zeynep", role)
    client, answer = come_in(add(people.at_the_desk(member)))

    assert answer.status_code == 302
    assert keyring_in(client) == people.keyring_of(member)
    assert client.get(answer.url).status_code == 200


def test_after_one_touch_a_report_can_be_read(team, key) -> None:
    report = people.a_report()
    page = come_in(key)[0].get(f"/werk/melding/{report.pk}/")

    assert people.STORY in page.content.decode()


def test_two_passkeys_of_one_member_each_open_the_same_key(team, fatima, desk) -> None:
    phone, stick = add(desk, "telefoon"), add(desk, "sleutelhanger", counts=False)
    rings = [keyring_in(come_in(each)[0]) for each in (phone, stick, phone, stick)]

    assert rings == [people.keyring_of(fatima)] * 4


def test_a_passkey_that_gives_no_secret_takes_the_phones_place_beside_the_passphrase(
    team, fatima, desk
) -> None:
    plain = add(desk, prf=False)
    alone, wrong, right = (
        come_in(plain, phrase=phrase)[1] for phrase in ("", "fout", people.PHRASE)
    )

    assert [page.status_code for page in (alone, wrong, right)] == [403, 403, 302]
    assert "Typ ook je wachtzin" in said(alone)
    assert "je wachtzin niet" in said(wrong)
    assert refused() == [(f"member:{fatima.pk}", "passphrase", None)]


def test_a_passkey_whose_browser_gives_no_secret_here_opens_with_the_passphrase(team, key) -> None:
    key.prf = False
    client, answer = come_in(key, phrase=people.PHRASE)

    assert answer.status_code == 302
    assert client.get("/werk/").status_code == 200


def test_what_was_typed_comes_back_after_a_touch_too(team, key) -> None:
    report = people.a_report()
    after = {"verder": f"/werk/melding/{report.pk}/", "getypt-text": "Mijn antwoord."}
    page = come_in(key, **after)[1]

    assert page.status_code == 200
    assert "Mijn antwoord." in page.content.decode()


def test_a_login_with_a_passkey_is_in_the_audit_log(team, fatima, key) -> None:
    come_in(key)
    entry = AuditEntry.objects.filter(act="session:open", result="done").get()

    assert (entry.member, entry.reason) == (fatima, "passkey")
    assert audit_log.first_broken_entry() is None


def test_only_the_day_of_the_last_use_is_kept(team, key) -> None:
    assert Passkey.objects.get().last_used_on is None
    come_in(key)

    assert Passkey.objects.get().last_used_on == timezone.localdate()
    assert not isinstance(Passkey.objects.get().last_used_on, datetime)


def test_a_passkey_that_its_account_holds_too_says_so(team, desk) -> None:
    add(desk, flags=PRESENT | VERIFIED | MAY_BACK_UP | BACKED_UP)

    assert "in je account bewaard" in desk.get("/ik/").content.decode()


# what is refused at the login page


WRONG = {
    "another origin": {"origin": "https://team.uitweg.example.boef.example"},
    "the public door's origin": {"origin": "https://uitweg.example"},
    "http": {"origin": "http://team.uitweg.example"},
    "another port": {"origin": f"{ORIGIN}:8443"},
    "another rp id": {"rp": "uitweg.example"},
    "nobody looked who touched it": {"flags": PRESENT},
    "nobody was there": {"flags": VERIFIED},
    "another challenge": {"challenge": as_text(b"x" * 56)},
    "made, not touched": {"type": "webauthn.create"},
    "another signature": {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
    "no signature at all": {"signature": b"x"},
    "a forged handle": {"handle": b"x" * 32},
    "no handle": {"handle": b""},
    "backed up but cannot be": {"flags": PRESENT | VERIFIED | BACKED_UP},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_refused_with_a_sentence_and_a_line(
    team, fatima, key, wrong, caplog
) -> None:
    with caplog.at_level(logging.DEBUG):
        before, client = bytes(Passkey.objects.get().wrapped_seed), Client()
        posted = key.touch(client.get("/inloggen/", headers=JSON).json(), **wrong)
        answer = client.post("/inloggen/", posted)

    assert answer.status_code == 403
    assert "passkey paste niet" in said(answer)
    assert Session.objects.count() == 1, "only the one it was added in"
    assert not UsedChallenge.objects.filter(answered_at__gt=added_at()).exists()
    assert bytes(Passkey.objects.get().wrapped_seed) == before
    assert refused() == [(f"member:{fatima.pk}", "passkey-wrong", None)]
    assert [v for v in posted.values() if len(v) > 8 and v in caplog.text] == []


def added_at() -> datetime:
    return AuditEntry.objects.get(act="passkey:add").at


def test_an_unknown_passkey_is_refused_and_leaves_no_line(team, key) -> None:
    _, answer = come_in(key, wrong={"credential": b"y" * 16})

    assert answer.status_code == 403
    assert "kennen we niet" in said(answer)
    assert refused() == []


def test_an_answer_counts_once(team, key) -> None:
    client = Client()
    asked = client.get("/inloggen/", headers=JSON).json()
    posted, again = key.touch(asked), key.touch(asked)
    cookie = client.cookies[challenges.CHALLENGE_COOKIE].value
    answers = []
    for each in (posted, posted, again):
        client.cookies[challenges.CHALLENGE_COOKIE] = cookie
        answers.append(client.post("/inloggen/", each))

    assert [page.status_code for page in answers] == [302, 403, 403]
    assert "al gebruikt" in said(answers[1])


def test_a_question_is_good_for_two_minutes(team, key, stopped_clock) -> None:
    client = Client()
    asked = client.get("/inloggen/", headers=JSON).json()
    stopped_clock(CHALLENGE_LASTS + timedelta(seconds=1))
    answer = client.post("/inloggen/", key.touch(asked))

    assert answer.status_code == 403
    assert "duurde te lang" in said(answer)


@pytest.mark.parametrize("cookie", ["", "zz", "00" * 56, None])
def test_a_question_asked_of_another_browser_is_no_question_here(team, key, cookie) -> None:
    asked = Client().get("/inloggen/", headers=JSON).json()
    other = Client()
    if cookie is None:
        other.get("/inloggen/", headers=JSON)
    else:
        other.cookies[challenges.CHALLENGE_COOKIE] = cookie
    answer = other.post("/inloggen/", key.touch(asked))

    assert answer.status_code == 403
    assert "paste niet" in said(answer)


def test_a_question_to_add_is_no_question_to_log_in_with(team, desk, key) -> None:
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()
    answer = desk.post("/inloggen/", key.touch(asked))

    assert answer.status_code == 403


def test_the_questions_cookie_is_short_and_closed_to_scripts(team) -> None:
    client = Client()
    client.get("/inloggen/", headers=JSON)
    cookie = client.cookies[challenges.CHALLENGE_COOKIE]

    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (120, True, "Strict")


def test_asking_stores_nothing(team) -> None:
    before = everything_stored()
    for _ in range(3):
        Client().get("/inloggen/", headers=JSON)

    assert everything_stored() == before


def test_the_question_names_nobody(team, key) -> None:
    asked = Client().get("/inloggen/", headers=JSON).json()

    assert asked["known"] == []
    assert set(asked) == {"challenge", "rp", "salt", "timeout", "known"}
    assert (asked["rp"], asked["salt"]) == (
        "team.uitweg.example",
        as_text(passkey_seeds.prf_salt("team.uitweg.example")),
    )


def test_a_count_that_went_back_is_refused_and_noted(team, fatima, key) -> None:
    come_in(key, wrong={"count": 9})
    _, answer = come_in(key, wrong={"count": 9})

    assert answer.status_code == 403
    assert "misschien bestaat er een kopie" in said(answer)
    assert refused() == [(f"member:{fatima.pk}", "passkey-count", None)]


def test_a_passkey_put_on_another_members_name_opens_nothing(team, fatima, key) -> None:
    joris = people.a_member(team, "Joris")
    Passkey.objects.update(member=joris)
    told = come_in(key)[1]
    as_joris = come_in(key, wrong={"handle": passkeys.user_handle_of(joris)})[1]

    assert (told.status_code, as_joris.status_code) == (403, 403)
    assert "opent je sleutel niet meer" in said(as_joris)
    assert refused()[-1] == (f"member:{joris.pk}", "passkey-key", None)


def test_a_wrapped_key_of_another_passkey_or_changed_opens_nothing(team, fatima, desk) -> None:
    one, two = add(desk), add(desk)
    wrapped = [bytes(p.wrapped_seed) for p in Passkey.objects.order_by("pk")]
    changed = wrapped[0][:-1] + bytes([wrapped[0][-1] ^ 1])
    for put in (wrapped[1], changed, b"nonsense"):
        Passkey.objects.filter(credential_id=one.credential_id).update(wrapped_seed=put)
        assert "opent je sleutel niet meer" in said(come_in(one)[1])

    assert come_in(two)[1].status_code == 302


def test_the_secret_itself_opens_nothing_and_is_not_looked_at(team, key) -> None:
    """Only the key made of it fits; a field that carries the secret is nobody's field."""
    asked = Client().get("/inloggen/", headers=JSON).json()
    secret = as_text(key.prf_result(asked))
    as_key = come_in(key, wrapping_key=secret)[1]
    key.prf = False
    beside = come_in(key, prf=secret, clientExtensionResults=f'{{"prf":"{secret}"}}')[1]

    assert "opent je sleutel niet meer" in said(as_key)
    assert "Typ ook je wachtzin" in said(beside)


@pytest.mark.parametrize("posted", ["x", "é" * 43, "A" * 42, "A" * 44, "A" * 5000, "\0"])
def test_a_wrapping_key_that_is_none_is_refused(team, key, posted: str) -> None:
    assert come_in(key, wrapping_key=posted)[1].status_code == 403


FIELDS = ("credential", "client_data", "authenticator_data", "signature", "user_handle")
NONSENSE = ("", "!", "A", "x" * 100_000, as_text(b"[" * 1500), as_text(b'{"type":1}'), "\0", "é")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused_with_a_sentence(team, key, field: str, value: str) -> None:
    _, answer = come_in(key, **{field: value})

    assert answer.status_code == 403
    assert said(answer).endswith(".")
    assert Session.objects.count() == 1


CLIENT_DATA = (
    "[]",
    "null",
    '{"type": []}',
    '{"challenge": 1, "origin": 2, "type": "webauthn.get"}',
    "{",
)


@pytest.mark.parametrize("client_data", CLIENT_DATA)
def test_signed_nonsense_is_refused_too(team, key, client_data: str, monkeypatch) -> None:
    monkeypatch.setattr(key, "_client_data", lambda *_: client_data.encode())

    assert come_in(key)[1].status_code == 403


def test_who_left_is_out_with_their_passkeys(team, fatima, desk, key) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    ruud.post(f"/beheer/leden/{fatima.pk}/beeindigen/")

    assert not Passkey.objects.exists()
    assert come_in(key)[1].status_code == 403


def test_a_membership_that_ran_out_keeps_the_door_shut(team, fatima, key) -> None:
    Member.objects.filter(pk=fatima.pk).update(until=timezone.localdate() - timedelta(days=1))
    _, answer = come_in(key)

    assert answer.status_code == 403
    assert refused() == [(f"member:{fatima.pk}", "membership", None)]


def test_who_is_invited_anew_loses_all_passkeys(team, fatima, key) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    ruud.post(f"/beheer/leden/{fatima.pk}/opnieuw/")

    assert not Passkey.objects.exists()
    assert come_in(key)[1].status_code == 403


def test_an_old_row_put_back_after_joining_anew_opens_nothing(team, fatima, key) -> None:
    old = Passkey.objects.get()
    login.set_passphrase(fatima, phrase=people.PHRASE, seed=box.new_key())
    fatima.save()
    old.save()
    handle = passkeys.user_handle_of(fatima)

    assert come_in(key)[1].status_code == 403
    assert "opent je sleutel niet meer" in said(come_in(key, wrong={"handle": handle})[1])


def test_a_row_slipped_into_the_store_does_not_take_the_phones_place(team, fatima, desk) -> None:
    """Whoever writes in the store, and knows a passphrase, still misses the phone."""
    real, slipped = add(desk, prf=False), Authenticator(ORIGIN, prf=False)
    slipped.handle = real.handle
    row = Passkey.objects.get()
    seal = bytes(row.door_seal)
    point = slipped.make({**desk.get("/ik/passkey/toevoegen/", headers=JSON).json()})
    made = parse_attestation_object(as_bytes(point["attestation_object"]))
    row.pk, row.credential_id = None, slipped.credential_id
    row.public_key = made.auth_data.attested_credential_data.credential_public_key
    row.save()

    assert bytes(row.door_seal) == seal
    assert "passkey paste niet" in said(come_in(slipped, phrase=people.PHRASE)[1])
    assert refused() == [(f"member:{fatima.pk}", "passkey-row", None)]
    assert come_in(real, phrase=people.PHRASE)[1].status_code == 302


# a stranger, and the others


def test_a_stranger_who_fills_the_queue_does_not_stop_a_passkey(team, key) -> None:
    for _ in range(3):
        assert login.WAITING_PLACES.acquire(blocking=False)
    try:
        assert come_in(key)[1].status_code == 302
    finally:
        login.WAITING_PLACES.release(3)


def test_a_stranger_who_forges_a_passkey_locks_nobody_out_and_writes_few_lines(team, key) -> None:
    for _ in range(12):
        assert come_in(key, wrong={"signature": b"x"})[1].status_code == 403

    assert len(refused()) == 5
    assert come_in(key)[1].status_code == 302


def test_a_stranger_who_guesses_a_name_does_not_stop_its_passkey(team, key) -> None:
    for _ in range(7):
        guess = Client().post("/inloggen/", {"login": "fatima", "phrase": "x", "code": "0"})

    assert guess.status_code == 429
    assert come_in(key)[1].status_code == 302


def test_a_thief_with_the_passkey_who_guesses_the_passphrase_has_to_wait(
    team, fatima, desk, stopped_clock
) -> None:
    plain, other = add(desk, prf=False), add(desk)
    tries = [come_in(plain, phrase="fout")[1] for _ in range(6)]
    given = {"login": "fatima", "phrase": people.PHRASE, "code": pyotp.TOTP(people.TOTP).now()}

    assert [page.status_code for page in tries] == [403] * 5 + [429]
    assert "Wacht 5 seconden" in said(tries[-1])
    assert come_in(other)[1].status_code == 302, "another passkey of hers is not slowed"
    assert Client().post("/inloggen/", given).status_code == 302, "nor is the passphrase"


# adding


def test_a_passkey_is_added_only_soon_after_a_proof(team, fatima, desk, stopped_clock) -> None:
    stopped_clock(PROOF_LASTS + timedelta(minutes=1))
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON)
    page = desk.get("/ik/").content.decode()
    posted = desk.post("/ik/passkey/toevoegen/", {"label": "x"})

    assert (asked.status_code, posted.status_code) == (409, 409)
    assert "Bevestig eerst dat jij het bent." in said(posted)
    assert 'action="/ik/passkey/bewijs/"' in page
    assert desk.post("/ik/passkey/bewijs/", {"phrase": "fout"}).status_code == 400
    assert desk.post("/ik/passkey/bewijs/", {"phrase": people.PHRASE}).status_code == 302
    assert add(desk)


def test_a_passkey_one_has_is_proof_for_the_next(team, desk, key, stopped_clock) -> None:
    stopped_clock(PROOF_LASTS + timedelta(minutes=1))
    asked = desk.get("/ik/passkey/bewijs/", headers=JSON).json()
    told = desk.post("/ik/passkey/bewijs/", key.touch(asked, handle=b""))

    assert asked["known"] == [as_text(key.credential_id)]
    assert told.status_code == 302
    assert add(desk, "tweede")


def test_a_colleagues_passkey_is_no_proof(team, desk, key, stopped_clock) -> None:
    stopped_clock(PROOF_LASTS + timedelta(minutes=1))
    joris = people.at_the_desk(people.a_member(team, "Joris"))
    Session.objects.filter(member__name="Joris").update(started_at=timezone.now() - PROOF_LASTS * 2)
    asked = joris.get("/ik/passkey/bewijs/", headers=JSON).json()

    assert joris.post("/ik/passkey/bewijs/", key.touch(asked)).status_code == 400
    assert joris.get("/ik/passkey/toevoegen/", headers=JSON).status_code == 409


def test_guessing_the_proof_has_to_wait_and_is_in_the_audit_log(
    team, fatima, desk, stopped_clock
) -> None:
    tries = [desk.post("/ik/passkey/bewijs/", {"phrase": "fout"}) for _ in range(6)]
    lines = AuditEntry.objects.filter(act="me:prove", result="refused")

    assert [page.status_code for page in tries] == [400] * 5 + [429]
    assert lines.count() == 5


MADE_WRONG = {
    "another origin": {"origin": "https://boef.example"},
    "another rp id": {"rp": "boef.example"},
    "nobody looked who touched it": {"flags": PRESENT | 64},
    "another challenge": {"challenge": as_text(b"x" * 56)},
    "another id than the one that was made": {"credential": b"z" * 16},
    "a statement we did not ask for": {"fmt": "tpm"},
}


@pytest.mark.parametrize("wrong", MADE_WRONG.values(), ids=MADE_WRONG)
def test_a_passkey_that_does_not_fit_is_not_added(team, desk, wrong) -> None:
    made = Authenticator(ORIGIN)
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()
    answer = desk.post("/ik/passkey/toevoegen/", {**made.make(asked, **wrong), "label": "x"})

    assert answer.status_code == 400
    assert "paste niet" in said(answer)
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(
    "field", ["credential", "client_data", "attestation_object", "wrapping_key"]
)
@pytest.mark.parametrize("value", ["!", "A", "x" * 100_000, as_text(b"\x9f" * 3000), "\0"])
def test_nonsense_is_not_added(team, desk, field: str, value: str) -> None:
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()
    posted = {**Authenticator(ORIGIN).make(asked), "label": "x", field: value}

    assert desk.post("/ik/passkey/toevoegen/", posted).status_code == 400
    assert not Passkey.objects.exists()


def test_only_statements_we_asked_for_are_read_at_all(team, desk, monkeypatch) -> None:
    """Certificates of makers are not looked at: the code that reads them is not reached."""
    monkeypatch.setattr(
        "webauthn.verify_registration_response", lambda **_: pytest.fail("it was read")
    )
    for kind in ("tpm", "fido-u2f", "apple", "android-key", "android-safetynet", "x", 7):
        asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()
        posted = {**Authenticator(ORIGIN).make(asked, fmt=kind), "label": "x"}
        assert desk.post("/ik/passkey/toevoegen/", posted).status_code == 400


def test_a_question_of_another_session_adds_nothing(team, fatima, desk) -> None:
    elsewhere = people.at_the_desk(fatima)
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()
    elsewhere.cookies[challenges.CHALLENGE_COOKIE] = desk.cookies[challenges.CHALLENGE_COOKIE].value
    posted = {**Authenticator(ORIGIN).make(asked), "label": "x"}

    assert elsewhere.post("/ik/passkey/toevoegen/", posted).status_code == 400


def test_the_same_passkey_is_not_added_twice_nor_by_a_colleague(team, desk, key) -> None:
    joris = people.at_the_desk(people.a_member(team, "Joris"))
    for client in (desk, joris):
        asked = client.get("/ik/passkey/toevoegen/", headers=JSON).json()
        answer = client.post("/ik/passkey/toevoegen/", {**key.make(asked), "label": "x"})
        assert (answer.status_code, said(answer)) == (409, "Deze passkey staat er al.")

    assert Passkey.objects.count() == 1


def test_ten_passkeys_are_enough(team, desk) -> None:
    for _ in range(9):
        add(desk)
    tenth = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()
    posted = {**Authenticator(ORIGIN).make(tenth), "label": "x"}
    late = desk.cookies[challenges.CHALLENGE_COOKIE].value
    add(desk)
    desk.cookies[challenges.CHALLENGE_COOKIE] = late
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()

    assert asked == {"say": "Je hebt al tien passkeys. Haal er eerst een weg."}
    assert desk.post("/ik/passkey/toevoegen/", posted).status_code == 409


@pytest.mark.parametrize("label", ["", " ", "x" * 41, "a\0b"])
def test_a_passkey_needs_a_name(team, desk, label: str) -> None:
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()
    posted = {**Authenticator(ORIGIN).make(asked), "label": label}
    page = desk.post("/ik/passkey/toevoegen/", posted)

    assert page.status_code == 400
    assert 'class="why"' in page.content.decode()


def test_the_authenticator_is_told_no_name_but_the_login(team, fatima, desk) -> None:
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()

    assert (asked["name"], asked["rp_name"]) == ("fatima", "Uitweg Voorbeeldstad")
    assert asked["user"] == as_text(passkeys.user_handle_of(fatima))


# taking away


def test_a_passkey_taken_away_is_dead_and_other_sessions_are_over(team, fatima, desk, key) -> None:
    stolen, _ = come_in(key)
    passkey = Passkey.objects.get()
    answer = desk.post("/ik/passkey/weghalen/", {"passkey": passkey.pk})

    assert answer.url == "/ik/#passkeys"
    assert desk.get("/ik/").status_code == 200
    assert stolen.get("/ik/").status_code == 302
    assert "kennen we niet" in said(come_in(key)[1])
    assert AuditEntry.objects.filter(act="passkey:remove", member=fatima).count() == 1


def test_a_login_with_a_passkey_that_is_taken_away_meanwhile_opens_no_session(
    team, fatima, desk, key, monkeypatch
) -> None:
    """Who found the laptop logs in at the very moment that its owner takes its passkey away."""
    keyring_of = login.keyring_of

    def meanwhile(*told):
        monkeypatch.undo()
        desk.post("/ik/passkey/weghalen/", {"passkey": Passkey.objects.get().pk})
        return keyring_of(*told)

    monkeypatch.setattr(login, "keyring_of", meanwhile)
    stolen, _ = come_in(key)

    assert not Passkey.objects.exists()
    assert stolen.get("/ik/").status_code == 302


def test_a_passkey_is_not_added_from_where_one_was_just_logged_out(
    team, fatima, desk, monkeypatch
) -> None:
    elsewhere, verify = people.at_the_desk(fatima), passkeys.verify_registration

    def meanwhile(*told, **named):
        monkeypatch.undo()
        elsewhere.post("/ik/elders/uitloggen/")
        return verify(*told, **named)

    monkeypatch.setattr(passkeys, "verify_registration", meanwhile)
    asked = desk.get("/ik/passkey/toevoegen/", headers=JSON).json()
    made = Authenticator(ORIGIN).make(asked)
    answer = desk.post("/ik/passkey/toevoegen/", {**made, "label": "van een dief"})

    assert answer.status_code == 409
    assert "net ergens anders uitgelogd" in said(answer)
    assert not Passkey.objects.exists()


def test_nobody_takes_away_a_colleagues_passkey(team, desk, key) -> None:
    joris = people.at_the_desk(people.a_member(team, "Joris"))
    for number in (Passkey.objects.get().pk, "x", "", "9" * 30):
        assert joris.post("/ik/passkey/weghalen/", {"passkey": number}).status_code == 404

    assert Passkey.objects.count() == 1


@pytest.mark.postgres
def test_the_last_way_in_stays(team, fatima, desk, key) -> None:
    Member.objects.filter(pk=fatima.pk).update(verifier=b"", sealed_totp=b"")
    add(desk, prf=False)
    first = Passkey.objects.order_by("pk").first()
    kept = desk.post("/ik/passkey/weghalen/", {"passkey": first.pk})
    add(desk, "derde")
    gone = desk.post("/ik/passkey/weghalen/", {"passkey": first.pk})

    assert (kept.status_code, gone.status_code) == (409, 302)
    assert "laatste manier" in said(kept)


# what others see, and what stays


def test_a_lead_sees_how_many_passkeys_a_member_has_and_no_more(team, fatima, desk) -> None:
    add(desk, "geheime-telefoon"), add(desk)
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    page = ruud.get("/beheer/leden/")
    rows = {row["member"].login: row["passkeys"] for row in page.context["rows"]}

    assert rows == {"fatima": 2, "ruud": 0}
    assert "2 passkeys" in " ".join(page.content.decode().split())
    assert "geheime-telefoon" not in page.content.decode()
    assert next(r for r in page.context["rows"] if r["member"] == fatima)["holds_key"]


def test_nothing_stored_opens_the_seed(team, fatima, desk, key) -> None:
    asked = Client().get("/inloggen/", headers=JSON).json()
    come_in(key)
    stored = b"".join(everything_stored())
    seed = people.keyring_of(fatima).seed

    for secret in (seed, key.secret, key.prf_result(asked)):
        assert secret.hex().encode() not in stored
        assert repr(secret).encode() not in stored
    assert key.wrapping_key(asked).encode() not in stored


def everything_stored() -> list[bytes]:
    models = apps.get_models()
    return [repr(row).encode() for model in models for row in model.objects.values()]


def test_a_wrapped_seed_opens_with_its_key_for_its_member_and_its_passkey_only() -> None:
    key, seed, place = box.new_key(), box.new_key(), {"member": 1, "credential_id": b"a"}
    wrapped = passkey_seeds.lock_seed(key, seed, **place)
    changed = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    for wrong in (
        (box.new_key(), wrapped, place),
        (key, changed, place),
        (key, wrapped, {**place, "member": 2}),
        (key, wrapped, {**place, "credential_id": b"b"}),
    ):
        with pytest.raises(passkey_seeds.CannotOpen):
            passkey_seeds.open_seed(*wrong[:2], **wrong[2])

    assert passkey_seeds.open_seed(key, wrapped, **place) == seed


def test_each_passkey_gives_another_wrapping_key_for_the_same_secret() -> None:
    keys = {wrapping_key(b"s" * 32, credential) for credential in (b"a", b"b")}

    assert {len(passkey_seeds.wrapping_key(key)) for key in keys} == {32}
    assert len(keys) == 2


def test_answered_questions_are_forgotten(team, key) -> None:
    come_in(key)
    sessions.remove_expired(now=timezone.now() + timedelta(minutes=9))
    assert UsedChallenge.objects.exists()
    sessions.remove_expired(now=timezone.now() + timedelta(minutes=11))

    assert not UsedChallenge.objects.exists()


# where this door can have none


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:8001", None),
        ("https://[::1]", None),
        ("http://team.example", None),
        ("http://localhost:8001", passkeys.RelyingParty("http://localhost:8001", "localhost")),
        ("https://Team.Example:443", passkeys.RelyingParty("https://team.example", "team.example")),
        (
            "https://team.example:8443",
            passkeys.RelyingParty("https://team.example:8443", "team.example"),
        ),
        (
            "https://weg-üit.example",
            passkeys.RelyingParty("https://xn--weg-it-6ya.example", "xn--weg-it-6ya.example"),
        ),
    ],
)
def test_passkeys_are_bound_to_the_staff_doors_own_address(settings, url, place) -> None:  # type: ignore[no-untyped-def]
    settings.STAFF_URL = url

    assert passkeys.relying_party() == place


def test_where_no_browser_makes_passkeys_none_are_offered_or_taken(
    team, desk, key, settings
) -> None:
    client = Client()
    asked = client.get("/inloggen/", headers=JSON).json()
    settings.STAFF_URL = "http://127.0.0.1:8001"

    assert client.get("/inloggen/", headers=JSON).status_code == 404
    assert "data-passkey-go" not in client.get("/inloggen/").content.decode()
    assert "kan geen browser een passkey maken" in desk.get("/ik/").content.decode()
    assert client.post("/inloggen/", key.touch(asked)).status_code == 403


def test_the_script_can_stand_inside_a_page(team) -> None:
    page = Client().get("/inloggen/")
    html = page.content.decode()
    (nonce,) = set(re.findall(r'<script[^>]* nonce="([^"]+)"', html))

    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]
    assert html.count("</script>") == 4
