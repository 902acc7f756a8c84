"""A flood from one address, and honest people behind the same address. All of it is made up."""

import http.client
import json
import random
import socket
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.support.processes import TeamKey
from tests.support.reporters import PATIENCE, PIECE, Said, seal, solved
from uitweg.platform.sealing import code, form_age, tokens
from uitweg.platform.sealing.files import SEALED_CHUNK

SEALED, PLAIN = "/schrijven/verzegeld/", "/schrijven/versturen/"
FORM = "application/x-www-form-urlencoded"
type Solver = Callable[[dict[str, object]], str]
ROUNDS = 5
CUT_OFF = 0
PAUSE = 0.005  # hundreds a second together; the honest work on the same processor here


def a_body(team: TeamKey, text: str = "Verzonnen.") -> tuple[bytes, dict[str, object]]:
    """Return the key of a new report and what a browser posts of it."""
    key = tokens.new_token(16)
    made = seal(
        team, code.Code(tokens.new_token(32), tokens.new_token(32)), Said(key, text), first=True
    )
    return key, json.loads(made) | {"danger": False}


def post(port: int, path: str, body: bytes, kind: str = "application/json") -> tuple[int, bytes]:
    """Post over a connection of its own, as who comes back after a while does."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", path, body, {"Content-Type": kind})
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def as_browser(port: int, body: dict[str, object], solve: Solver = solved) -> int:
    """Send as channel.js does: work when asked, try again when there is no room. Returns 200."""
    ends, work, rounds = time.monotonic() + PATIENCE, dict[str, str](), 0
    while time.monotonic() < ends:
        status, said = post(port, SEALED, json.dumps(body | work).encode())
        if status == 200:
            return status
        if status == 429:
            work = {"work": solve(json.loads(said)["challenge"])}
            rounds += 1
            if rounds < ROUNDS:  # the minute begins anew behind work that was done
                ends = time.monotonic() + PATIENCE
        else:
            assert status == 503, (status, said)
            time.sleep(1)
    return 0


def as_form(port: int, typed: dict[str, str]) -> int:
    """Send as a browser without JavaScript does, and press again when the page says to wait."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        status, _ = post(port, PLAIN, urlencode(typed).encode(), FORM)
        if status == 200:
            return status
        assert status in (429, 503), status
        time.sleep(2)
    return 0


def a_form(key: bytes, *, since: str) -> dict[str, str]:
    words = " ".join(code.new_words())
    return {
        "words": words,
        "key": key.hex(),
        "since": since,
        "text": "Verzonnen.",
        "role": "school",
    }


def a_piece(chunks: int = 15) -> bytes:
    """Return the body with the first pieces of an invented file."""
    return tokens.new_token(16) + bytes(5) + tokens.new_token(chunks * SEALED_CHUNK)


def as_uploader(port: int, raw: bytes, solve: Solver = solved) -> int:
    """Send pieces as upload.js does: work when asked. Returns the last status."""
    line, headers = http.client.HTTPConnection("127.0.0.1", port, timeout=60), dict[str, str]()
    with closing(line):
        for _ in range(ROUNDS):
            line.request("POST", PIECE, raw, headers)
            answer = line.getresponse()
            said = answer.read()
            if answer.status != 429:
                break
            headers["Work"] = solve(json.loads(said)["challenge"])
        return answer.status


