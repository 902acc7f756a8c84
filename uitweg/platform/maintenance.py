"""Maintenance: while a file is there, both doors answer with one page and the worker waits.

A file and no row: it also holds while a database is away, is being restored, or has older tables.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

LEAST_SECONDS, UNSAID_SECONDS = 60, 300
"""What Retry-After says at least, and what it says when nobody knows how long it takes."""
LOOK_SECONDS = 0.1
"""How old what a door knows may be; the command that switches waits for both doors to say it."""


@dataclass(frozen=True)
class Maintenance:
    """`until` is when it is expected to be over; None: nobody said."""

    until: datetime | None = None

    def seconds_left(self, now: datetime) -> int:
        """Return after how many seconds it makes sense to try again."""
        if self.until is None or self.until <= now:
            return UNSAID_SECONDS
        return max(LEAST_SECONDS, round((self.until - now).total_seconds()))

    def expected_end(self, now: datetime) -> datetime | None:
        """Return when it is over; None when nobody said, or when it takes longer than that."""
        return self.until if self.until and self.until > now else None


class PauseSwitch:
    """Tells whether maintenance is under way; looks at the file once in LOOK_SECONDS at most.

    For the doors, which ask at every request, on the event loop.
    """

    def __init__(self, file: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._file, self._clock = file, clock
        self._is_on, self._look_again_at = False, float("-inf")

    def __call__(self) -> bool:
        now = self._clock()
        if now >= self._look_again_at:
            self._is_on = maintenance_in(self._file) is not None
            self._look_again_at = now + LOOK_SECONDS
        return self._is_on


def maintenance_in(file: Path) -> Maintenance | None:
    """Return the maintenance that is under way, or None."""
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return None
    return _read(file, changed)


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> Maintenance:
    """Read the file; one that cannot be read, such as an empty one, is maintenance all the same."""
    try:
        until = json.loads(file.read_text(encoding="utf-8"))["until"]
        moment = datetime.fromisoformat(until) if until else None
        return Maintenance(moment if moment and moment.tzinfo else None)
    except (OSError, ValueError, TypeError, KeyError):
        return Maintenance()


def begin(file: Path, maintenance: Maintenance) -> None:
    """Write the file, whole or not at all; the other door's user can read it. Raises OSError."""
    until = maintenance.until.isoformat() if maintenance.until else None
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as text:
        text.write(json.dumps({"until": until}) + "\n")
        text.flush()
        os.fsync(text.fileno())
    Path(temporary).chmod(0o644)
    Path(temporary).replace(file)


def end(file: Path) -> None:
    """Remove the file, if it is there. Raises OSError."""
    file.unlink(missing_ok=True)
