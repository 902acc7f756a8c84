"""Encrypting a file of any length as `age` does: its format, so that the program opens it too.

Source: age-encryption.org/v1, by the bindings of rage. A key is an age identity: a line that
begins with AGE-SECRET-KEY-1. The public half is in no file, so only who has the key can try it.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import pyrage

from uitweg.platform.sealing.wire import CannotOpen

__all__ = ["CannotOpen", "decrypt", "encrypt", "is_key", "new_key"]


class _Kept:
    """A file that keeps the error it raised.

    The library tells errors as text, and that of the last piece written not at all.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        with self._keeping():
            return self._file.read(size)

    def write(self, piece: bytes) -> int:
        with self._keeping():
            return self._file.write(piece)

    def flush(self) -> None:
        with self._keeping():
            self._file.flush()

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.error = error
            raise


def new_key() -> str:
    """Make a key for one file."""
    return str(pyrage.x25519.Identity.generate())


def is_key(text: str) -> bool:
    """Tell whether this is a key."""
    with suppress(pyrage.IdentityError):
        pyrage.x25519.Identity.from_str(text)
        return True
    return False


def encrypt(source: BinaryIO, to: BinaryIO, key: str) -> None:
    """Encrypt all that `source` gives. Raises OSError, of either file."""
    identity = pyrage.x25519.Identity.from_str(key)
    _run(pyrage.encrypt_io, source, to, [identity.to_public()])


def decrypt(source: BinaryIO, to: BinaryIO, key: str) -> None:
    """Decrypt all of `source`. Raises OSError, of either file, or CannotOpen.

    What was written before CannotOpen is right as far as it goes, but may be cut off.
    """
    _run(pyrage.decrypt_io, source, to, [pyrage.x25519.Identity.from_str(key)])


def _run(work: Any, source: BinaryIO, to: BinaryIO, whose: list[Any]) -> None:
    reading, writing = _Kept(source), _Kept(to)
    can_open = True
    try:
        work(reading, writing, whose)
    except (OSError, pyrage.EncryptError, pyrage.DecryptError):
        can_open = False
    if error := reading.error or writing.error:
        raise error
    if not can_open:
        raise CannotOpen
