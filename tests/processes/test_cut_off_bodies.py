"""Bodies that are cut off, or lie about their length, over a raw socket: nothing of them is stored."""

import hashlib
import json
import re
import socket
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field

import pytest

from tests.support import addresses
from tests.support.doors import ask
from tests.support.flooders import a_body, a_form
from tests.support.installation import Installation
from tests.support.processes import look, team_key
from uitweg.platform.accounts.actions.sessions import SESSION_COOKIE
from uitweg.platform.sealing import files, tokens

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Posted:
    """A whole request that would store something."""

    path: str
    body: bytes = field(repr=False)
    kind: str = FORM


def whole_requests(city: Installation) -> list[Posted]:
    """Return one good request for each address of the public door that stores what it gets."""
    team = team_key(city.folder)
    form = a_form(tokens.new_token(16), since="")
    _, sealed = a_body(team)
    further = {name: sealed[name] for name in sealed.keys() - {"reporter_public"}}
    picture = files.describe(b"x" * 900, name="a", kind="image/png")
    chunk = b"".join(files.seal(picture, b"x" * 900))
    return [
        Posted("/schrijven/versturen/", urllib.parse.urlencode(form).encode()),
        Posted("/schrijven/verzegeld/", json.dumps(sealed).encode(), JSON),
        Posted("/postvak/bericht/", urllib.parse.urlencode({**form, "key": "cd" * 16}).encode()),
        Posted("/postvak/verzegeld/bericht/", json.dumps(further).encode(), JSON),
        Posted("/postvak/wissen/", urllib.parse.urlencode({**form, "sure": "yes"}).encode()),
        Posted("/bestand/stuk/", picture.id + bytes(4) + b"\1" + chunk, "application/octet-stream"),
    ]


def say(port: int, head: dict[str, str], path: str, body: bytes, *, hangs_up: bool = False) -> str:
    """Send this much and no more; return the status of the answer, "" without one."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in head.items()]
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        if hangs_up:
            line.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionError):
            while part := line.recv(65_536):
                answer += part
        return (answer.split(b" ")[1:2] or [b""])[0].decode()


def chunked(body: bytes, *, ends: bool = False) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n" + (b"0\r\n\r\n" if ends else b"")


def ways(posted: Posted) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """Yield each way to hang up before the end: its name, the headers, and what is sent."""
    body, kind = posted.body, {"Content-Type": posted.kind}
    length, parts = {"Content-Length": str(len(body))}, {"Transfer-Encoding": "chunked"}
    yield "chunked", {**kind, **parts}, chunked(body)
    yield "chunked, in the middle of one", {**kind, **parts}, chunked(body)[:-9]
    yield "both lengths", {**kind, **length, **parts}, chunked(body)
    yield "shorter than it said", {**kind, "Content-Length": str(len(body) + 1)}, body
    yield "half of it", {**kind, **length}, body[: len(body) // 2]
    yield "asks first and sends nothing", {**kind, **length, "Expect": "100-continue"}, b""


def refused_at_once(posted: Posted) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """Yield bodies that do not say one true length: the status, the headers, and what is sent."""
    body, kind = posted.body, {"Content-Type": posted.kind}
    length, parts = {"Content-Length": str(len(body))}, {"Transfer-Encoding": "chunked"}
    yield "411", {**kind, **parts}, chunked(body, ends=True)
    yield "411", {**kind, **parts, **length}, chunked(body, ends=True)
    yield "400", {**kind, **length, "content-length": str(len(body) - 1)}, body
    yield "400", {**kind, "Content-Length": "-5"}, body


def hang_up_on(port: int, posted: Posted, more: dict[str, str]) -> None:
    """Post it in each way that ends before the body does."""
    for _, head, body in ways(posted):
        say(port, {**more, **head}, posted.path, body, hangs_up=True)


def lie_to(port: int, posted: Posted, more: dict[str, str]) -> None:
    for status, head, body in refused_at_once(posted):
        assert say(port, {**more, **head}, posted.path, body) == status, posted.path


def checksums(city: Installation) -> dict[str, str]:
    """Return a checksum of each table of both stores."""
    sums = {}
    for store in ("channel", "staff"):
        with look(city, store) as rows:
            for (table,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
                content = repr(sorted(map(repr, rows.execute(f'SELECT * FROM "{table}"'))))
                sums[f"{store}.{table}"] = hashlib.sha256(content.encode()).hexdigest()
    return sums


def checksums_after_a_stop(city: Installation, door: str) -> dict[str, str]:
    """Stop this door and start it again; return the checksums from in between.

    A door that stops first finishes what it took, so what it did not store by then never comes.
    """
    city.stop(door)
    sums = checksums(city)
    city.start(door)
    return sums


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve both doors without a worker, which writes by itself."""
    folder = tmp_path_factory.mktemp("cut") / "data"
    made = Installation(folder, {"UITWEG_LOAD_LEVEL": "calm"}).make().start("public", "staff")
    yield made
    made.stop()


