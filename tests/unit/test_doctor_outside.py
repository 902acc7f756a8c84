"""`./run doctor` at both sites as a visitor meets them: a server with each fault, over real TLS."""

import http.server
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from uitweg.site.operations.doctor import outside, question
from uitweg.site.operations.doctor.outside import Site
from uitweg.site.web.page_headers import COMMON_HEADERS, HSTS

ONION = "http://voorbeeld.onion"


class Behind(http.server.BaseHTTPRequestHandler):
    """A proxy with a door behind it; `faults` names what it does wrong."""

    faults: frozenset[str] = frozenset()
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers["Host"].startswith("onbekend") and "any-name" not in self.faults:
            self.close_connection = True
            return
        if "redirect" in self.faults:
            self._answer(301, [("location", "https://localhost/")], ours=False)
            return
        status = 413 if self.command == "POST" else 200
        self._answer(status, self._added(), ours="no-door" not in self.faults)

    def do_POST(self) -> None:
        if "waits" in self.faults:
            self.rfile.read(int(self.headers["Content-Length"]))
        elif "low-limit" in self.faults:
            self._answer(413, [], ours=False)
        else:
            self.do_GET()

    def _added(self) -> list[tuple[str, str]]:
        added = [] if "no-hsts" in self.faults else [HSTS]
        forged = "believes" in self.faults and self.headers.get("X-Forwarded-Proto") == "http"
        added += [] if forged else [("Onion-Location", f"{ONION}/")]
        return added + ([("Set-Cookie", "spoor=1")] if "cookie" in self.faults else [])

    def _answer(self, status: int, headers: list[tuple[str, str]], *, ours: bool) -> None:
        self.send_response(status)
        for name, value in [*headers, *(COMMON_HEADERS if ours else [])]:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        [*line, "-nodes", "-days", "90", *files, *names], check=True, capture_output=True
    )
    return folder


@contextmanager
def serving(certificate: Path | None, *faults: str) -> Iterator[int]:
    """Serve with these faults; yield the port."""
    handler = type("Faulty", (Behind,), {"faults": frozenset(faults)})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def found_at(certificate: Path, *faults: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    monkeypatch.setattr(outside, "plain_http", lambda url: [])
    with serving(certificate, *faults) as port:
        site = Site("UITWEG_PUBLIC_URL", f"https://localhost:{port}", 9, is_public=True)
        return {one.symptom for one in outside.asked(site, onion=ONION)}


GOOD = {"site-answers", "only-own-name", "body-limit-fits"}


def test_at_a_site_as_it_should_be_all_is_good(certificate, monkeypatch) -> None:
    assert found_at(certificate, monkeypatch=monkeypatch) == GOOD


@pytest.mark.parametrize(
    ("fault", "symptom"),
    [
        ("no-hsts", "no-hsts"),
        ("cookie", "headers-added"),
        ("any-name", "any-name-served"),
        ("low-limit", "body-limit-low"),
        ("waits", "body-kept-by-proxy"),
        ("believes", "forwarded-proto-believed"),
        ("no-door", "site-not-a-door"),
    ],
)
def test_each_fault_of_a_proxy_is_found(certificate, monkeypatch, fault, symptom: str) -> None:
    monkeypatch.setattr(question, "PATIENCE_SECONDS", 0.7)

    assert symptom in found_at(certificate, fault, monkeypatch=monkeypatch)


def test_a_certificate_that_nobody_trusts_is_wrong(certificate, monkeypatch) -> None:
    with serving(certificate) as port:
        site = Site("UITWEG_PUBLIC_URL", f"https://localhost:{port}", 9, is_public=True)
        (found,) = outside.asked(site)

    assert found.symptom == "certificate-refused"
    assert "self-signed" in found.sentence


def test_a_certificate_for_another_name_is_wrong(certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with serving(certificate) as port:
        site = Site("UITWEG_PUBLIC_URL", f"https://127.0.0.1:{port}", 9, is_public=True)

        assert [one.symptom for one in outside.asked(site)] == ["certificate-refused"]


def test_a_site_out_of_reach_is_no_fault_of_the_site() -> None:
    site = Site("UITWEG_STAFF_URL", "https://127.0.0.1:9", 9, is_public=False)

    assert [one.symptom for one in outside.asked(site)] == ["site-not-reached"]


@pytest.mark.parametrize(
    ("day", "count"), [("Jan  1 00:00:00 2027 GMT", 1), ("Jan  1 00:00:00 2028 GMT", 0)]
)
def test_a_certificate_that_ends_soon(day: str, count: int) -> None:
    now = datetime(2026, 12, 24, tzinfo=UTC)

    assert len(list(outside.certificate("https://x", day, now=now))) == count


@pytest.mark.parametrize(
    ("faults", "symptom"), [(["redirect"], "http-redirects"), ([], "http-served")]
)
def test_plain_http_should_lead_to_https(faults: list[str], symptom: str) -> None:
    with serving(None, *faults) as port:
        (found,) = outside.plain_http(f"http://127.0.0.1:{port}")

    assert found.symptom == symptom


def test_nothing_at_the_plain_address_is_said() -> None:
    assert [one.symptom for one in outside.plain_http("http://127.0.0.1:9")] == ["http-silent"]


def test_a_door_that_is_reached_beside_its_proxy_is_wrong(monkeypatch) -> None:
    with serving(None) as port:
        site = Site("UITWEG_PUBLIC_URL", "https://127.0.0.1", port, is_public=True)
        assert list(outside.beside_the_proxy(site)) == []
        monkeypatch.setattr(outside, "is_loopback", lambda _: False)
        assert [one.symptom for one in outside.beside_the_proxy(site)] == ["door-beside-proxy"]


def test_sites_without_tls_are_for_trying_out(settings) -> None:
    assert [one.symptom for one in outside.examine(None)] == ["site-without-tls"] * 2  # type: ignore[arg-type]
