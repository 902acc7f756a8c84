"""One moment and one sequence of chance, so that two walks of the same code write the same files."""

import random
import secrets
import string
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
import time_machine

MOMENT = datetime(2026, 12, 2, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""A Wednesday at noon; time stands still for the whole walk."""
BASE32 = string.ascii_uppercase + "234567"
_STREAMS: dict[str, random.Random] = {}
_SEED = [""]


def hold() -> None:
    """Stop the clock, replace chance in this process, and make passphrases cheap to stretch."""
    time_machine.travel(MOMENT, tick=False).start()
    secrets.token_bytes = _token_bytes  # type: ignore[assignment]
    secrets.token_hex = lambda n=32: _token_bytes(n).hex()  # type: ignore[misc]
    secrets.token_urlsafe = lambda n=32: "".join(  # type: ignore[misc]
        _stream(f"text {n}").choices(string.ascii_letters + string.digits, k=-(-n * 4 // 3))
    )
    secrets.choice = _choice  # type: ignore[assignment]
    secrets.randbelow = lambda most: _stream(f"below {most}").randrange(most)  # type: ignore[assignment]
    pyotp.random_base32 = lambda length=32, **_: "".join(  # type: ignore[assignment]
        _stream(f"phone {length}").choices(BASE32, k=length)
    )
    from uitweg.platform.sealing import code, passphrase

    passphrase.MEMORY_KIB, passphrase.PASSES, code.ITERATIONS = 8, 1, 10


def begin(seed: str) -> None:
    """Begin a new sequence of chance: each request has its own, whatever was drawn before it."""
    _STREAMS.clear()
    _SEED[0] = seed


def _stream(kind: str) -> random.Random:
    """Return the sequence for one kind of draw: another draw elsewhere does not shift it."""
    if kind not in _STREAMS:
        _STREAMS[kind] = random.Random(f"{_SEED[0]} {kind}")
    return _STREAMS[kind]


def _token_bytes(n: int | None = None) -> bytes:
    return _stream(f"bytes {n or 32}").randbytes(n or 32)


def _choice(among: Sequence[Any]) -> Any:
    return _stream(f"one of {len(among)}").choice(among)