def test_of_a_body_that_is_not_whole_the_public_door_stores_nothing(city: Installation) -> None:
    requests, before = whole_requests(city), checksums(city)
    for posted in requests:
        hang_up_on(city.public_port, posted, {})
        lie_to(city.public_port, posted, {})
    assert checksums_after_a_stop(city, "public") == before

    for posted in requests:
        whole = {"Content-Type": posted.kind, "Content-Length": str(len(posted.body))}
        say(city.public_port, whole, posted.path, posted.body)
    # the same requests, whole, were good ones
    changed = {name for name, of_it in checksums(city).items() if of_it != before[name]}
    stored = {"report", "message", "chunk", "deletionwish"}
    assert {f"channel.channel_{table}" for table in stored} <= changed
    assert city.log.read_text().count("\n") < 10


@pytest.mark.long
def test_of_a_body_that_is_not_whole_no_address_of_the_staff_door_stores_anything(
    city: Installation,
) -> None:
    login = next(name for name, who in city.members().items() if who["role"] == "coordinator")
    cookie = f"{SESSION_COOKIE}={city.cookie_of(login)}"
    page = ask(city.staff + "/werk/", cookie=cookie)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body.decode())
    secret = re.search(r"formulier=(\w+)", page.headers["set-cookie"])
    assert token
    assert secret
    typed = {"csrfmiddlewaretoken": token[1], "key": "ab" * 16, "text": "Verzonnen.", "sure": "yes"}
    origin = {"Cookie": f"{cookie}; formulier={secret[1]}", "Origin": city.staff}
    before = checksums(city)
    for path in sorted({address.path for address in addresses.of("staff")}):
        posted = Posted(path, urllib.parse.urlencode(typed).encode())
        hang_up_on(city.staff_port, posted, origin)
        lie_to(city.staff_port, posted, origin)

    assert checksums_after_a_stop(city, "staff") == before
    assert city.log.read_text().count("\n") < 10


def test_a_hundred_that_hang_up_leave_no_line_each_in_the_log(city: Installation) -> None:
    before = city.log.read_text()
    head = b"POST /schrijven/versturen/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nwords="
    for port in (city.public_port, city.staff_port):
        for _ in range(50):
            with closing(socket.create_connection(("127.0.0.1", port))) as line:
                line.sendall(head)
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes((1,)) + bytes(7))
    assert ask(city.public + "/health").status == 200
    time.sleep(0.5)

    assert city.log.read_text()[len(before) :].count("\n") < 3


@pytest.mark.long
def test_who_sends_a_byte_now_and_then_holds_no_worker_and_is_sent_away(city: Installation) -> None:
    lines = []
    for _ in range(60):
        line = socket.create_connection(("127.0.0.1", city.public_port), timeout=20)
        line.sendall(
            b"POST /schrijven/versturen/ HTTP/1.1\r\nHost: x\r\nContent-Length: 6000000\r\n\r\n"
        )
        lines.append(line)
    ends = time.monotonic() + 11
    while time.monotonic() < ends:
        for line in lines:
            with suppress(OSError):
                line.sendall(b"x")
        asked = time.monotonic()
        assert ask(city.public + "/schrijven/", method="POST", body=b"").status == 200
        assert time.monotonic() - asked < 3
        time.sleep(1)
    answers = [line.recv(200) for line in lines]
    for line in lines:
        line.close()

    assert all(b" 408 " in answer for answer in answers)
