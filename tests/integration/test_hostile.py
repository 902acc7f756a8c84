"""People who want something else than we do: strangers, hostile browsers, members who try."""

import asyncio
import json
from base64 import b64encode
from typing import Any, ClassVar

import pyotp
import pytest
from django.test import Client

from tests.support import people
from uitweg.channel.conversation.actions import stretching
from uitweg.channel.conversation.actions.decryption import READ_REPORT
from uitweg.channel.conversation.models import Answer, Message, Report, TeamKey
from uitweg.channel.inbox.actions import inbox
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.models import KeyShare, Member, Session
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import code, envelope, tokens
from uitweg.site.server import bodies
from uitweg.site.server.doors import wsgi_environ
from uitweg.site.web.published import publish

ODD_NUMBERS = ["\u00b2", "\u0663", "9" * 30, "9" * 5000, "-1", "1_0", "\x00", " 1", "1e3"]
SCRIPT = "\"'><script>alert(1)</script>"


def a_lead(team: people.Team) -> Client:
    return people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))


def without_key(member: Member) -> Client:
    """Return a browser of someone who is in, and whom no colleague admitted."""
    KeyShare.objects.filter(member=member).delete()
    return people.at_the_desk(member)


def of_a_browser(words: list[str] | None = None, **other: Any) -> dict[str, Any]:
    """Return the body a browser posts to `/schrijven/verzegeld/`."""
    words = words or code.new_words()
    arriving, public = people.sealed(words)
    team = TeamKey.current()
    assert team
    given = {
        "key": arriving.key,
        "mailbox_id": code.stretch(words).mailbox_id,
        "reporter_public": public,
        "for_team": arriving.for_team,
        "for_reporter": arriving.for_reporter,
    }
    sent = {name: b64encode(value).decode() for name, value in given.items()}
    return {**sent, "key_id": bytes(team.key_id).hex(), "danger": False, **other}


def send(public: Client, address: str, body: object) -> Any:
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return public.post(address, raw, content_type="application/json")


# addresses


@pytest.mark.parametrize("number", ODD_NUMBERS)
@pytest.mark.parametrize("address", ["/werk/meldingen/?voor", "/casussen/?voor", "/logboek/?voor"])
def test_an_odd_number_in_an_address_breaks_no_page(team, address: str, number: str) -> None:
    path, name = address.split("?")

    assert a_lead(team).get(path, {name: number}).status_code == 200


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_an_odd_member_in_the_trails_address_is_nobody(team, number: str) -> None:
    assert a_lead(team).get("/logboek/", {"wie": number}).status_code in (200, 404)


@pytest.mark.parametrize("typed", ["report:\u00b2", "report:" + "9" * 30, SCRIPT, "\x00", "a:b:c"])
def test_nobody_writes_into_the_trail_by_its_address(team, typed: str) -> None:
    desk = a_lead(team)
    page = desk.get("/logboek/", {"wat": typed})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert AuditEntry.objects.latest("id").thing == "audit-log"
    assert desk.get("/logboek/").status_code == desk.get("/ik/").status_code == 200


@pytest.mark.parametrize("thing", ["report:\u00b2", "case:" + "9" * 30, "member:x"])
def test_a_line_with_an_odd_name_does_not_close_the_trail(team, thing: str) -> None:
    from uitweg.platform.audit.actions import audit_log

    audit_log.record(None, READ_REPORT, thing)

    assert a_lead(team).get("/logboek/").status_code == 200


@pytest.mark.parametrize("name", ["x" * 5000, SCRIPT, "\u00e9" * 100, "\x00"])
def test_any_name_in_the_address_of_an_invitation_gives_a_form(team, name: str) -> None:
    page = Client().get("/welkom/", {"naam": name})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("secret", ["\u00e9" * 32, "a" * 32, "A" * 33, SCRIPT])
def test_an_invitation_form_with_nonsense_is_shown_again(team, secret: str) -> None:
    page = Client().post("/welkom/", {"login": "x" * 5000, "totp_secret": secret})

    assert page.status_code == 400
    assert "<script>alert" not in page.content.decode()


# members who try


def test_who_has_no_key_lays_no_hand_on_a_report(team, fatima) -> None:
    report, blind = people.a_report(), without_key(fatima)
    for act, given in (("oppakken", {}), ("advies", {"outcome": "not-for-us"}), ("casus", {})):
        assert blind.post(f"/werk/melding/{report.pk}/{act}/", given).url == "/sleutel/"
    report.refresh_from_db()

    assert report.state == "waiting"
    assert Message.objects.waiting().exists()