class Kept:
    """A connection that is kept, to post over again and again."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, path: str, body: bytes, kind: str = "application/json") -> tuple[int, bytes]:
        self._line.request("POST", path, body, {"Content-Type": kind})
        answer = self._line.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        self._line.close()


@dataclass
class Flood:
    """Threads that post many a second, each in its own way; `said` counts the answers."""

    port: int
    team: TeamKey
    said: Counter[tuple[str, int]] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    stolen: str = ""
    for_memory: bool = False
    """Also in the ways that want the door's memory, its calm, or the room for files."""

    def __enter__(self) -> "Flood":
        ways: list[Callable[[], Generator[int]]] = [
            *(self.without_work, self.with_forged_work, self.with_stolen_work),
            *(self.with_work, self.without_a_stamp, self.with_a_forged_stamp),
        ]
        if self.for_memory:
            ways += [self.malformed, self.with_an_enormous_key, self.hanging_up, self.slow_bodies]
            ways += [self.orphan_uploads, self.orphan_uploads_for_work, self.large_forms]
        self._threads = [threading.Thread(target=self._go, args=(way,)) for way in ways]
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for each in self._threads:
            each.join()

    def _go(self, way: Callable[[], Generator[int]]) -> None:
        while not self._stop.is_set():
            going = way()
            try:
                while not self._stop.is_set():
                    self.said[way.__name__, next(going)] += 1
                    self._stop.wait(PAUSE)
            except (OSError, http.client.HTTPException):
                self.said[way.__name__, CUT_OFF] += 1
            finally:
                going.close()

    def _posts(self, work: Callable[[], dict[str, object]]) -> Generator[int]:
        """Post one sealed report over and over, each time under another key."""
        _, body = a_body(self.team)
        with closing(Kept(self.port)) as line:
            while True:
                key = {"key": b64encode(tokens.new_token(16)).decode()}
                yield line.post(SEALED, json.dumps(body | key | work()).encode())[0]

    def without_work(self) -> Generator[int]:
        return self._posts(dict)

    def with_forged_work(self) -> Generator[int]:
        """A challenge of their own making, the same broken off, and no challenge at all."""
        forged = {"parameters": {"algorithm": "SHA-256", "nonce": "00", "salt": "00", "cost": 1}}
        solution = {"counter": 1, "derivedKey": "00"}
        payload = {"challenge": forged | {"signature": "00" * 32}, "solution": solution}
        work = b64encode(json.dumps(payload).encode()).decode()
        return self._posts(lambda: {"work": random.choice([work, work[:-8], "x" * 900])})

    def with_stolen_work(self) -> Generator[int]:
        """Somebody's solution, with messages it was not for."""
        return self._posts(lambda: {"work": self.stolen})

    def with_work(self) -> Generator[int]:
        """Solve what is asked, send, and send it once more."""
        while True:
            _, body = a_body(self.team)
            status, said = post(self.port, SEALED, json.dumps(body).encode())
            if status == 429:
                body["work"] = self.stolen = solved(json.loads(said)["challenge"])
                status, said = post(self.port, SEALED, json.dumps(body).encode())
                again, _ = post(self.port, SEALED, json.dumps(body).encode())
                self.said["again", again] += 1
            yield status

    def without_a_stamp(self) -> Generator[int]:
        return self._forms(lambda key: "")

    def with_a_forged_stamp(self) -> Generator[int]:
        """A stamp under another secret."""
        return self._forms(lambda key: form_age.stamp(b"x" * 32, key, at=int(time.time()) - 90))

    def _forms(self, stamp: Callable[[bytes], str]) -> Generator[int]:
        with closing(Kept(self.port)) as line:
            while True:
                key = tokens.new_token(16)
                typed = a_form(key, since=stamp(key))
                yield line.post(PLAIN, urlencode(typed).encode(), FORM)[0]

    def malformed(self) -> Generator[int]:
        """A few bytes each: no message, but enough to be counted by a careless door."""
        key_id = self.team.key_id.hex()
        short = {"key_id": key_id, "key": "", "for_team": "", "for_reporter": "", "danger": True}
        with closing(Kept(self.port)) as line:
            while True:
                yield line.post(SEALED, json.dumps(short).encode())[0]

    def with_an_enormous_key(self) -> Generator[int]:
        """A key of 400 KB, and the work for it when that is asked."""
        _, body = a_body(self.team)
        with closing(Kept(self.port)) as line:
            while True:
                body["key"] = "A" * 400_000 + b64encode(tokens.new_token(12)).decode()
                body.pop("work", None)
                status, said = line.post(SEALED, json.dumps(body).encode())
                if status == 429:
                    body["work"] = solved(json.loads(said)["challenge"])
                    status, _ = line.post(SEALED, json.dumps(body).encode())
                yield status

    def hanging_up(self) -> Generator[int]:
        """Half a megabyte announced, and gone after a part of it; and the same in chunks."""
        heads = (b"Content-Length: 500000", b"Transfer-Encoding: chunked")
        while True:
            for head in heads:
                with closing(socket.create_connection(("127.0.0.1", self.port))) as line:
                    line.sendall(
                        b"POST %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % (PLAIN.encode(), head)
                    )
                    line.sendall(b"4000\r\n" + bytes(0x4000))
                yield CUT_OFF

    def slow_bodies(self) -> Generator[int]:
        """Sixty lines that announce a large form, send most of it, and then wait to be sent away."""
        head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 6000000\r\n\r\n" % PLAIN.encode()
        while True:
            with ExitStack() as lines:
                for _ in range(60):
                    line = socket.create_connection(("127.0.0.1", self.port))
                    lines.enter_context(closing(line))
                    line.settimeout(0.2)
                    with suppress(OSError):  # the door takes in no more
                        line.sendall(head + bytes(3_000_000))
                    yield CUT_OFF
                self._stop.wait(5)

    def orphan_uploads(self) -> Generator[int]:
        """Whole bodies of pieces of files that no message will ever name."""
        with closing(Kept(self.port)) as line:
            while True:
                yield line.post(PIECE, a_piece(), "application/octet-stream")[0]
                self._stop.wait(1)

    def orphan_uploads_for_work(self) -> Generator[int]:
        while True:
            self._stop.wait(1)
            yield as_uploader(self.port, a_piece())

    def large_forms(self) -> Generator[int]:
        """The largest form that the door takes, without anything a form needs."""
        with closing(Kept(self.port)) as line:
            while True:
                self._stop.wait(1)
                yield line.post(PLAIN, b"x=" + b"x" * 5_900_000, FORM)[0]
