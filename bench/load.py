"""The client of the flow, a process of its own: N writers on N kept-alive connections, one thread.

Seals everything first, says "ready", waits for a line, then sends: each flow is
GET /melden/ and a POST of one sealed report. Says one line of JSON when done.
"""

import json
import os
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.installation import Installation
from tests.support.processes import team_key
from tests.support.reporters import Said, seal
from uitweg.platform.sealing import code, tokens

ASK = b"GET /melden/ HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\n\r\n"


def request(body: bytes) -> bytes:
    head = f"POST /melden/verzegeld/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@dataclass
class Writer:
    """One connection, at one place in its flow."""

    line: socket.socket
    post: bytes = b""
    posting: bool = False
    begun: float = 0.0
    asked: float = 0.0
    heard: bytearray = field(default_factory=bytearray)

    def send(self, what: bytes) -> None:
        self.asked = time.perf_counter()
        self.heard.clear()
        self.line.sendall(what)

    def answer(self) -> int:
        """Read what is there; return the status when the answer is whole, else 0."""
        piece = self.line.recv(262144)
        if not piece:
            raise ConnectionError
        self.heard += piece
        end = self.heard.find(b"\r\n\r\n")
        head = bytes(self.heard[: max(end, 0)]).lower()
        at = head.find(b"content-length:")
        if at < 0 or len(self.heard) - end - 4 < int(head[at + 15 :].split(b"\r\n", 1)[0]):
            return 0
        return int(self.heard[9:12])


def run(port: int, writers: int, left: list[bytes]) -> dict[str, object]:
    """Send each of `left` once; return the seconds of each flow, of each POST, and the errors."""
    ready = selectors.DefaultSelector()
    flows: list[float] = []
    posts: list[float] = []
    errors, busy = 0, 0
    started, processor = time.perf_counter(), time.process_time()
    for _ in range(writers):
        one = Writer(socket.create_connection(("127.0.0.1", port), timeout=30))
        one.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready.register(one.line, selectors.EVENT_READ, one)
        busy += _next(one, left)
    while busy:
        for key, _ in ready.select():
            one = key.data
            status = one.answer()
            if not status:
                continue
            errors += status != 200
            now = time.perf_counter()
            if one.posting:
                posts.append(now - one.asked)
                flows.append(now - one.begun)
                busy -= not _next(one, left)
            else:
                one.posting = True
                one.send(one.post)
    took = time.perf_counter() - started
    return {
        "flows": flows,
        "posts": posts,
        "errors": errors,
        "seconds": took,
        "client_cpu": time.process_time() - processor,
    }


def _next(one: Writer, left: list[bytes]) -> bool:
    if not left:
        return False
    one.post, one.posting, one.begun = left.pop(), False, time.perf_counter()
    one.send(ASK)
    return True


def main(folder: str, port: str, writers: str, count: str) -> None:
    """On the store that the environment names, else SQLite in the folder."""
    store = {"UITWEG_DATABASE_URL": os.environ.get("UITWEG_DATABASE_URL", "")}
    team = team_key(Installation(Path(folder), store))
    code.ITERATIONS = 1  # the door cannot tell, and the sealing is not what is measured here
    posts = []
    for _ in range(int(count)):
        said = Said(tokens.new_token(16), f"Verzonnen. {tokens.token_text(900)}")
        posts.append(request(seal(team, code.stretch(code.new_words()), said, first=True)))
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(run(int(port), int(writers), posts)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
