"""The journal of what was destroyed, outside the stores: a restored backup cannot undo it.

A line is written and synced before the destruction commits, from the moment that nobody can undo
it any more. Killed in between, the line stands and the destruction is finished later, here or in
a restored store: carrying a line out again changes nothing. A line is a keyed hash under the
staff door's secret: without that secret the file says how much was destroyed, and never what.
"""

import os
from pathlib import Path

from django.conf import settings

from uitweg.platform.sealing import tokens

FILE_NAME = "destroyed.journal"
TAKEN_BACK = b"-"
"""Begins the line of what was about to be destroyed, and was kept after all."""


class WrongJournal(Exception):
    """The file is no journal, or of another staff secret; the text says which."""


def journal_path() -> Path:
    return Path(settings.DATA) / FILE_NAME


def conversation(mailbox_hash: bytes | memoryview) -> bytes:
    """Return the line of a conversation; only who has the secret can make it."""
    return _line("conversation", bytes(mailbox_hash))


def case(case_id: int, opened_at: str) -> bytes:
    """Return the line of a case; `opened_at` because a restored store gives numbers out again."""
    return _line("case", f"{case_id}|{opened_at}".encode())


def row(kind: str, form_key: bytes | memoryview) -> bytes:
    """Return the line of one row: a version of a person sheet, the text of a call note."""
    return _line(kind, bytes(form_key))


def note(*lines: bytes) -> None:
    """Add lines and sync them to disk; before the destruction commits. Raises OSError."""
    path = journal_path()
    is_new = not path.exists()
    # every line has its own break before it: what a power cut left of the last one spoils no other
    content = b"".join(b"\n" + line + b"\n" for line in ([_check()] if is_new else []) + [*lines])
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.parent)


def take_back(line: bytes) -> None:
    """Say that what a line says was about to be destroyed is kept after all."""
    note(TAKEN_BACK + line)


def read_journal(*paths: Path) -> set[bytes]:
    """Return the lines of what is destroyed, by copies of one journal, the older first or not.

    Raises OSError, WrongJournal.
    """
    lines: list[bytes] = []
    for path in paths:
        lines += _more_than(lines, _checked_lines(path))
    destroyed: set[bytes] = set()
    for line in lines[1:]:
        if line.startswith(TAKEN_BACK):
            destroyed.discard(line[1:])
        else:
            destroyed.add(line)
    return destroyed


def _checked_lines(path: Path) -> list[bytes]:
    lines = _file_lines(path)
    if lines and lines[0] != _check():
        raise WrongJournal("it is no journal of Uitweg, or was written under another staff.secret")
    return lines


def merge_into(path: Path, other: Path) -> None:
    """Add to the journal at `path` what `other` has more, and sync it. Raises OSError."""
    missing = _more_than(_file_lines(path) if path.exists() else [], _file_lines(other))
    with path.open("ab") as file:
        path.chmod(0o600)
        file.write(b"".join(b"\n" + line + b"\n" for line in missing))
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def _more_than(present: list[bytes], other: list[bytes]) -> list[bytes]:
    """Return the lines of `other` from the first that does not come next in `present`.

    Their order counts: what was kept after all may have been destroyed later.
    """
    still_to_come = iter(present)
    return [line for line in other if line not in still_to_come]


def _file_lines(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().split(b"\n") if line]


def _check() -> bytes:
    return _line("check", b"")


def _line(kind: str, value: bytes) -> bytes:
    key = tokens.derive(settings.SECRET_KEY.encode(), "destroyed")
    return tokens.keyed_digest(key, f"destroyed-{kind}", value).hex().encode()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
