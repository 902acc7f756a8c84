"""What nginx and Caddy of deploy/ do for anybody outside, in front of a door that notes what it gets."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPMessage, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.support.proxy import IN_FRONT, OUTSIDE, PUBLIC_NAME, STAFF_NAME, Proxy, connect
from uitweg.site.web.page_headers import HSTS

MARKER = "zeepaardje-onder-de-trap"
MB = 1024 * 1024
HUGE = 40 * MB


@dataclass
class StandIn:
    """In the place of both doors: `got` has the path and headers of each request."""

    server: ThreadingHTTPServer
    got: list[tuple[str, HTTPMessage]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)


def stand_in() -> StandIn:
    """Start it: it answers 200 "door"; /groot with 40 MB; /langzaam when told, with what came."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            place.got.append((self.path, self.headers))
            left = int(self.headers.get("Content-Length") or 0)
            if self.path == "/langzaam":
                left -= len(self.rfile.read(1))
                place.arrived.set()
                place.go_on.wait(20)
            while left > 0 and (piece := self.rfile.read(min(left, MB))):
                left -= len(piece)
            size = HUGE if self.path == "/groot" else 4
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(size))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(b"x" * size if size == HUGE else b"door")

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    place = StandIn(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
    place.server.daemon_threads = True
    threading.Thread(target=place.server.serve_forever, args=(0.02,), daemon=True).start()
    return place


@dataclass(frozen=True)
class Outside:
    """A proxy as people outside see it, and the stand-in behind it."""

    proxy: Proxy
    door: StandIn

    def ask(
        self, path: str, *, name: str = PUBLIC_NAME, source: str = "127.0.0.1", **headers: str
    ) -> tuple[int, HTTPMessage, str]:
        lines = {"Host": name} | {key.replace("_", "-"): value for key, value in headers.items()}
        head = "".join(f"{key}: {value}\r\n" for key, value in lines.items())
        with closing(connect(self.proxy, name, source=source)) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
            return read_answer(line)


def read_answer(line: socket.socket) -> tuple[int, HTTPMessage, str]:
    with HTTPResponse(line) as answer:
        answer.begin()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def outside(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Outside]:
    door = stand_in()
    port = door.server.server_address[1]
    with in_front(request.param, port, tmp_path_factory.mktemp(request.param)) as proxy:
        yield Outside(proxy, door)
    door.server.shutdown()
    door.server.server_close()


@contextmanager
def in_front(name: str, port: int, folder: Path) -> Iterator[Proxy]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        tls_port = int(probe.getsockname()[1])
    with IN_FRONT[name]({"public": port, "staff": port}, folder, tls_port) as proxy:
        yield proxy


def test_a_name_that_is_not_ours_gets_no_answer(outside: Outside) -> None:
    asked = b"GET / HTTP/1.1\r\nHost: elders.example\r\n\r\n"
    plain = socket.create_connection(("127.0.0.1", outside.proxy.plain_port), 10)
    for line in (connect(outside.proxy, PUBLIC_NAME), plain):
        with closing(line), suppress(ConnectionResetError):
            line.sendall(asked)
            assert line.recv(100) == b""
    with pytest.raises(ssl.SSLError):
        connect(outside.proxy, "elders.example")


def test_plain_http_leads_to_https_and_reaches_no_door(outside: Outside) -> None:
    outside.door.got.clear()
    with closing(socket.create_connection(("127.0.0.1", outside.proxy.plain_port), 10)) as line:
        line.sendall(f"GET /hulp/?a=b HTTP/1.1\r\nHost: {PUBLIC_NAME}\r\n\r\n".encode())
        status, headers, _ = read_answer(line)

    assert (status, headers["Location"]) == (301, f"https://{PUBLIC_NAME}/hulp/?a=b")
    assert outside.door.got == []


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_an_old_tls_is_refused(outside: Outside, version: str) -> None:
    old = ssl.create_default_context()
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion[version]
    with (
        closing(socket.create_connection(("127.0.0.1", outside.proxy.tls_port), 10)) as line,
        pytest.raises((ssl.SSLError, OSError)),
    ):
        old.wrap_socket(line, server_hostname=PUBLIC_NAME)


@pytest.mark.parametrize("name", [PUBLIC_NAME, STAFF_NAME])
def test_a_door_hears_that_it_was_https_and_not_from_where(outside: Outside, name: str) -> None:
    told = {
        "X_Forwarded_Proto": "http",
        "X_Forwarded_For": "192.0.2.7",
        "X_Forwarded_Host": "elders.example",
        "X_Real_IP": "192.0.2.7",
        "Forwarded": "for=192.0.2.7",
    }
    status, _, said = outside.ask("/", name=name, **told)
    _, headers = outside.door.got[-1]

    assert (status, said) == (200, "door")
    assert headers.get_all("X-Forwarded-Proto") == ["https"]
    assert headers.get_all("Host") == [name]
    heard = {key.lower(): value for key, value in headers.items()}
    assert "x-forwarded-for" not in heard
    assert not re.search(r"192\.0\.2\.7|127\.0\.0\.1|elders", str(heard)), heard


def test_the_staff_door_is_for_the_municipal_network_and_a_partners_link_for_everybody(
    outside: Outside,
) -> None:
    there = {path: outside.ask(path, name=STAFF_NAME)[0] for path in ("/", "/vraag/a/")}
    outsider = {
        path: outside.ask(path, name=STAFF_NAME, source=OUTSIDE)[0]
        for path in ("/", "/inloggen/", "/health", "/vraag/a/", "/static/b.css")
    }

    assert there == {"/": 200, "/vraag/a/": 200}
    assert outsider == {
        "/": 403,
        "/inloggen/": 403,
        "/health": 403,
        "/vraag/a/": 200,
        "/static/b.css": 200,
    }


WAYS_ROUND = ("/vraag/..{}", "/static/%2e%2e{}", "/vraag/%2e%2e%2f{}", "/vraag//..{}", "//..{}")


@pytest.mark.parametrize("way", WAYS_ROUND)
def test_no_way_round_leads_from_a_partners_link_to_the_staff_door(
    outside: Outside, way: str
) -> None:
    outside.door.got.clear()
    for path in ("/", "/casus/1/", "/inloggen/"):
        outside.ask(way.format(path), name=STAFF_NAME, source=OUTSIDE)
    reached = [unquote(asked) for asked, _ in outside.door.got]  # as the door reads it

    assert [path for path in reached if not path.startswith(("/vraag/", "/static/"))] == []


def test_what_a_door_sends_is_not_changed(outside: Outside) -> None:
    _, headers, said = outside.ask("/", Accept_Encoding="gzip, br")

    assert said == "door"
    every_server = {"server", "date", "connection", "via"}
    assert {name.lower() for name in headers} - every_server == {"content-type", "content-length"}


def test_a_slow_reader_of_a_large_file_leaves_nothing_on_disk(outside: Outside) -> None:
    with closing(connect(outside.proxy, STAFF_NAME)) as line:
        line.sendall(f"GET /groot HTTP/1.1\r\nHost: {STAFF_NAME}\r\n\r\n".encode())
        with HTTPResponse(line) as answer:
            answer.begin()
            answer.read(MB)
            assert outside.proxy.kept_on_disk() == []


def test_a_body_goes_through_while_it_comes_in_and_lies_nowhere(outside: Outside) -> None:
    outside.door.arrived.clear()
    outside.door.go_on.clear()
    head = f"POST /langzaam HTTP/1.1\r\nHost: {PUBLIC_NAME}\r\nContent-Length: {20 * MB}\r\n\r\n"
    with closing(connect(outside.proxy, PUBLIC_NAME)) as line:
        line.sendall(head.encode() + MARKER.encode())
        assert outside.door.arrived.wait(10), "the first byte waited for the last one"
        line.settimeout(0.3)
        with suppress(OSError):  # nobody reads: it goes as far as memory takes it
            line.sendall(b"x" * (20 * MB - len(MARKER)))
        assert outside.proxy.kept_on_disk() == []
    outside.door.go_on.set()


def read_page(outside: Outside, path: str, name: str, **more: str) -> tuple[int, HTTPMessage, str]:
    status, headers, said = outside.ask(path, name=name, **more)
    assert "tel:112" in said
    assert not re.search(r"nginx|caddy|<script|src=", said.lower())
    assert headers[HSTS[0]] == HSTS[1]
    assert headers["Cache-Control"] == "no-store"
    return status, headers, said


@pytest.mark.parametrize("name", [PUBLIC_NAME, STAFF_NAME])
def test_only_what_no_door_would_read_is_refused_by_the_proxy_on_a_dutch_page(
    outside: Outside, name: str
) -> None:
    outside.door.got.clear()
    status, _, said = read_page(outside, "/", name, Content_Length=str(32 * MB + 1))

    assert (status, outside.door.got) == (413, [])
    assert "Dit is te groot" in said
    with closing(connect(outside.proxy, name)) as line:
        head = f"POST / HTTP/1.1\r\nHost: {name}\r\nContent-Length: {32 * MB}\r\n\r\n"
        line.sendall(head.encode() + b"x" * (32 * MB))
        assert read_answer(line)[0] == 200


def test_a_refused_outsider_reads_why(outside: Outside) -> None:
    status, _, said = read_page(outside, "/casus/1/", STAFF_NAME, source=OUTSIDE)

    assert (status, "netwerk van de gemeente" in said) == (403, True)


@pytest.mark.parametrize("proxy_name", ["nginx", "caddy"])
def test_without_a_door_there_are_112_and_the_coordinator_and_no_trace_of_the_visitor(
    proxy_name: str, tmp_path: Path
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with in_front(proxy_name, nobody.getsockname()[1], tmp_path) as proxy:
            away = Outside(proxy, None)  # type: ignore[arg-type]
            path = f"/{MARKER}/?{MARKER}"
            answers = {
                name: read_page(away, path, name, source="127.0.3.33", User_Agent=MARKER)
                for name in (PUBLIC_NAME, STAFF_NAME)
            }
            with closing(connect(proxy, PUBLIC_NAME, source="127.0.3.33")) as line:
                line.sendall(f"POST /{MARKER}/ HTTP/1.1\r\nHost: {PUBLIC_NAME}\r\n".encode())
                line.sendall(f"Content-Length: {len(MARKER)}\r\n\r\n{MARKER}".encode())
                posted, _, said = read_answer(line)
            hostile(proxy)
        written = [file for file in tmp_path.rglob("*") if file.is_file()]

    assert {status for status, _, _ in answers.values()} == {502} == {posted}
    assert "De site doet het even niet" in said
    assert "Heb je nu dienst?" in answers[STAFF_NAME][2]
    assert all('href="tel:+31' in page for _, _, page in answers.values())
    for trace in (MARKER.encode(), b"127.0.3.33"):
        assert [file for file in written if trace in file.read_bytes()] == []


def hostile(proxy: Proxy) -> None:
    """Send what no proxy understands, each with the marker in it."""
    for name in (PUBLIC_NAME, STAFF_NAME):
        for line in (f"GET /{MARKER}", f"{MARKER} / HTTP/1.1", f"GET /%{MARKER} HTTP/1.1"):
            tail = f"Host: {name}\r\nX: {MARKER}\r\n{MARKER}\r\nCookie: {MARKER * 4000}\r\n\r\n"
            _send(connect(proxy, name, source="127.0.3.33"), f"{line}\r\n{tail}")
    plain = socket.create_connection(("127.0.0.1", proxy.tls_port), 10, ("127.0.3.33", 0))
    _send(plain, f"GET /{MARKER} HTTP/1.1\r\nHost: {MARKER}\r\n\r\n")


def _send(line: socket.socket, text: str) -> None:
    with closing(line), suppress(OSError):
        line.sendall(text.encode())
        line.settimeout(2)
        line.recv(1000)
