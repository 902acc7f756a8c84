"""A stamp that says since when a form is there; nobody else can make one, and nothing is kept."""

import hmac

from uitweg.platform.sealing import tokens

_LONGEST = 60


def stamp(secret: bytes, key: bytes, *, at: int) -> str:
    """Return the stamp of the form with this key; `at` is in seconds since 1970."""
    return f"{at}.{_mark(secret, key, at)}"


def stamped_at(secret: bytes, key: bytes, typed: str) -> int | None:
    """Return the moment of a stamp; None when it is none of ours, or another form's."""
    at, _, mark = typed[:_LONGEST].partition(".")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return None
    return int(at) if tokens.is_equal_in_constant_time(mark, _mark(secret, key, int(at))) else None


def _mark(secret: bytes, key: bytes, at: int) -> str:
    said = at.to_bytes(8) + key
    return hmac.digest(tokens.derive(secret, "timelock"), said, "sha256")[:16].hex()
