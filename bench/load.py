"""The client of the flow, in its own process: N writers on N keep-alive connections, in one thread.

It encrypts everything first, prints "ready", waits for a line of input, and then sends: each flow
is GET /schrijven/ and a POST of one encrypted report. It prints one line of JSON at the end. With a
host name and the file of a certificate it speaks TLS, as through a proxy.
"""

import json
import os
import selectors
import socket
import ssl
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.installation import Installation
from tests.support.processes import team_key
from tests.support.reporters import Said, seal
from uitweg.platform.sealing import code, tokens


@dataclass(frozen=True)
class Place:
    """Where to send: a port of this machine, and for TLS a host name and its certificate."""

    port: int
    name: str = "a"
    certificate: str = ""

    @property
    def form(self) -> bytes:
        head = f"GET /schrijven/ HTTP/1.1\r\nHost: {self.name}\r\nAccept-Encoding: br\r\n\r\n"
        return head.encode()

    def connect(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self.certificate:
            return line
        trusting = ssl.create_default_context(cafile=self.certificate)
        return trusting.wrap_socket(line, server_hostname=self.name)


def request(body: bytes, name: str) -> bytes:
    head = f"POST /schrijven/verzegeld/ HTTP/1.1\r\nHost: {name}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@dataclass
class Writer:
    """A connection and the state of its current flow."""

    connection: socket.socket
    get_form: bytes
    post: bytes = b""
    posting: bool = False
    flow_started: float = 0.0
    request_sent: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.request_sent = time.perf_counter()
        self.received.clear()
        self.connection.sendall(request)

    def answer(self) -> int:
        """Read what has arrived; return the status when the answer is complete, else 0."""
        piece = self.connection.recv(262144)
        if not piece:
            raise ConnectionError
        self.received += piece
        while isinstance(self.connection, ssl.SSLSocket) and self.connection.pending():
            self.received += self.connection.recv(262144)  # no selector sees what TLS holds already
        end = self.received.find(b"\r\n\r\n")
        head = bytes(self.received[: max(end, 0)]).lower()
        at = head.find(b"content-length:")
        if at < 0 or len(self.received) - end - 4 < int(head[at + 15 :].split(b"\r\n", 1)[0]):
            return 0
        return int(self.received[9:12])


def run(place: Place, writers: int, posts_left: list[bytes]) -> dict[str, object]:
    """Send each post once; return the seconds of each flow, of each POST, and the errors."""
    ready = selectors.DefaultSelector()
    flows: list[float] = []
    posts: list[float] = []
    errors, busy = 0, 0
    started, processor = time.perf_counter(), time.process_time()
    for _ in range(writers):
        writer = Writer(place.connect(), place.form)
        ready.register(writer.connection, selectors.EVENT_READ, writer)
        busy += _next_flow(writer, posts_left)
    while busy:
        for key, _ in ready.select():
            writer = key.data
            status = writer.answer()
            if not status:
                continue
            errors += status != 200
            now = time.perf_counter()
            if writer.posting:
                posts.append(now - writer.request_sent)
                flows.append(now - writer.flow_started)
                busy -= not _next_flow(writer, posts_left)
            else:
                writer.posting = True
                writer.send(writer.post)
    took = time.perf_counter() - started
    return {
        "flows": flows,
        "posts": posts,
        "errors": errors,
        "seconds": took,
        "client_cpu": time.process_time() - processor,
    }


def _next_flow(writer: Writer, posts_left: list[bytes]) -> bool:
    """Begin the writer's next flow; return False when there is nothing left to send."""
    if not posts_left:
        return False
    writer.post, writer.posting = posts_left.pop(), False
    writer.flow_started = time.perf_counter()
    writer.send(writer.get_form)
    return True


def main(
    folder: str, port: str, writers: str, count: str, name: str = "a", certificate: str = ""
) -> None:
    """Use the database in the environment, or else SQLite in the folder."""
    store = {"UITWEG_DATABASE_URL": os.environ.get("UITWEG_DATABASE_URL", "")}
    team = team_key(Installation(Path(folder), store))
    code.ITERATIONS = 1  # for speed: the door cannot tell, and encryption is not measured here
    posts, place = [], Place(int(port), name, certificate)
    for _ in range(int(count)):
        said = Said(tokens.new_token(16), f"Verzonnen. {tokens.token_text(900)}")
        posts.append(request(seal(team, code.stretch(code.new_words()), said, first=True), name))
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(run(place, int(writers), posts)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
