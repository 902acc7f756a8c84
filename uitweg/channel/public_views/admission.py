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

from uitweg.channel.actions.load import LOAD_MONITOR
from uitweg.channel.rules import load
from uitweg.platform.sealing import form_age, proof_of_work, tokens

SOLVER_SCRIPT = Path(proof_of_work.__file__).with_name("built") / "work.js"
LONGEST_STAMP_SECONDS = 24 * 3600


class WorkRequired(Exception):
    """Not yet: this message must come with the solution of a challenge."""

    def __init__(self, asking: "AdmissionRequest", most: int) -> None:
        super().__init__("work")
        self._asking, self._most = asking, most

    @property
    def content(self) -> bytes:
        """Make the challenge; where its solver is stands beside it, so no page carries that."""
        challenge = proof_of_work.challenge(_secret(), self._asking.about, most=self._most)
        asked = {"ok": False, "error": "work", "solver": solver_script()[0], "challenge": challenge}
        return json.dumps(asked).encode()


class ChannelFull(Exception):
    """There is no room for this message now, whatever it does."""


class WaitRequired(Exception):
    """Not yet: the form must be `seconds` older."""

    def __init__(self, seconds: int) -> None:
        super().__init__("early")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class AdmissionRequest:
    """A sealed message that wants in: its form's key, its size as stored, its mark of danger."""

    key: bytes
    size: int
    danger: bool

    @property
    def about(self) -> bytes:
        """Name this message to the challenge: a solution serves no other, larger or calmer one."""
        said = b"".join((self.key, self.size.to_bytes(8), bytes([self.danger])))
        return tokens.digest("work for", said)


class UsedSolutions:
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
            self._until[key] = now + proof_of_work.SOLUTION_LASTS_SECONDS + 1
            return True

    def clear(self) -> None:
        self._until.clear()

    def __len__(self) -> int:
        return len(self._until)


USED_SOLUTIONS = UsedSolutions()


def admit_sealed(asking: AdmissionRequest, solution: object) -> bool:
    """Let a sealed message through as new (True), or only if it is there already (False).

    Calm, this counts and says yes. Raises WorkWanted or Full.
    """
    LOAD_MONITOR.asked(danger=asking.danger)
    counts = LOAD_MONITOR.counts()
    most = _required_work(asking, counts)
    if most and not proof_of_work.is_solution(_secret(), asking.about, solution):
        raise WorkRequired(asking, most)
    if not load.has_room(counts):
        raise ChannelFull
    return not most or USED_SOLUTIONS.take(asking.key, now=time.monotonic())


def count_admitted(asking: AdmissionRequest) -> None:
    """Count a message that was admitted and is what it should be."""
    LOAD_MONITOR.stored(asking.size)


def work_required_again(asking: AdmissionRequest) -> WorkRequired:
    """Return what to raise when the solution that came along was used for another message."""
    return WorkRequired(asking, _required_work(asking, LOAD_MONITOR.counts()) or load.EASY_WORK)


def _required_work(asking: AdmissionRequest, counts: load.LoadCounts) -> int:
    level = LOAD_MONITOR.level(counts)
    return load.required_work(level, counts, size=asking.size, danger=asking.danger)


def admit_plain(key: bytes, *, stamp: str, size: int, danger: bool, now: int) -> None:
    """Let a form without JavaScript through. Raises Early or Full.

    Its stamp says since when the person has it, from the first words on: who wrote for a
    minute has waited already. The form's own key makes it count once.
    """
    LOAD_MONITOR.asked(danger=danger)
    counts = LOAD_MONITOR.counts()
    level = LOAD_MONITOR.level(counts)
    wait = load.required_wait_seconds(level, counts, danger=danger)
    since = form_age.stamped_at(_secret(), key, stamp) if wait else now
    if since is None or not 0 <= now - since <= LONGEST_STAMP_SECONDS:
        raise WaitRequired(wait)
    if now - since < wait:
        raise WaitRequired(wait - (now - since))
    if not load.has_room_for_plain(level, counts):
        raise ChannelFull
    LOAD_MONITOR.stored(size, plain=True)


@cache
def solver_script() -> tuple[str, bytes]:
    """Return the address and content of the script that solves, fetched when it is needed."""
    content = SOLVER_SCRIPT.read_bytes()
    return f"/static/work.{tokens.content_name(content)}.js", content


def new_stamp(key: bytes, *, now: int) -> str:
    """Return the stamp a form carries from its beginning."""
    return form_age.stamp(_secret(), key, at=now)


def is_valid_stamp(key: bytes, typed: str) -> bool:
    return form_age.stamped_at(_secret(), key, typed) is not None


def accepts_files() -> bool:
    """Say whether files may still come in: they are refused first."""
    counts = LOAD_MONITOR.counts()
    return load.accepts_files(LOAD_MONITOR.level(counts), counts)


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()
