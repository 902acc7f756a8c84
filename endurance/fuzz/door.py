"""Changed requests at a running public door: sealed bodies, forms with a file, chunked bodies."""

import json
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from bench.doors import pss_mb
from endurance.fuzz.target import Target, promise
from tests.support.installation import Installation
from tests.support.processes import TeamKey, look, team_key
from tests.support.reporters import Conversation, Said, mailbox_body, seal
from uitweg.platform.sealing import code, files

TABLES = ("report", "message", "chunk", "attachment", "tombstone")
CLEAR_ANSWERS = frozenset({200, 400, 404, 405, 408, 409, 411, 413, 415, 429, 431, 501, 503})
MOST_GROWTH_MB = 64
"""Of the door while one target runs: caches fill up first."""
LONGEST_ANSWER = 4 * 1024 * 1024
AFTERMATH_SECONDS = 0.3
"""What a request that got no answer may still set off shows within this time."""
SEALED_PATHS = (
    *("/schrijven/verzegeld/", "/postvak/verzegeld/bericht/", "/postvak/verzegeld/"),
    *("/postvak/verzegeld/stand/", "/postvak/verzegeld/wissen/", "/postvak/bestand/"),
    *("/bestand/stuk/", "/bestand/stand/"),
)
LAST_CHUNK = b"0\r\n\r\n"
BOUNDARY = "verzonnen-grens"
DOORS_OWN_WORDS = ("Traceback", "door failed", "ERROR", "Error", "panicked")


@dataclass
class DoorUnderFire:
    """A running public door, what it stores, and how far its log was read."""

    city: Installation
    team: TeamKey
    stored: tuple[int, ...] = ()
    log_read: int = 0
    memory_mb: float = 0.0
    count: int = 0

    def look_again(self) -> None:
        """Take what is there now as the state that refused requests may not change."""
        self.stored, self.log_read = self._rows(), self.city.log.stat().st_size
        self.memory_mb = pss_mb(self.city.processes["public"].pid)

    def _rows(self) -> tuple[int, ...]:
        with look(self.city) as rows:
            counts = ", ".join(f"(SELECT count(*) FROM channel_{table})" for table in TABLES)
            return tuple(rows.execute(f"SELECT {counts}")[0])

    def check(self, status: int, *, may_store: bool) -> None:
        """Check what every request must leave: nothing stored unless it was taken, a quiet log."""
        self.count += 1
        promise(status == 0 or status in CLEAR_ANSWERS, f"the door answered {status}")
        rows = self._rows()
        promise(may_store or rows == self.stored, f"status {status}, and something was stored")
        self.stored = rows
        log = self.city.log.read_bytes()[self.log_read :].decode("utf-8", "replace")
        self.log_read += len(log.encode())
        promise(not any(word in log for word in DOORS_OWN_WORDS), f"in the log: {log[-300:]}")
        if self.count % 200 == 0:
            grown = pss_mb(self.city.processes["public"].pid) - self.memory_mb
            promise(grown < MOST_GROWTH_MB, f"the door grew by {grown:.0f} MB")

    def send(self, raw: bytes, *, cut: bool = False, patience: float = 15) -> tuple[int, bytes]:
        """Send bytes over a connection of their own; return status and body, or 0 without one.

        With `cut` the connection ends at once; otherwise after an answer or `patience` seconds.
        """
        with socket.create_connection(("127.0.0.1", self.city.public_port), patience) as line:
            answer = b""
            with suppress(OSError):
                line.sendall(raw)
                while not cut and len(answer) < LONGEST_ANSWER and (part := line.recv(65536)):
                    answer += part
        if not answer:
            time.sleep(AFTERMATH_SECONDS)
        head, _, body = answer.partition(b"\r\n\r\n")
        status = head[9:12]
        return (int(status) if status.isdigit() else 0), body


@contextmanager
def at_a_door(city: Installation) -> Iterator[DoorUnderFire]:
    """Start the public door of a city that was made, and stop it afterwards."""
    city.start("public")
    try:
        door = DoorUnderFire(city, team_key(city))
        door.look_again()
        yield door
    finally:
        city.stop()