@pytest.mark.parametrize("act", ["toelaten", "beeindigen"])
def test_what_is_refused_to_oneself_stands_in_the_audit_log(team, act: str) -> None:
    ruud = people.a_member(team, "Ruud", Role.LEAD)
    page = people.at_the_desk(ruud).post(f"/beheer/leden/{ruud.pk}/{act}/", {"key_id": ""})
    entry = AuditEntry.objects.latest("id")

    assert page.status_code == 403
    assert (entry.result, entry.thing) == ("refused", f"member:{ruud.pk}")


def test_a_refused_case_is_found_under_its_own_name(team, desk) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    joris = people.at_the_desk(people.a_member(team, "Joris"))

    assert joris.get("/casus/1/").status_code in (403, 404)
    case = AuditEntry.objects.filter(act="case:open").latest("id").thing
    joris.get(f"/casus/{case.removeprefix('case:')}/")
    assert AuditEntry.objects.filter(thing=case, act="case:read", result="refused").exists()


def test_logging_out_stands_in_the_audit_log_and_the_cookie_is_dead(team, desk, fatima) -> None:
    stolen = Client()
    stolen.cookies[sessions.SESSION_COOKIE] = desk.cookies[sessions.SESSION_COOKIE].value
    desk.post("/uitloggen/")

    assert AuditEntry.objects.latest("id").act == "session:close"
    assert stolen.get("/werk/").url.startswith("/inloggen/")


def test_who_left_is_not_given_the_key(team, desk, fatima) -> None:
    joris = people.a_member(team, "Joris")
    a_lead(team).post(f"/beheer/leden/{joris.pk}/beeindigen/")
    key_id = envelope.key_id(bytes(joris.public_key)).hex()
    page = desk.post(f"/beheer/leden/{joris.pk}/toelaten/", {"key_id": key_id})

    assert page.status_code == 409
    assert not KeyShare.objects.filter(member=joris).exists()


def test_a_session_that_slipped_in_while_someone_was_invited_anew_opens_nothing(
    team, fatima, desk
) -> None:
    session = Session.objects.get()
    a_lead(team).post(f"/beheer/leden/{fatima.pk}/opnieuw/")
    session.pk = None
    session.save(force_insert=True)

    assert desk.get("/werk/").url.startswith("/inloggen/")


def test_an_invitation_cannot_carry_more_than_its_fields(team) -> None:
    given = {"name": SCRIPT, "login": "x", "role": "editor", "public_key": "x"}
    page = a_lead(team).post("/beheer/leden/uitnodigen/", given)
    member = Member.objects.get(login="x")

    assert "<script>alert" not in page.content.decode()
    assert bytes(member.public_key) == b""


def test_an_invitation_for_longer_than_a_year_makes_no_account(team) -> None:
    given = {"name": "Mo", "login": "x", "role": "editor", "until": "2099-01-01"}
    a_lead(team).post("/beheer/leden/uitnodigen/", given)

    assert not Member.objects.filter(login="x").exists()


def test_an_invitation_opens_once(team) -> None:
    page = a_lead(team).post(
        "/beheer/leden/uitnodigen/", {"name": "Joris", "login": "joris", "role": "coordinator"}
    )
    given = {
        "login": "joris",
        "invitation": page.context["invitation"],
        "totp_secret": people.TOTP,
        "phrase": people.PHRASE,
        "again": people.PHRASE,
        "code": pyotp.TOTP(people.TOTP).now(),
    }

    assert [Client().post("/welkom/", given).status_code for _ in range(2)] == [302, 400]


def test_a_form_sent_again_takes_nothing_off_the_list(team, desk) -> None:
    words = code.new_words()
    report = people.a_report(words)
    answer = {"text": "We lezen mee.", "key": "ab" * 16}
    desk.post(f"/werk/melding/{report.pk}/", answer)
    inbox.receive_message(people.sealed(words, text="Nu is er gevaar.", danger=True)[0])
    desk.post(f"/werk/melding/{report.pk}/", answer)

    assert Message.objects.waiting().count() == 1
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("act", ["", "advies/"])
def test_what_came_in_while_a_member_was_writing_goes_on_waiting(team, desk, act: str) -> None:
    words = code.new_words()
    report = people.a_report(words)
    page = desk.get(f"/werk/melding/{report.pk}/").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    inbox.receive_message(people.sealed(words, text="Nu is er gevaar.", danger=True)[0])
    given = {"text": "We lezen mee.", "key": "ab" * 16, "outcome": "advised", "seen": seen}
    desk.post(f"/werk/melding/{report.pk}/{act}", given)

    assert [m.danger_now for m in Message.objects.waiting()] == [True]


