"""The gate in front of the inbox: under pressure a message does some work, or waits (ADR 11).

No address of anybody is looked at: all of Tor, or a school, has one. What a message must do
depends on how much wants in at this moment, on its size, and on nothing of its sender.
"""

import json
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from uitweg.channel.actions.load import METER
from uitweg.channel.rules import load
from uitweg.platform.sealing import form_age, proof_of_work, tokens

SOLVER = Path(proof_of_work.__file__).with_name("built") / "work.js"
LONGEST_STAMP_SECONDS = 24 * 3600


class WorkWanted(Exception):
    """Not yet: this message must come with the solution of a challenge."""

    def __init__(self, asking: "Asking", most: int) -> None:
        super().__init__("work")
        self._asking, self._most = asking, most

    @property
    def content(self) -> bytes:
        """Make the challenge; where its solver is stands beside it, so no page carries that."""
        challenge = proof_of_work.challenge(_secret(), self._asking.about, most=self._most)
        asked = {"ok": False, "error": "work", "solver": solver()[0], "challenge": challenge}
        return json.dumps(asked).encode()


class Full(Exception):
    """There is no room for this message now, whatever it does."""


class Early(Exception):
    """Not yet: the form must be `seconds` older."""

    def __init__(self, seconds: int) -> None:
        super().__init__("early")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Asking:
    """A sealed message that wants in: its form's key, its size as stored, its mark of danger."""

    key: bytes
    size: int
    danger: bool

    @property
    def about(self) -> bytes:
        """Name this message to the challenge: a solution serves no other, larger or calmer one."""
        said = b"".join((self.key, self.size.to_bytes(8), bytes([self.danger])))
        return tokens.digest("work for", said)


class Spent:
    """The keys of solutions that were used, until they expire; each is for one message."""

    def __init__(self) -> None:
        self._until: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def take(self, key: bytes, *, now: float) -> bool:
        """Use it; False when it was used before."""
        with self._lock:
            for old in list(self._until):  # in the order they came in, so the oldest go first
                if self._until[old] > now:
                    break
                del self._until[old]
            if key in self._until:
                return False
            self._until[key] = now + proof_of_work.LASTS_SECONDS + 1
            return True

    def clear(self) -> None:
        self._until.clear()

    def __len__(self) -> int:
        return len(self._until)


SPENT = Spent()


def admit(asking: Asking, solution: object) -> bool:
    """Let a sealed message through as new (True), or only if it is there already (False).

    Calm, this counts and says yes. Raises WorkWanted or Full.
    """
    METER.asked(danger=asking.danger)
    counts = METER.counts()
    most = _work_for(asking, counts)
    if most and not proof_of_work.solves(_secret(), asking.about, solution):
        raise WorkWanted(asking, most)
    if not load.has_room(counts):
        raise Full
    return not most or SPENT.take(asking.key, now=time.monotonic())


def let_through(asking: Asking) -> None:
    """Count a message that was admitted and is what it should be."""
    METER.stored(asking.size)


def again(asking: Asking) -> WorkWanted:
    """Return what to raise when the solution that came along was used for another message."""
    return WorkWanted(asking, _work_for(asking, METER.counts()) or load.EASY)


def _work_for(asking: Asking, counts: load.Counts) -> int:
    level = METER.level(counts)
    return load.work_for(level, counts, size=asking.size, danger=asking.danger)


def admit_plain(key: bytes, *, stamp: str, size: int, danger: bool, now: int) -> None:
    """Let a form without JavaScript through. Raises Early or Full.

    Its stamp says since when the person has it, from the first words on: who wrote for a
    minute has waited already. The form's own key makes it count once.
    """
    METER.asked(danger=danger)
    counts = METER.counts()
    level = METER.level(counts)
    wait = load.wait_for(level, counts, danger=danger)
    since = form_age.stamped_at(_secret(), key, stamp) if wait else now
    if since is None or not 0 <= now - since <= LONGEST_STAMP_SECONDS:
        raise Early(wait)
    if now - since < wait:
        raise Early(wait - (now - since))
    if not load.has_plain_room(level, counts):
        raise Full
    METER.stored(size, plain=True)


@cache
def solver() -> tuple[str, bytes]:
    """Return the address and content of the script that solves, fetched when it is needed."""
    content = SOLVER.read_bytes()
    return f"/static/work.{tokens.content_name(content)}.js", content


def stamp_for(key: bytes, *, now: int) -> str:
    """Return the stamp a form carries from its beginning."""
    return form_age.stamp(_secret(), key, at=now)


def is_stamp(key: bytes, typed: str) -> bool:
    return form_age.stamped_at(_secret(), key, typed) is not None


def takes_files() -> bool:
    """Say whether files may still come in: they are refused first."""
    counts = METER.counts()
    return load.takes_files(METER.level(counts), counts)


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()
