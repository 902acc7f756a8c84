"""Slowing down guesses at a login, with counters in the database and without holding a thread.

Tries are counted by name, known or unknown alike. A browser that logged in before with this name
has a cookie (the device mark) and a counter of its own, so a stranger who keeps guessing cannot
lock the member out.
"""

from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction

from uitweg.platform.accounts.models import LoginAttempts, Member
from uitweg.platform.accounts.rules import GUESS_WINDOW, wait_after_tries
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_for_update

DEVICE_COOKIE = "__Host-toestel" if settings.BEHIND_TLS else "toestel"
DEVICE_COOKIE_LASTS = timedelta(days=180)
_NONCE_BYTES = 16


class TooManyTries(Exception):
    """Too many wrong tries; the next one is accepted in `seconds` seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def login_counter(login: str, mark: str) -> bytes:
    """Return the id (32 bytes) of the counter of this name, or of this name on a known device.

    A name in capitals counts with the same name in small letters.
    """
    known_mark = mark if is_device_mark_of(login, mark) else ""
    return tokens.derive(_key(), f"count {login.lower()} {known_mark}")


def passkey_counter(credential_id: bytes, purpose: str) -> bytes:
    """Return the id (32 bytes) of the counter of one passkey, for one purpose."""
    return tokens.derive(_key(), f"{purpose} {credential_id.hex()}")


def signed_on_counter(member: Member) -> bytes:
    """Return the id (32 bytes) of the counter of a passphrase typed after single sign-on."""
    return tokens.derive(_key(), f"signed on {member.pk}")


def proof_counter(member: Member) -> bytes:
    """Return the id (32 bytes) of the counter of a passphrase asked for again within a session."""
    return tokens.derive(_key(), f"proof {member.pk}")


def count_try(name_hash: bytes, *, now: datetime) -> None:
    """Count a try before it is checked, so that sending many at once does not help.

    Raises TooManyTries; such a try is not counted.
    """
    with transaction.atomic():
        LoginAttempts.objects.get_or_create(name_hash=name_hash, defaults={"last_at": now})
        attempts = lock_for_update(LoginAttempts.objects.filter(name_hash=name_hash)).get()
        if now - attempts.last_at > GUESS_WINDOW:
            attempts.tries = 0
        wait = wait_after_tries(attempts.tries) - (now - attempts.last_at)
        if wait.total_seconds() > 0:
            raise TooManyTries(ceil(wait.total_seconds()))
        attempts.tries, attempts.last_at = min(attempts.tries + 1, 1000), now
        attempts.save()


def reset_counter(name_hash: bytes) -> None:
    """Forget the tries after a login that succeeded."""
    LoginAttempts.objects.filter(name_hash=name_hash).delete()


def remove_old_counters(*, now: datetime, kept: timedelta) -> int:
    return LoginAttempts.objects.filter(last_at__lt=now - kept).delete()[0]


def new_device_mark(member: Member) -> str:
    """Return a device cookie for this member, in hex: a nonce and a MAC, without their name."""
    nonce = tokens.new_token(_NONCE_BYTES)
    return (nonce + _mac(member.login, nonce)).hex()


def is_device_mark_of(login: str, mark: str) -> bool:
    try:
        raw = bytes.fromhex(mark)
    except ValueError:
        return False
    nonce, mac = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
    return tokens.is_equal_in_constant_time(mac, _mac(login, nonce))


def _mac(login: str, nonce: bytes) -> bytes:
    return tokens.derive(_key(), f"mark {login.lower()} {nonce.hex()}")


def _key() -> bytes:
    return tokens.derive(settings.SECRET_KEY.encode(), "throttle")
