"""Load shedding in front of the inbox: under load a message needs proof of work, or waits (ADR 11).

IP addresses are never considered: all of Tor, or a whole school, shares one. What is asked of a
message depends on the load at that moment, its size and its mark of danger, not on its sender.
"""

import json
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from uitweg.channel.admission.actions.load import LOAD_MONITOR
from uitweg.channel.admission.rules import load
from uitweg.platform.sealing import form_age, proof_of_work, tokens

SOLVER_SCRIPT = Path(proof_of_work.__file__).with_name("built") / "work.js"
LONGEST_STAMP_SECONDS = 24 * 3600
MOST_USED_SOLUTIONS = 50_000
"""Of 16 bytes each; about 9 MB with what Python needs around them."""


class WorkRequired(Exception):
    """The message is refused until it comes with the solution of a proof-of-work challenge."""

    def __init__(self, request: "AdmissionRequest", most: int) -> None:
        super().__init__("work")
        self._request, self._most = request, most

    @property
    def content(self) -> bytes:
        """Return the response body: a new challenge, and the address of its solver."""
        body = {"ok": False, **challenge_fields(self._request.binding, self._most)}
        return json.dumps(body).encode()


class ChannelFull(Exception):
    """There is no room for this message now, with or without proof of work."""


class WaitRequired(Exception):
    """The form was filled in too quickly for the present load; retry after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__("early")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class AdmissionRequest:
    """What decides on a sealed message: form key (16 bytes), stored size, mark of danger."""

    key: bytes
    size: int
    danger: bool

    @property
    def binding(self) -> bytes:
        """Return a digest to bind a challenge to: its solution is valid for no other message."""
        parts = b"".join((self.key, self.size.to_bytes(8), bytes([self.danger])))
        return tokens.digest("work for", parts)


class UsedSolutions:
    """The form keys whose solution was used, until it expires: a solution admits one message.

    The oldest go when there are too many. A key that the store has already admits nothing new.
    """

    def __init__(self) -> None:
        self._expires_at: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def take(self, key: bytes, *, now: float) -> bool:
        """Mark the key as used; False when it was used before. `now` is in monotonic seconds."""
        with self._lock:
            while self._expires_at:
                oldest = next(iter(self._expires_at))  # a dict keeps the order of insertion
                is_full = len(self._expires_at) >= MOST_USED_SOLUTIONS
                if self._expires_at[oldest] > now and not is_full:
                    break
                del self._expires_at[oldest]
            if key in self._expires_at:
                return False
            self._expires_at[key] = now + proof_of_work.SOLUTION_LASTS_SECONDS + 1
            return True

    def give_back(self, key: bytes) -> None:
        """Forget that the key was used: its message was not stored, and is sent again."""
        with self._lock:
            self._expires_at.pop(key, None)

    def clear(self) -> None:
        self._expires_at.clear()

    def __len__(self) -> int:
        return len(self._expires_at)


USED_SOLUTIONS = UsedSolutions()


def admit_sealed(request: AdmissionRequest, solution: object) -> bool:
    """Decide whether a sealed message may be stored.

    True: yes. False: its solution was used before, so only a retry of the same message is
    allowed. `request` is of a message that is known to be well-formed, for only such a message
    counts, and only once it did its work. Raises WorkRequired or ChannelFull.
    """
    if request.danger:
        LOAD_MONITOR.count_danger()
    counts = LOAD_MONITOR.counts()
    if load.is_disk_full(counts):
        raise ChannelFull  # work would be for nothing
    most = _required_work(request, counts)
    if most and not is_solved(request.binding, solution, most=most):
        raise WorkRequired(request, most)
    if not load.has_room(counts, size=request.size):
        raise ChannelFull
    if most and not USED_SOLUTIONS.take(request.key, now=time.monotonic()):
        return False
    LOAD_MONITOR.count_request()
    LOAD_MONITOR.count_stored(request.size)
    return True


def is_solved(about: bytes, solution: object, *, most: int) -> bool:
    """Tell whether this solves a challenge of about `most` tries for what `about` identifies.

    Half is enough: the load may have grown while a phone was solving.
    """
    return proof_of_work.is_solution(_secret(), about, solution, least=most // 2)


def challenge_fields(about: bytes, most: int) -> dict[str, Any]:
    """Return what a response says of the work it asks: a new challenge, and where its solver is."""
    challenge = proof_of_work.challenge(_secret(), about, most=most)
    return {"error": "work", "solver": solver_script()[0], "challenge": challenge}


def work_required_again(request: AdmissionRequest) -> WorkRequired:
    """Return the exception for a solution that was already used for another message."""
    return WorkRequired(request, _required_work(request, LOAD_MONITOR.counts()) or load.EASY_WORK)


def _required_work(request: AdmissionRequest, counts: load.LoadCounts) -> int:
    level = LOAD_MONITOR.level(counts)
    return load.required_work(level, counts, size=request.size, danger=request.danger)


def check_plain(key: bytes, *, stamp: str, danger: bool, now: int) -> None:
    """Decide whether a form without JavaScript may be stored. Raises WaitRequired or ChannelFull.

    Such a browser cannot do proof of work, so under load the form must have a certain age. The
    signed `stamp` tells when the person got the form: somebody who wrote for a minute has
    waited already. Nothing counts yet: the same form may be stored already.
    """
    counts = LOAD_MONITOR.counts()
    level = LOAD_MONITOR.level(counts)
    wait = load.required_wait_seconds(level, counts, danger=danger)
    issued_at = stamped_moment(key, stamp, now=now) if wait else now
    if issued_at is None:
        raise WaitRequired(wait)
    if now - issued_at < wait:
        raise WaitRequired(wait - (now - issued_at))
    if not load.has_room_for_plain(level, counts):
        raise ChannelFull


def count_plain(size: int, *, danger: bool) -> None:
    """Count a message without JavaScript just before it is stored. Raises ChannelFull.

    Others may have taken the last places since `check_plain`.
    """
    counts = LOAD_MONITOR.counts()
    if not load.has_room_for_plain(LOAD_MONITOR.level(counts), counts):
        raise ChannelFull
    LOAD_MONITOR.count_request()
    if danger:
        LOAD_MONITOR.count_danger()
    LOAD_MONITOR.count_stored(size, plain=True)


@cache
def solver_script() -> tuple[str, bytes]:
    """Return the address and content of the script that solves challenges, fetched on demand."""
    content = SOLVER_SCRIPT.read_bytes()
    return f"/static/work.{tokens.content_name(content)}.js", content


def new_stamp(key: bytes, *, now: int) -> str:
    """Return the signed stamp of a new form; `now` is in Unix seconds."""
    return form_age.stamp(_secret(), key, at=now)


def stamped_moment(key: bytes, stamp: str, *, now: int) -> int | None:
    """Return the moment of this form's stamp in Unix seconds.

    None for a stamp that is not ours, too old or of later: such a form needs a new one.
    """
    at = form_age.stamped_at(_secret(), key, stamp)
    return at if at is not None and 0 <= now - at <= LONGEST_STAMP_SECONDS else None


def accepts_files() -> bool:
    """Tell whether files are still accepted; they are refused before messages."""
    return load.accepts_files(LOAD_MONITOR.counts())


def is_flooded() -> bool:
    """Tell whether files take work although there is room for them."""
    return LOAD_MONITOR.level(LOAD_MONITOR.counts()) == load.LoadLevel.FLOODED


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()
