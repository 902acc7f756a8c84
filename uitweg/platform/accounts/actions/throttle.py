"""Guessing at a login slows down: by what is stored, without holding a thread.

Counted by name (a known and an unknown one alike). A browser that came in before with
this name carries a mark and has a count of its own, so a stranger who keeps guessing
cannot keep the member out.
"""

from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction

from uitweg.platform.accounts.models import LoginAttempts, Member
from uitweg.platform.accounts.rules import GUESS_WINDOW, wait_after_tries
from uitweg.platform.sealing import tokens

DEVICE_COOKIE = "__Host-toestel" if settings.BEHIND_TLS else "toestel"
DEVICE_COOKIE_LASTS = timedelta(days=180)
_NONCE = 16


class TooManyTries(Exception):
    """Too many wrong tries for this name; `seconds` from now one more is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def login_counter(login: str, mark: str) -> bytes:
    """Name the count (32 bytes) this try goes on: the name's, or that of this marked browser."""
    own = mark if is_device_mark_of(login, mark) else ""
    return tokens.derive(_key(), f"count {login} {own}")


def passkey_counter(credential_id: bytes, what: str) -> bytes:
    """Name the count (32 bytes) of one passkey, for one purpose."""
    return tokens.derive(_key(), f"{what} {credential_id.hex()}")


def proof_counter(member: Member) -> bytes:
    """Name the count (32 bytes) of a member's passphrase, asked for inside a session."""
    return tokens.derive(_key(), f"proof {member.pk}")


def count_try(name_hash: bytes, *, now: datetime) -> None:
    """Count a try before it is looked at, so that many at once are no way around.

    Raises WaitFirst; such a try is not counted.
    """
    with transaction.atomic():
        LoginAttempts.objects.get_or_create(name_hash=name_hash, defaults={"last_at": now})
        count = LoginAttempts.objects.select_for_update().get(name_hash=name_hash)
        if now - count.last_at > GUESS_WINDOW:
            count.tries = 0
        left = wait_after_tries(count.tries) - (now - count.last_at)
        if left.total_seconds() > 0:
            raise TooManyTries(ceil(left.total_seconds()))
        count.tries, count.last_at = min(count.tries + 1, 1000), now
        count.save()


def reset_counter(name_hash: bytes) -> None:
    """They came in: begin anew."""
    LoginAttempts.objects.filter(name_hash=name_hash).delete()


def remove_old_counters(*, now: datetime, kept: timedelta) -> int:
    return LoginAttempts.objects.filter(last_at__lt=now - kept).delete()[0]


def new_device_mark(member: Member) -> str:
    """Return what this member's browser keeps: a number and our seal on it, no name."""
    nonce = tokens.new_token(_NONCE)
    return (nonce + _seal(member.login, nonce)).hex()


def is_device_mark_of(login: str, mark: str) -> bool:
    try:
        told = bytes.fromhex(mark)
    except ValueError:
        return False
    nonce, seal = told[:_NONCE], told[_NONCE:]
    return tokens.is_equal_in_constant_time(seal, _seal(login, nonce))


def _seal(login: str, nonce: bytes) -> bytes:
    return tokens.derive(_key(), f"mark {login} {nonce.hex()}")


def _key() -> bytes:
    return tokens.derive(settings.SECRET_KEY.encode(), "throttle")
