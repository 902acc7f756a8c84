"""Reporters who send as the page's script does, and a row inserted by psql a few times a second.

A reporter's rule is `deliver` in channel.js: the same body again after 1, 2, 4, 8 and 10 seconds,
for a minute at most; then the page says that it is not sure.
"""

import http.client
import json
import random
import ssl
import subprocess
import threading
import time
from base64 import b64decode
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

from tests.support.processes import TeamKey
from tests.support.reporters import CHEAP, Said, seal
from uitweg.platform.sealing import code, tokens

GIVE_UP_AFTER, LONGEST_PAUSE, LONGEST_ANSWER = 60.0, 10.0, 30.0
"""Seconds, as in channel.js."""
HOST = "uitweg.city.example"
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE
"""The certificate here is nobody's; what is tried is what happens behind it."""


@dataclass
class Sent:
    """One report: what was sent, by hash, and when the reporter was told that it is there."""

    mailbox_hash: bytes
    key: bytes
    digest: str
    pressed: float
    told: float = 0
    tries: int = 0
    outcome: str = ""

    @property
    def waited(self) -> float:
        return self.told - self.pressed


def digest_of(for_team: bytes, for_reporter: bytes, *, danger: bool) -> str:
    return sha256(b"%d %b %b" % (danger, for_team, for_reporter)).hexdigest()


@dataclass
class Crowd:
    """So many reporters at once; `sent` has every report whose button was pressed."""

    team: TeamKey
    address: str
    threads: int
    pause: float
    sent: list[Sent] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Be one reporter after another; this thread is on the people's network."""
        line = TlsLine(self.address)
        while not self.stopping.is_set():
            try:
                self._report(line)
            except Exception as error:
                self.faults.append(f"{type(error).__name__}: {error}")
            time.sleep(random.uniform(0, 2 * self.pause))

    def _report(self, line: "TlsLine") -> None:
        secret, key = _new_code(), tokens.new_token(16)
        text = f"Verzonnen {tokens.token_text(random.randint(8, 1500))}"
        body = seal(self.team, secret, Said(key, text), first=True, danger=False)
        sent = Sent(
            code.mailbox_hash(secret.mailbox_id), key, _digest_of_body(body), time.monotonic()
        )
        self.sent.append(sent)
        pause = 1.0
        while True:
            sent.tries += 1
            status, said = line.post("/schrijven/verzegeld/", body)
            if status == 200:
                sent.told, sent.outcome = time.monotonic(), "told"
                return
            if 400 <= status < 500 and status != 408:
                sent.outcome = f"refused {status} {said[:80]}"
                return
            if time.monotonic() - sent.pressed + pause > GIVE_UP_AFTER:
                sent.outcome = "unsure"
                return
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _new_code() -> code.Code:
    before, code.ITERATIONS = code.ITERATIONS, CHEAP
    try:
        return code.stretch(code.new_words())
    finally:
        code.ITERATIONS = before


def _digest_of_body(body: bytes) -> str:
    fields = json.loads(body)
    parts = (
        b64decode(fields[name] + "==", altchars=b"-_") for name in ("for_team", "for_reporter")
    )
    return digest_of(*parts, danger=fields["danger"])


class NamedConnection(http.client.HTTPSConnection):
    """A connection to an address that says which name it wants."""

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = TRUSTING.wrap_socket(self.sock, server_hostname=HOST)


class TlsLine:
    """A kept-alive connection to the visitors' address, opened anew when it breaks."""

    def __init__(self, address: str) -> None:
        self._line = NamedConnection(address, 443, timeout=LONGEST_ANSWER)

    def post(self, path: str, body: bytes) -> tuple[int, str]:
        """Return the status and what was said; 0 when there was no answer."""
        try:
            headers = {"Content-Type": "application/json", "Host": HOST}
            self._line.request("POST", path, body, headers)
            answer = self._line.getresponse()
            said = answer.read().decode(errors="replace")
            return answer.status, said
        except (OSError, http.client.HTTPException):
            self._line.close()
            return 0, ""


@dataclass
class Inserter:
    """Patroni's floor: what psql alone sees of a fail-over, by the same HAProxy."""

    address: str
    told: list[float] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        while not self.stopping.is_set():
            line = ["psql", "-qX", self.address, "-c", "insert into floor default values"]
            try:
                done = subprocess.run(
                    line, capture_output=True, timeout=LONGEST_ANSWER, check=False
                )
                if done.returncode == 0:
                    self.told.append(time.monotonic())
            except subprocess.TimeoutExpired:
                pass
            time.sleep(0.2)


def longest_silence(moments: list[float], since: float) -> float:
    """Return the longest time between two of these moments, of which the later one is after `since`."""
    before = max((moment for moment in moments if moment < since), default=since)
    after = sorted(moment for moment in moments if moment >= since)
    return max(later - earlier for earlier, later in pairwise([before, *after, time.monotonic()]))
