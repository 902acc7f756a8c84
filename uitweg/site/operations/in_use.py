"""Who works in a data folder: doors and the worker share it, a restore has it alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from uitweg.site.config.environment import Misconfigured

LOCK_NAME = "in-use.lock"


@contextmanager
def shared(data: Path) -> Iterator[None]:
    """Hold the folder together with others, as long as this process lives or the block lasts."""
    with _lock_folder(data, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the folder alone. Raises Misconfigured while a door, the worker or a backup is in it."""
    with _lock_folder(data, fcntl.LOCK_EX):
        yield


@contextmanager
def _lock_folder(data: Path, how: int) -> Iterator[None]:
    with (data / LOCK_NAME).open("w") as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except OSError:
            raise Misconfigured(
                "A restore is under way in this data folder; wait until it is done."
                if how == fcntl.LOCK_SH
                else "A door, the worker or a backup is at work in this data folder; stop it first."
            ) from None
        yield
