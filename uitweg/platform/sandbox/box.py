"""Shut this process into a box before it reads what a stranger made.

Each measure is one of the kernel's and stands by itself: where a machine lacks one, the others
still hold (ADR 36). `./run doctor` tries them.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

from uitweg.places import IN_CHECKOUT
from uitweg.platform.sandbox import landlock, system_calls

HERE = Path(__file__).parent
SET_DUMPABLE, SET_NO_NEW_PRIVILEGES = 4, 38
"""Of prctl(2)."""
MOST_OPEN_FILES = 64


class NotAlone(Exception):
    """Another thread runs in this process, and the box would not hold for it."""


def hide_memory() -> None:
    """Let no other process of the same user read this one's memory, environment and open files.

    Nothing hides from root. Starting another program undoes it for that program.
    """
    _prctl(SET_DUMPABLE, 0)


def leave_network() -> None:
    """Move into a user and a network of its own: no interface, and no rights outside.

    Raises OSError where users may not make these.
    """
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET | os.CLONE_NEWIPC)


def leave_files() -> None:
    """Let this process open nothing but the code of Python, its libraries and the parsers.

    A library may still load a part of itself. Raises OSError.
    """
    _prctl(SET_NO_NEW_PRIVILEGES, 1)  # the kernel asks it first; libseccomp does it by itself
    landlock.keep_only_reading_in(readable_folders())


def leave_calls() -> None:
    """Take away every system call that reading does not need. Raises OSError."""
    system_calls.keep_only_calls_of_a_reader()


def close_box() -> None:
    """Take every measure that this machine has, after the parser was loaded.

    Raises NotAlone.
    """
    if not _is_alone():
        raise NotAlone
    os.closerange(3, MOST_OPEN_FILES)  # all but stdin, stdout and stderr
    taken(hide_memory)
    taken(leave_network)
    taken(system_calls.load_library)  # which can be opened no more after the next line
    taken(leave_files)
    taken(leave_calls)


def taken(measure: Callable[[], object]) -> bool:
    """Take one measure, and say whether this machine has it; only Linux has any."""
    try:
        measure()
    except (OSError, AttributeError):
        return False
    return True


def readable_folders() -> list[str]:
    """Return the folders with program code: of Python, its libraries and the parsers."""
    paths = (Path(place) for place in sys.path if place)
    libraries = [str(path) for path in paths if path.is_dir() and not _is_checkout(path)]
    return [*libraries, str(HERE)]


def _is_checkout(folder: Path) -> bool:
    """Say whether this is the folder of our checkout, which holds more than program code."""
    return IN_CHECKOUT and folder.resolve() == HERE.parents[2]


def _is_alone() -> bool:
    """Say whether this process has one thread; where /proc cannot be read, it is believed."""
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return True


def _prctl(option: int, value: int) -> None:
    """Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), *map(ctypes.c_ulong, (0, 0, 0))) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
