"""People who report, all made up: they seal as a browser does, send, and try again until it is in."""

import http.client
import json
import random
import threading
import time
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property

from altcha.v2 import Challenge, Payload, solve_challenge

from tests.support import attached
from tests.support.processes import TeamKey
from uitweg.platform.sealing import code, conversation, envelope, tokens
from uitweg.platform.sealing.files import FileDescription

CHEAP = 1_000
"""PBKDF2 rounds of most codes here; the door never stretches a sealed report, so it cannot tell."""
PATIENCE = 60
PIECE = "/bestand/stuk/"
_stretching = threading.Lock()


@dataclass(frozen=True)
class Said:
    """One text and the key of the form it was in."""

    key: bytes
    text: str
    files: tuple[FileDescription, ...] = ()


@dataclass
class Conversation:
    """One reporter: the words, what they sent (and was acknowledged), what was answered."""

    words: list[str]
    rounds: int = CHEAP
    said: list[Said] = field(default_factory=list)
    answered: list[Said] = field(default_factory=list)
    wiped: bool = False

    @property
    def files(self) -> tuple[FileDescription, ...]:
        return tuple(file for said in self.said for file in said.files)

    @cached_property
    def code(self) -> code.Code:
        """Stretch the words, as someone does who comes back."""
        with _stretching:
            before, code.ITERATIONS = code.ITERATIONS, self.rounds
            try:
                return code.stretch(self.words)
            finally:
                code.ITERATIONS = before


def seal(
    team: TeamKey, secret: code.Code, said: Said, *, first: bool, danger: bool | None = None
) -> bytes:
    """Return the body a browser would post; one in twenty is in danger unless that is said."""
    public = envelope.public_key(secret.seed)
    message = conversation.MessageContent(said.text, "school", "nl", "", (), said.files)
    mailbox_hash = code.mailbox_hash(secret.mailbox_id)
    made = conversation.seal_message(team.public_key, public, mailbox_hash, said.key, message)
    body = {
        "key": _text(said.key),
        "mailbox_id": _text(secret.mailbox_id),
        "for_team": _text(made.for_team),
        "for_reporter": _text(made.for_reporter),
        "danger": random.random() < 0.05 if danger is None else danger,
        "key_id": team.key_id.hex(),
        "files": " ".join(file.id.hex() for file in said.files),
    }
    return json.dumps(body | ({"reporter_public": _text(public)} if first else {})).encode()


def mailbox_body(secret: code.Code, page: int = 0) -> bytes:
    return json.dumps({"mailbox_id": _text(secret.mailbox_id), "page": page}).encode()


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def solved(challenge: dict[str, object]) -> str:
    """Do the work, as a browser does."""
    given = Challenge.from_dict(challenge)
    solution = solve_challenge(given, timeout=PATIENCE)
    assert solution
    return Payload(given, solution).to_base64()


class GaveUp(Exception):
    """Not acknowledged within the minute a browser would go on trying."""


class Line:
    """One kept-alive connection to a door, opened anew when it breaks."""

    def __init__(self, port: int, *, timeout: float = 20) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def post(
        self, path: str, body: bytes, *, kind: str = "application/json", **more: str
    ) -> tuple[int, bytes]:
        try:
            self._line.request("POST", path, body, {"Content-Type": kind, **more})
            answer = self._line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self._line.close()
            raise

    def close(self) -> None:
        self._line.close()

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        self._line.request("GET", path, headers=headers)
        answer = self._line.getresponse()
        return answer.status, answer.read()

    def insist(self, path: str, body: bytes) -> tuple[float, int]:
        """Post the same until the door says 200, with work when it asks for that.

        Returns the seconds it took and the tries.
        """
        started, tries, more = time.monotonic(), 0, dict[str, str]()
        while time.monotonic() - started < PATIENCE:
            tries += 1
            try:
                status, said = self.post(path, body, **more)
            except (OSError, http.client.HTTPException):
                status, said = 0, b""
            if status == 200:
                return time.monotonic() - started, tries
            if status == 429:
                work = solved(json.loads(said)["challenge"])
                if path == PIECE:
                    more = {"Work": work}
                else:
                    body = json.dumps(json.loads(body) | {"work": work}).encode()
                continue
            if 400 <= status < 500 and status != 408:
                raise GaveUp(f"{path} says {status} {said[:80]!r}")
            time.sleep(0.05)
        raise GaveUp(f"{path} did not answer within {PATIENCE} s")


class Crowd:
    """Threads that live reporters' lives until told to stop; `lives` holds what was acknowledged."""

    def __init__(self, team: TeamKey, port: int, *, threads: int, full: int, pause: float) -> None:
        self.lives: list[Conversation] = []
        self.waits: list[float] = []
        self.retried = 0
        self.faults: list[str] = []
        self._team, self._port, self._pause = team, port, pause
        self._full = [Conversation(code.new_words(), rounds=code.ITERATIONS) for _ in range(full)]
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._go, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let everyone finish what they were sending."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def acknowledged(self) -> int:
        return sum(len(life.said) for life in self.lives)

    @property
    def files(self) -> int:
        """How many files came with what was acknowledged."""
        return sum(len(said.files) for life in self.lives for said in life.said)

    def _go(self) -> None:
        line = Line(self._port)
        while not self._stop.is_set():
            try:
                self._live(line)
            except GaveUp as fault:
                self.faults.append(str(fault))
            time.sleep(random.uniform(0, self._pause))

    def _live(self, line: Line) -> None:
        """Report; sometimes write more; now and then have it all wiped."""
        life = self._full.pop() if self._full else Conversation(code.new_words())
        secret = life.code
        for nth in range(1 + (random.random() < 0.3)):
            said = Said(
                tokens.new_token(16),
                f"Verzonnen {nth} {tokens.token_text(random.randint(8, 2000))}",
                attached.send_some(line.insist) if random.random() < 0.3 else (),
            )
            path = "/postvak/verzegeld/bericht/" if nth else "/schrijven/verzegeld/"
            self._send(line, path, seal(self._team, secret, said, first=not nth))
            life.said.append(said)
            if not nth:
                self.lives.append(life)
        if random.random() < 0.05:
            life.wiped = True  # set first: from here on the desk leaves it alone
            self._send(
                line,
                "/postvak/verzegeld/wissen/",
                mailbox_body(secret).replace(b', "page": 0', b""),
            )

    def _send(self, line: Line, path: str, body: bytes) -> None:
        waited, tries = line.insist(path, body)
        self.waits.append(waited)
        self.retried += tries > 1