def request(path: str, body: bytes, kind: str = "application/json") -> bytes:
    """Return a POST as bytes, with its length."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def sealed(door: DoorUnderFire) -> Target:
    """Bodies of the sealed addresses; the first byte of an input chooses the address."""

    def attempt(raw: bytes) -> str:
        path = SEALED_PATHS[(raw[:1] or b"\0")[0] % len(SEALED_PATHS)]
        status, body = door.send(request(path, raw[1:]))
        door.check(status, may_store=status == 200)
        if status and body[:1] == b"{" and path != "/postvak/bestand/":
            promise(isinstance(json.loads(body).get("ok"), bool), "an answer without ok")
        return f"{status}"

    bodies = _sealed_bodies(door)
    examples = [bytes([nth]) + body for nth, given in enumerate(bodies) for body in given]
    return Target(examples, attempt, seconds=16)


def _sealed_bodies(door: DoorUnderFire) -> list[list[bytes]]:
    """Return valid bodies for each of SEALED_PATHS."""
    reporter = Conversation(code.new_words())
    said = [Said(bytes([nth]) * 16, "Verzonnen.") for nth in range(2)]
    file = files.describe(b"verzonnen", name="foto.jpg", kind="image/jpeg")
    pieces = file.id + bytes(4) + b"\1" + b"".join(files.seal(file, b"verzonnen"))
    mailbox = mailbox_body(reporter.code)
    asks = json.dumps(json.loads(mailbox) | {"file": file.id.hex(), "from": 0, "page": 0}).encode()
    report, message = (
        seal(door.team, reporter.code, one, first=first)
        for one, first in zip(said, (True, False), strict=True)
    )
    only_id = json.dumps({"mailbox_id": json.loads(mailbox)["mailbox_id"]}).encode()
    return [[report], [message], [mailbox], [only_id], [only_id], [asks], [pieces], [file.id]]


def multipart(door: DoorUnderFire) -> Target:
    """Forms without JavaScript, with a file in them."""
    paths = ("/schrijven/versturen/", "/en/schrijven/versturen/", "/schrijven/bericht/")

    def attempt(raw: bytes) -> str:
        path = paths[len(raw) % len(paths)]
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        status, body = door.send(request(path, raw, kind))
        door.check(status, may_store=status == 200 and path != paths[2])
        promise(status == 0 or b"</html>" in body or b"<!doctype html>" in body, "no page")
        return f"{status}"

    return Target([_form(), _form(b"verzonnen" * 100)], attempt, seconds=16)


def _form(file: bytes = b"") -> bytes:
    given = {"words": " ".join(code.new_words()), "key": "ab" * 16, "text": "Verzonnen."}
    given |= {"role": "school", "danger": "on", "language": "nl", "signals": "debts"}
    parts = [f'Content-Disposition: form-data; name="{n}"\r\n\r\n{v}' for n, v in given.items()]
    if file:
        named = 'form-data; name="file"; filename="foto.jpg"\r\nContent-Type: image/jpeg'
        parts.append(f"Content-Disposition: {named}\r\n\r\n{file.decode()}")
    whole = "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts)
    return f"{whole}--{BOUNDARY}--\r\n".encode()


def chunked(door: DoorUnderFire) -> Target:
    """Whole requests with a chunked body, changed in head, chunk sizes and end, and cut off."""
    reporter = Conversation(code.new_words())
    body = seal(door.team, reporter.code, Said(bytes(16), "Verzonnen."), first=True)
    examples = [_chunked(body, sizes) for sizes in ((len(body),), (1, 2, 3, 4096), (16_000,), (7,))]
    # tried first: the same report without its last chunk, which is no whole report
    examples.append(examples[0].removesuffix(LAST_CHUNK))

    def attempt(raw: bytes) -> str:
        whole = raw.endswith(LAST_CHUNK)
        status, _ = door.send(raw, cut=not whole and len(raw) % 4 > 0, patience=1)
        door.check(status, may_store=whole and status in (0, 200))
        return f"{status}" if status else "no answer"

    return Target(examples, attempt, seconds=16)


def _chunked(body: bytes, sizes: Sequence[int]) -> bytes:
    """Return a POST in chunks of these sizes, over and over."""
    head = (
        "POST /schrijven/verzegeld/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunks, at, turn = [head.encode()], 0, 0
    while at < len(body):
        part = body[at : at + sizes[turn % len(sizes)]]
        chunks.append(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        at, turn = at + len(part), turn + 1
    return b"".join((*chunks, LAST_CHUNK))