def test_a_signal_named_a_thousand_times_is_one_line(team, desk) -> None:
    from uitweg.platform.content import load

    known = load().signals[0]
    report = people.a_report(signals=(known.id,) * 1000 + ("onbekend", SCRIPT))
    page = desk.get(f"/werk/melding/{report.pk}/")

    assert page.context["signals"] == [known]


def test_what_a_reporter_typed_is_text_and_nothing_else(team, desk) -> None:
    report = people.a_report(text=SCRIPT, safe_times=SCRIPT, role=SCRIPT, signals=(SCRIPT,))
    desk.post(f"/werk/melding/{report.pk}/casus/")

    for address in ("/werk/", f"/werk/melding/{report.pk}/", "/casussen/", "/casus/1/"):
        answer = desk.get(address)
        assert answer.status_code == 200, address
        assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;alert" in desk.get(f"/werk/melding/{report.pk}/").content.decode()


# strangers at the public door


NO_PAGES = ["1e999", "-1e999", "NaN", "9" * 5000, "null", "[]", '"\\ud800"', "false", '"0"', "0.5"]


@pytest.mark.parametrize("page", NO_PAGES)
def test_no_page_number_breaks_the_mailbox(public, team, page: str) -> None:
    mailbox_id = b64encode(tokens.new_token()).decode()
    answer = send(public, "/postvak/verzegeld/", f'{{"mailbox_id":"{mailbox_id}","page":{page}}}')

    assert answer.status_code == 400


@pytest.mark.parametrize("key", ["zz" * 16, "\uff11" * 32, "", "a\x00" * 16])
@pytest.mark.parametrize("address", ["/schrijven/bericht/", "/schrijven/versturen/"])
def test_a_form_key_that_is_none_is_told_so(public, team, address: str, key: str) -> None:
    given = {"words": " ".join(code.new_words()), "key": key, "text": "x"}

    assert public.post(address, given).status_code == 400


@pytest.mark.parametrize("public_key", [bytes(1216), b"\xff" * 1216, None])
def test_a_report_that_nobody_could_answer_is_refused(public, team, public_key) -> None:
    """The last is a true lattice half with a point of low order behind it."""
    key = public_key or envelope.public_key(envelope.new_seed())[:1184] + bytes(32)
    body = of_a_browser()
    sealed = bytearray(people.sealed()[0].for_reporter)
    sealed[3:11] = envelope.key_id(key)
    body |= {
        "reporter_public": b64encode(key).decode(),
        "for_reporter": b64encode(sealed).decode(),
    }

    assert send(public, "/schrijven/verzegeld/", body).status_code == 400
    assert not Report.objects.exists()


def can_be_sealed_to(candidate: bytes) -> bool:
    try:
        envelope.seal(candidate, b"a try", b"")
    except ValueError:
        return False
    return True


def test_the_quick_look_at_a_key_says_what_sealing_to_it_says() -> None:
    key = envelope.public_key(envelope.new_seed())
    near = {point + off for point in envelope._LOW_ORDER for off in (-2, -1, 0, 1, 2)}
    points = [p.to_bytes(32, "little") for p in near if 0 <= p < 2**255]
    points += [bytes([*p[:31], p[31] | 0x80]) for p in points]
    coefficients = [(n << 12 * left).to_bytes(3, "little") for n in (3328, 3329) for left in (0, 1)]
    candidates = [key, b"", key[:-1], key + b"\0", bytes(1216), *(key[:1184] + p for p in points)]
    for pair in coefficients:
        candidates += [pair + key[3:], key[:1149] + pair + key[1152:]]
    says = [envelope.is_public_key(candidate) for candidate in candidates]

    assert says == [can_be_sealed_to(candidate) for candidate in candidates]
    assert says.count(False) >= 4 + 2 * len(envelope._LOW_ORDER) + 4


@pytest.mark.parametrize("danger", ["yes", 1, None, 0.5])
def test_danger_is_yes_or_no(public, team, danger) -> None:
    assert send(public, "/schrijven/verzegeld/", of_a_browser(danger=danger)).status_code == 400
    assert not Report.objects.exists()


