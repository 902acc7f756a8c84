"""The worker notices what a taken-over, old or silent public door gives its visitors."""

import contextlib
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.alarms import actions as alarms
from uitweg.platform.alarms.models import Alarm
from uitweg.platform.alarms.rules import AlarmKind
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.site.operations import door_watch, visitor
from uitweg.site.web.page_headers import COMMON_HEADERS
from uitweg.site.web.published import Shelf

type Headers = list[tuple[str, str]]
type Tamper = Callable[[str, Headers, bytes], tuple[int, Headers, bytes]]
ONION = f"http://{'a' * 56}.onion"


def honest(_path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    return 200, headers, body


TEST_IS_OVER = threading.Event()
"""For a door that says nothing until then."""


class FakeDoor(ThreadingHTTPServer):
    """A door that publishes what was given, and may change it on the way out."""

    daemon_threads = True

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.shelf, self.tamper = shelf, honest
        self.asked: list[tuple[str, dict[str, str]]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: FakeDoor
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        page = self.server.shelf.answer("GET", self.path, "", "")
        if page is None:
            self.send_error(404)
            return
        headers = [header for header in page.headers if header[0] != "content-length"]
        named = {name for name, _ in headers}
        headers += [header for header in COMMON_HEADERS if header[0] not in named]
        status, headers, body = self.server.tamper(self.path, headers, page.body)
        self.send_response(page.status if status == 200 else status)
        for name, value in [*headers, ("content-length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        """Be the tunnel to this same door, as Tor's HTTPTunnelPort is to an onion address."""
        self.server.asked.append((self.path, {}))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def door(team, settings, monkeypatch) -> Iterator[FakeDoor]:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(door_watch, "OTHERS_PER_LOOK", 0)
    monkeypatch.setattr(door_watch, "_failures", {})
    ans = people.a_member(team, "Ans", Role.ADMINISTRATOR)
    Member.objects.filter(pk=ans.pk).update(wants_mail=True, mail="ans@voorbeeld.nl")
    settings.PUBLIC_URL, settings.WATCH = "http://127.0.0.1:1", "yes"
    fake = FakeDoor(door_watch.published())
    settings.PUBLIC_URL = fake.url
    yield fake
    fake.shutdown()
    fake.server_close()


def look() -> list[str]:
    """Let the worker look; return what it says of each place, without the address."""
    door_watch.look(now=timezone.now(), pause=lambda _: None)
    return [place.split("/", 3)[-1] for place in Alarm.objects.values_list("place", flat=True)]


def test_what_was_published_is_no_alarm_and_looks_like_a_visitor(door: FakeDoor) -> None:
    assert look() == []
    paths = [path for path, _ in door.asked]
    assert {"/", "/schrijven/", "/postvak/", "/en/postvak/"} <= set(paths)
    assert sum(path.endswith(".js") for path in paths) >= 5
    for _, headers in door.asked:
        assert "uitweg" not in str(headers).lower().replace(door.url, "")
        assert "python" not in str(headers).lower()


def test_pages_by_chance_are_looked_at_too(door: FakeDoor, monkeypatch) -> None:
    monkeypatch.setattr(door_watch, "OTHERS_PER_LOOK", 5)
    look()
    once = {path for path, _ in door.asked}
    look()

    assert {path for path, _ in door.asked} - once


def changed_script(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    return 200, headers, body + b"//" if "mailbox." in path else body


def other_number(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    return 200, headers, body.replace(b"<h1", b"<p>Bel 06-1</p><h1") if path == "/" else body


def header_for(name: str, value: str) -> Tamper:
    def tamper(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        return 200, [*headers, (name, value)] if path == "/schrijven/" else headers, body

    return tamper


def header_instead(name: str, value: str) -> Tamper:
    def tamper(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        kept = [header for header in headers if header[0] != name]
        return 200, [*kept, (name, value)] if path == "/schrijven/" else headers, body

    return tamper


def moved(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    return (302, [("location", "https://x.example/")], b"") if path == "/" else (200, headers, body)


def bomb(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    much = gzip.compress(bytes(50_000_000))
    return (
        (200, [*headers, ("content-encoding", "gzip")], much)
        if path == "/"
        else (200, headers, body)
    )


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (changed_script, "(inhoud)"),
        (other_number, "(inhoud)"),
        (moved, "(status 302)"),
        (header_for("link", "<https://x.example/a.js>; rel=preload; as=script"), "link erbij"),
        (header_for("refresh", "0; url=https://x.example"), "refresh erbij"),
        (header_for("set-cookie", "wie=jij"), "set-cookie erbij"),
        (header_for("onion-location", "http://x.onion/"), "onion-location erbij"),
        (header_for("alt-svc", 'h3="x.example:443"'), "alt-svc erbij"),
        (header_instead("content-security-policy", "script-src *"), "content-security-policy"),
        (header_for("content-security-policy", "script-src *"), "content-security-policy"),
        (header_instead("referrer-policy", "unsafe-url"), "referrer-policy"),
    ],
)
def test_a_door_that_serves_something_else_is_an_alarm_at_once(
    door: FakeDoor, tamper: Tamper, said: str
) -> None:
    door.tamper = tamper
    found = look()

    assert len(found) == 1
    assert said in found[0]
    assert [mail.to for mail in OutgoingMessage.objects.all()] == ["ans@voorbeeld.nl"]
    assert AuditEntry.objects.get(act="alarm:raise").reason == "other-page"
    look()
    assert (Alarm.objects.get().count, OutgoingMessage.objects.count()) == (2, 1)


def test_an_address_that_leads_on_carries_no_more_than_that(door: FakeDoor, monkeypatch) -> None:
    """The older addresses stand on paper: nobody was looked at for what came along there."""

    def with_a_cookie(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        return 200, [*headers, ("set-cookie", "wie=jij")] if path == "/melden/" else headers, body

    monkeypatch.setattr(door_watch, "IMPORTANT_PAGES", ("/melden/", "/ik-zit-erin/"))
    honest_found = look()
    door.tamper = with_a_cookie

    assert (honest_found, look()) == ([], ["melden/ (kopregel set-cookie erbij)"])


def test_a_door_with_another_team_key_is_an_alarm(door: FakeDoor) -> None:
    TeamKey.objects.update(public_key=bytes(1216))

    assert any("schrijven/ (inhoud)" in place for place in look())


def test_a_door_with_another_key_to_check_answers_is_an_alarm(door: FakeDoor) -> None:
    TeamKey.objects.update(verify_key=bytes(32))

    assert {place.split(" ")[0] for place in look()} == {
        "postvak/",
        "en/postvak/",
        "makkelijk/postvak/",
    }


def test_a_door_that_serves_an_old_version_is_an_alarm(door: FakeDoor, monkeypatch) -> None:
    """The door did not get the new release: the address of each script has its hash in it."""
    from uitweg.site.web import public_pages

    def newer(name: str) -> tuple[str, bytes]:
        return f"/{name}.new.js", b"new"

    monkeypatch.setattr(public_pages, "_built_script", newer)

    assert any("schrijven/ (inhoud)" in place for place in look())


def test_a_key_that_has_just_turned_is_no_alarm(door: FakeDoor) -> None:
    TeamKey.objects.update(public_key=bytes(1216))
    fresh = door_watch.published()

    def door_remakes_its_pages(_seconds: float) -> None:
        door.shelf = fresh

    door_watch.look(now=timezone.now(), pause=door_remakes_its_pages)
    assert not Alarm.objects.exists()


def test_a_door_that_differs_otherwise_each_time_is_one_alarm_for_each_page(
    door: FakeDoor, monkeypatch
) -> None:
    """Else it buries the alarm that matters among thousands that must be closed by hand."""
    for number in range(3):
        door.tamper = header_for(f"x-{number}", "1")
        look()

    assert Alarm.objects.get().count == 3


def test_what_differs_is_an_alarm_though_a_later_page_does_not_come(door: FakeDoor) -> None:
    def differs_and_breaks(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        if path == "/en/postvak/":
            return 502, headers, b""
        return other_number(path, headers, body)

    door.tamper = differs_and_breaks

    assert any("(inhoud)" in place for place in look())


def silent(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    TEST_IS_OVER.wait(30)
    return 200, headers, body


def broken(path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    return 502, headers, b""


@pytest.mark.parametrize("tamper", [silent, broken, bomb], ids=lambda tamper: tamper.__name__)
def test_a_slow_broken_or_hostile_door_is_an_alarm_after_three_looks(
    door: FakeDoor, tamper: Tamper, monkeypatch
) -> None:
    monkeypatch.setattr(visitor, "FETCH_SECONDS", 0.3)
    door.tamper = tamper
    TEST_IS_OVER.clear()
    counts = []
    for _ in range(3):
        look()
        counts.append(Alarm.objects.filter(kind="unreachable").count())
    TEST_IS_OVER.set()

    assert counts == [0, 0, 1]
    assert OutgoingMessage.objects.count() == 1


class Dripping(BaseHTTPRequestHandler):
    """Says that the connection ends with the answer, and sends that a byte at a time, for long."""

    came_to_its_end = False

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(1500):
                self.wfile.write(b"x")
                time.sleep(0.02)
            Dripping.came_to_its_end = True

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, *_: object) -> None: ...


def test_an_answer_that_never_ends_does_not_hold_the_worker(monkeypatch) -> None:
    monkeypatch.setattr(visitor, "FETCH_SECONDS", 0.3)
    slow = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    slow.daemon_threads, slow.handle_error = True, lambda *_: None
    threading.Thread(target=slow.serve_forever, daemon=True).start()
    with pytest.raises(visitor.NoAnswer):
        visitor.fetch(visitor.DoorAddress(f"http://127.0.0.1:{slow.server_address[1]}"), "/")
    was_cut_off = not Dripping.came_to_its_end
    slow.shutdown()
    slow.server_close()

    assert was_cut_off


def test_a_small_alarm_first_keeps_no_mail_about_a_larger_one_back(door: FakeDoor) -> None:
    alarms.raise_alarm(AlarmKind.UNREACHABLE, door.url, now=timezone.now())
    alarms.raise_alarm(AlarmKind.MANY_WISHES, now=timezone.now(), count=40)

    assert OutgoingMessage.objects.count() == 2


def test_one_look_that_fails_is_forgotten_when_the_next_succeeds(door: FakeDoor) -> None:
    for tamper in (broken, broken, honest, broken, broken):
        door.tamper = tamper
        look()

    assert not Alarm.objects.exists()


@pytest.mark.parametrize("tunnel", [False, True], ids=["at its local port", "through tor"])
def test_the_onion_address_is_looked_at_as_well(door: FakeDoor, settings, tunnel: bool) -> None:
    port = door.server_address[1]
    settings.ONION, settings.PUBLIC_PORT = ONION, port
    settings.TOR_TUNNEL_PORT = port if tunnel else 0
    door.tamper = changed_script
    found = look()

    assert len(found) == 2
    assert any(place.startswith(ONION) for place in Alarm.objects.values_list("place", flat=True))
    assert ONION.removeprefix("http://") in {headers.get("Host") for _, headers in door.asked}
    assert (f"{ONION.removeprefix('http://')}:80" in {path for path, _ in door.asked}) == tunnel


def test_it_can_be_switched_off(door: FakeDoor, settings) -> None:
    settings.WATCH = "no"
    door.tamper = broken
    look()

    assert door.asked == []


# what people do with it


@pytest.fixture
def alarm(door: FakeDoor) -> Alarm:
    door.tamper = other_number
    look()
    return Alarm.objects.get()


@pytest.mark.parametrize("role", Role, ids=str)
def test_who_sees_the_alarm_and_who_closes_it(alarm: Alarm, team, role: Role) -> None:
    desk = people.at_the_desk(people.a_member(team, "Iemand", role))
    sees = role in {Role.LEAD, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}
    assert desk.get("/alarm/").status_code == (200 if sees else 403)
    assert ("Er is iets met de publieke site" in desk.get("/ik/").content.decode()) == sees
    answer = desk.post(f"/alarm/{alarm.pk}/", {"verdict": "own-change"})

    alarm.refresh_from_db()
    assert (answer.status_code, alarm.settled_at is None) == (
        (302, False) if role == Role.LEAD else (403, True)
    )


def test_a_lead_says_what_it_was_once_and_it_comes_back_while_it_lasts(alarm: Alarm, team) -> None:
    noor = people.at_the_desk(people.a_member(team, "Noor", Role.LEAD))
    assert noor.post(f"/alarm/{alarm.pk}/", {}).status_code == 400
    answers = [noor.post(f"/alarm/{alarm.pk}/", {"verdict": "fault"}) for _ in range(2)]
    page = noor.get("/alarm/").content.decode()
    look()

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "Een storing, die is verholpen" in page
    assert AuditEntry.objects.get(act="alarm:settle").reason == "fault"
    assert Alarm.objects.filter(settled_at=None).count() == 1
    assert OutgoingMessage.objects.count() == 2
