"""Real servers of others, on this machine: a mail server, and an HTTP gateway that does as told."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.installation import free_port


class Postbox:
    """An SMTP server's handler that refuses one receiver."""

    def __init__(self) -> None:
        self.got: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]  # noqa: N802
        if address.startswith("kapot"):
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        self.got += [f"{to}\n{envelope.content.decode()}" for to in envelope.rcpt_tos]
        return "250 OK"


def mailers(port: int) -> dict[str, Any]:
    """Return the setting MAILERS for a mail server on this machine."""
    backend = "uitweg.platform.jobs.actions.mail_server.Backend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port}}}


@contextmanager
def mail_server(box: Postbox | None = None) -> Iterator[tuple[int, Postbox]]:
    """Run one; yield its port and what it gets."""
    box = box or Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield server.port, box
    finally:
        server.stop()


@dataclass(frozen=True)
class Received:
    """One request as a gateway got it, and the status that it gave; 0 for another answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    answered: int
    at: float = field(default_factory=time.time)


@dataclass
class GatewayServer:
    """`answers` are given one after the other, the last one for ever: a status, or what to do."""

    answers: list[int | Callable[[socket.socket], None]]
    port: int = 0
    got: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_answer(self) -> "int | Callable[[socket.socket], None]":
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def gateway_server(*answers: int | Callable[[socket.socket], None]) -> Iterator[GatewayServer]:
    gateway = GatewayServer(list(answers) or [200])

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = gateway.next_answer()
            status = answer if isinstance(answer, int) else 0
            gateway.got.append(Received(self.command, self.path, headers, body.decode(), status))
            if not isinstance(answer, int):
                answer(self.connection)
                self.close_connection = True
                return
            self.send_response(answer)
            if 300 <= answer < 400:
                self.send_header("Location", f"{gateway.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = do_PUT = _take  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    gateway.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()


TOO_LONG_SECONDS = 30
"""What a slow server takes: who waits for it gets a right answer in the end, and a test sees that."""


def drip(line: socket.socket) -> None:
    """Answer yes a byte at a time, for as long as somebody listens."""
    padding = b"x" * (TOO_LONG_SECONDS * 10)
    answer = b"HTTP/1.1 200 OK\r\nX-Padding: " + padding + b"\r\nContent-Length: 0\r\n\r\n"
    try:
        for byte in answer:
            line.sendall(bytes([byte]))
            time.sleep(0.1)
    except OSError:
        return


def say_nothing(line: socket.socket) -> None:
    """Take the request and wait until the other side goes away; answer yes when it never does."""
    with closing(line), suppress(OSError):
        line.settimeout(TOO_LONG_SECONDS)
        try:
            line.recv(1)
        except TimeoutError:
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def hang_up(line: socket.socket) -> None:
    """Take the request and end the connection without a word."""
    line.shutdown(socket.SHUT_RDWR)