def test_a_form_key_of_another_conversation_is_refused(public, team) -> None:
    mine, theirs = of_a_browser(), of_a_browser()

    assert send(public, "/schrijven/verzegeld/", mine).status_code == 200
    stolen = theirs | {"key": mine["key"]}
    assert send(public, "/schrijven/verzegeld/", stolen).json()["error"] == "used"
    copied = theirs | {"for_team": mine["for_team"]}
    assert send(public, "/schrijven/verzegeld/", copied).json()["error"] == "used"
    assert Report.objects.count() == 1


@pytest.mark.parametrize("field", ["state", "taken_by", "handled_at", "received_at", "id"])
def test_a_report_carries_no_field_of_ours(public, team, field: str) -> None:
    assert send(public, "/schrijven/verzegeld/", of_a_browser(**{field: 1})).status_code == 400


def test_what_the_store_holds_deletes_nothing(public, team) -> None:
    report = people.a_report()
    stolen = b64encode(bytes(report.mailbox_hash)).decode()
    send(public, "/postvak/verzegeld/wissen/", {"mailbox_id": stolen})

    assert inbox.existing_report(bytes(report.mailbox_hash)) is not None


def test_who_waits_for_stretching_leaves_threads_for_the_others(monkeypatch) -> None:
    taken = [stretching.WAITING_PLACES.acquire(blocking=False) for _ in range(16)]
    try:
        with pytest.raises(stretching.TooManyStretching):
            stretching.stretch_in_turn(code.new_words())
    finally:
        for _ in filter(None, taken):
            stretching.WAITING_PLACES.release()
    assert stretching.stretch_in_turn(code.new_words())


def test_a_crowd_at_the_login_leaves_threads_for_who_is_in(team, fatima) -> None:
    taken = [login.WAITING_PLACES.acquire(blocking=False) for _ in range(3)]
    given = {"login": "fatima", "phrase": people.PHRASE, "code": pyotp.TOTP(people.TOTP).now()}
    try:
        page = Client().post("/inloggen/", given)
    finally:
        for _ in filter(None, taken):
            login.WAITING_PLACES.release()

    assert page.status_code == 503
    assert "tegelijk" in page.content.decode()
    assert Client().post("/inloggen/", given).status_code == 302


class Asked:
    """A request as granian hands it over."""

    proto, method, path, query_string, scheme, client = "http", "GET", "/", "", "http", ""
    headers: ClassVar = {"x-forwarded-for": "1", "x_forwarded_proto": "https", "content_type": "x"}


class Arriving:
    """A body that comes in these parts, with so long between them, and is silent at the end."""

    def __init__(self, *parts: bytes, pause: float = 0, silent: float = 0) -> None:
        self._parts, self._pause, self._silent = iter(parts), pause, silent

    def __aiter__(self) -> "Arriving":
        return self

    async def __anext__(self) -> bytes:
        for part in self._parts:
            await asyncio.sleep(self._pause)
            return part
        await asyncio.sleep(self._silent)
        raise StopAsyncIteration


def read(reader: bodies.BodyReader, protocol: object, **headers: str) -> bytes:
    class Posted(Asked):
        method = "POST"

    Posted.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    async def whole() -> bytes:
        async with reader.read(Posted(), protocol, longest=8 * bodies.MIB) as body:
            return body

    return asyncio.run(whole())


@pytest.mark.parametrize("also", [{}, {"content_length": "10"}])
def test_a_body_that_does_not_say_how_long_it_is_is_not_read(also: dict[str, str]) -> None:
    with pytest.raises(bodies.LengthMissing):
        read(bodies.BodyReader(), Arriving(b"x" * 10), transfer_encoding="chunked", **also)


def test_a_body_shorter_than_it_said_is_no_body() -> None:
    with pytest.raises(bodies.BodyCutOff):
        read(bodies.BodyReader(), Arriving(bytes(99_999)), content_length="100000")


@pytest.mark.parametrize(
    ("length", "most"),
    [(bodies.MIB, bodies.MOST_MIDDLE_BYTES), (4 * bodies.MIB, bodies.MOST_LARGE_BYTES)],
)
def test_bodies_together_never_take_more_than_their_share_of_memory(length: int, most: int) -> None:
    reader, said = bodies.BodyReader(), {"content_length": str(length)}
    reader._held[most] = most - length
    assert len(read(reader, Arriving(bytes(length)), **said)) == length
    reader._held[most] += 1

    with pytest.raises(bodies.TooManyBodies):
        read(reader, Arriving(bytes(length)), **said)
    assert reader._held[most] == most - length + 1  # what was refused or answered is given back


