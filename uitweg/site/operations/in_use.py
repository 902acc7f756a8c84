"""A lock on the data folder: doors, worker and backup share it, a restore has it alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from uitweg.site.config.environment import Misconfigured

LOCK_NAME = "in-use.lock"


@contextmanager
def shared(data: Path) -> Iterator[None]:
    """Hold the shared lock. Raises Misconfigured while a restore is under way."""
    with _lock_folder(data, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the exclusive lock. Raises Misconfigured while a door, the worker or a backup runs."""
    with _lock_folder(data, fcntl.LOCK_EX):
        yield


@contextmanager
def _lock_folder(data: Path, mode: int) -> Iterator[None]:
    with (data / LOCK_NAME).open("w") as file:
        try:
            fcntl.flock(file, mode | fcntl.LOCK_NB)
        except OSError:
            raise Misconfigured(
                "A restore is under way in this data folder; wait until it is done."
                if mode == fcntl.LOCK_SH
                else "A door, the worker or a backup is at work in this data folder; stop it first."
            ) from None
        yield
