"""A signed time stamp in a form, to know how long it was open; nothing is stored."""

import hmac

from uitweg.platform.sealing import tokens

_LONGEST_STAMP = 60


def stamp(secret: bytes, key: bytes, *, at: int) -> str:
    """Return the stamp of the form with this key; `at` is in seconds since 1970."""
    return f"{at}.{_mark(secret, key, at)}"


def stamped_at(secret: bytes, key: bytes, typed: str) -> int | None:
    """Return the seconds since 1970 in a stamp; None when it is forged or another form's."""
    at, _, mark = typed[:_LONGEST_STAMP].partition(".")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return None
    return int(at) if tokens.is_equal_in_constant_time(mark, _mark(secret, key, int(at))) else None


def _mark(secret: bytes, key: bytes, at: int) -> str:
    message = at.to_bytes(8) + key
    return hmac.digest(tokens.derive(secret, "timelock"), message, "sha256")[:16].hex()