def test_who_says_much_and_sends_nothing_holds_no_memory_and_gets_no_extra_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.02)
    reader = bodies.BodyReader()
    with pytest.raises(TimeoutError):
        read(reader, Arriving(b"x", silent=60), content_length="5000000")

    assert set(reader._held.values()) == {0}


def test_a_large_body_on_a_slow_line_comes_in_as_long_as_it_keeps_coming(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(bodies, "SLOWEST_WITH_ROOM", 4 * bodies.MIB)
    coming = [bytes(bodies.MIB // 2)] * 6
    said = {"content_length": str(3 * bodies.MIB)}
    assert len(read(bodies.BodyReader(), Arriving(*coming, pause=0.1), **said)) == 3 * bodies.MIB

    trickling = [*coming[:5], *[b"x"] * 60]  # fast at first, and then a byte now and then
    with pytest.raises(TimeoutError):
        read(bodies.BodyReader(), Arriving(*trickling, pause=0.05), **said)


@pytest.mark.parametrize("length", [bodies.MIB // 2, 2 * bodies.MIB])
def test_a_photo_over_a_bad_line_comes_in_while_there_is_room(
    monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    """25 KB a second, a hundred times as fast here; it was sent away after some seconds."""
    for name in ("BODY_SECONDS", "LARGE_SECONDS"):
        monkeypatch.setattr(bodies, name, getattr(bodies, name) / 100)
    for name in ("SLOWEST_WITH_ROOM", "SLOWEST_BYTES_PER_SECOND"):
        monkeypatch.setattr(bodies, name, getattr(bodies, name) * 100)
    reader, said = bodies.BodyReader(), {"content_length": str(length)}
    coming = [bytes(64 * 1024)] * (length // (64 * 1024))
    assert len(read(reader, Arriving(*coming, pause=0.026), **said)) == length

    most = bodies.MOST_MIDDLE_BYTES if length <= bodies.MIB else bodies.MOST_LARGE_BYTES
    reader._held[most] = most // 2
    with pytest.raises(TimeoutError):
        read(reader, Arriving(*coming, *coming, *coming, pause=0.026), **said)


def test_half_a_megabyte_of_encodings_is_read_for_its_beginning() -> None:
    shelf = publish({"/": "<p>" + "woord " * 200}, {})
    answer = shelf.answer("GET", "/", "gzip," + "a;q=1," * 80_000 + "br", "")

    assert answer
    assert ("content-encoding", "gzip") in answer.headers


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    environ = wsgi_environ(Asked(), b"")

    assert "HTTP_X_FORWARDED_FOR" in environ
    assert not {"HTTP_X_FORWARDED_PROTO", "CONTENT_TYPE"} & set(environ)


SQL = [
    "x' OR '1'='1",
    "1; DROP TABLE accounts_member--",
    "%' UNION SELECT salt FROM accounts_member--",
]
SQL_PLACES = [
    ("/casussen/", "voor"),
    ("/werk/", "na"),
    ("/werk/meldingen/", "voor"),
    ("/logboek/", "wie"),
    ("/logboek/", "wat"),
    ("/ik/", "wachtzin"),
]


@pytest.mark.parametrize("typed", SQL)
def test_what_is_typed_is_never_a_statement(team, fatima, desk, public, typed: str) -> None:
    """Where the text of a visitor or member reaches a query: login, search, pages of a list."""
    login_form = {"login": typed, "phrase": people.PHRASE, "code": pyotp.TOTP(people.TOTP).now()}
    lead = a_lead(team)
    answers = [
        Client().post("/inloggen/", login_form),
        desk.post("/zoeken/", {"q": typed}),
        public.post("/postvak/openen/", {"words": typed}),
        *(lead.get(address, {name: typed}) for address, name in SQL_PLACES),
    ]

    assert all(answer.status_code in {200, 400, 403, 404} for answer in answers)
    assert not any(fatima.salt.hex() in answer.content.decode() for answer in answers)
    assert Member.objects.filter(pk=fatima.pk).exists()


def test_what_was_encoded_twice_is_decoded_once(team) -> None:
    page = a_lead(team).get("/logboek/?wat=report%253A1")

    assert page.context["thing"] == "report%3A1"
