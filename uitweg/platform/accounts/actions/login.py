"""Logging in with a passphrase, which also decrypts the member's key, and a code from a phone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pyotp
from django.conf import settings
from django.utils import timezone

from uitweg.platform.accounts.actions import throttle
from uitweg.platform.accounts.actions.keyring import Keyring, TeamKeys
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import box, envelope, passphrase, tokens
from uitweg.platform.sealing.envelope import context

LOG_IN = Act("session:open", "Ingelogd")

TOTP_STEP_SECONDS = 30
# Argon2id takes 64 MiB a run; without a limit strangers could use up the memory
DERIVE_TURNS = threading.BoundedSemaphore(2)
# a login that waits for its turn occupies one of the staff door's eight threads; this leaves half
# of them to members who are logged in
WAITING_PLACES = threading.BoundedSemaphore(3)
# a browser that logged in before with this name has its own place and turn, so that strangers
# who fill the queue do not lock out the team
KNOWN_DEVICE_TURN, KNOWN_DEVICE_PLACE = threading.BoundedSemaphore(1), threading.BoundedSemaphore(1)
UNKNOWN_MEMBER = Member(salt=passphrase.new_salt(), verifier=bytes(32))


class WrongLogin(Exception):
    """Name, passphrase or code is wrong; the page does not say which."""


class TooManyLoggingIn(Exception):
    """The queue of logins is full, by many people or by one attacker; try again later."""


def authenticate(
    *, login: str, phrase: str, code: str, now: datetime, mark: str = ""
) -> tuple[Member, Keyring]:
    """Check name, passphrase and phone code; return the member and their keyring.

    `mark` is the device cookie (see throttle). An unknown name takes the same time as a known
    one. A phone code works once. Raises WrongLogin, TooManyLoggingIn, throttle.TooManyTries.
    """
    member = Member.objects.with_login(login).exclude(public_key=b"").first()
    candidate, counter = member or UNKNOWN_MEMBER, throttle.login_counter(login, mark)
    with _waiting_place(known=throttle.is_device_mark_of(login, mark)) as turn:
        throttle.count_try(counter, now=now)
        with turn:
            derived = passphrase.derive(phrase, bytes(candidate.salt))
    phrase_is_right = passphrase.matches(derived.verifier_input, bytes(candidate.verifier))
    if member is None:
        raise WrongLogin
    reason = _refusal_reason(member, phrase_is_right=phrase_is_right, code=code, now=now)
    if reason:
        # identity not proven: the entry names the member as what was acted on, not as who acted
        audit_log.record(None, LOG_IN, member, result="refused", reason=reason)
        raise WrongLogin
    throttle.reset_counter(counter)
    seed = box.unlock(derived.wrapping_key, _seed_context(member), bytes(member.sealed_seed))
    return member, keyring_of(member, seed)


def authenticate_signed_on(member: Member, phrase: str, *, now: datetime, mark: str) -> Keyring:
    """Return the keyring of a member whom the city's provider named: only the phrase is asked.

    Raises WrongLogin, TooManyLoggingIn, throttle.TooManyTries.
    """
    counter = throttle.signed_on_counter(member)
    with _waiting_place(known=throttle.is_device_mark_of(member.login, mark)) as turn:
        throttle.count_try(counter, now=now)
        with turn:
            derived = passphrase.derive(phrase, bytes(member.salt))
    if not passphrase.matches(derived.verifier_input, bytes(member.verifier)):
        audit_log.record(None, LOG_IN, member, result="refused", reason="passphrase")
        raise WrongLogin
    throttle.reset_counter(counter)
    seed = box.unlock(derived.wrapping_key, _seed_context(member), bytes(member.sealed_seed))
    return keyring_of(member, seed)


@contextmanager
def _waiting_place(*, known: bool) -> Iterator[threading.BoundedSemaphore]:
    """Take a place in the queue, and yield the semaphore to wait for.

    A known device takes the place reserved for it when the general queue is full.
    Raises TooManyLoggingIn when there is no place.
    """
    queues = [(WAITING_PLACES, DERIVE_TURNS)]
    if known:
        queues.append((KNOWN_DEVICE_PLACE, KNOWN_DEVICE_TURN))
    for places, turn in queues:
        if places.acquire(blocking=False):
            try:
                yield turn
            finally:
                places.release()
            return
    raise TooManyLoggingIn


def _refusal_reason(member: Member, *, phrase_is_right: bool, code: str, now: datetime) -> str:
    """Return the reason for the audit log, or "" when all is right; that uses up the code."""
    if not phrase_is_right:
        return "passphrase"
    if not member.is_active_on(timezone.localdate(now)):
        return "membership"
    return "" if use_totp_code(member, code, now=now) else "phone-code"


def unlock_seed(member: Member, phrase: str) -> bytes:
    """Decrypt the member's own seed (32 bytes). Raises CannotOpen on a wrong passphrase."""
    with DERIVE_TURNS:
        derived = passphrase.derive(phrase, bytes(member.salt))
    return box.unlock(derived.wrapping_key, _seed_context(member), bytes(member.sealed_seed))


def keyring_of(member: Member, seed: bytes) -> Keyring:
    """Decrypt every share of a team key that was sealed to this member."""
    team = {}
    for share in KeyShare.objects.held_by(member):
        keys = envelope.unseal(seed, share_context(share), bytes(share.sealed_keys))
        team[bytes(share.team_key_id)] = TeamKeys.from_bytes(keys)
    return Keyring(seed=seed, team=team)


def share_context(share: KeyShare) -> bytes:
    """Return the encryption context of a share: its team key and the key of its holder."""
    holder = envelope.key_id(bytes(share.holder_key)).hex()
    return context("team-keys", bytes(share.team_key_id).hex(), holder)


def set_passphrase(member: Member, *, phrase: str, seed: bytes) -> None:
    """Set, without saving, the passphrase: its verifier, and the seed encrypted with it."""
    member.salt = passphrase.new_salt()
    with DERIVE_TURNS:
        derived = passphrase.derive(phrase, bytes(member.salt))
    member.verifier = passphrase.verifier(derived.verifier_input)
    member.public_key = envelope.public_key(seed)
    member.sealed_seed = box.lock(derived.wrapping_key, _seed_context(member), seed)


def _seed_context(member: Member) -> bytes:
    return context("member-seed", member.login)


def new_totp_secret() -> str:
    return pyotp.random_base32()


def seal_totp(member: Member, secret: str) -> None:
    """Set, without saving, the TOTP secret, encrypted with the staff door's secret."""
    member.sealed_totp = box.lock(_door_key(), context("totp", member.login), secret.encode())
    member.totp_step = 0


def totp_of(member: Member) -> pyotp.TOTP:
    sealed = bytes(member.sealed_totp)
    return pyotp.TOTP(box.unlock(_door_key(), context("totp", member.login), sealed).decode())


def totp_address(secret: str, login: str) -> str:
    """Return the otpauth: address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"Uitweg {settings.CITY}")


def totp_code_fits(secret: str, code: str, *, now: datetime) -> bool:
    return _totp_step(pyotp.TOTP(secret), code, now) is not None


def use_totp_code(member: Member, code: str, *, now: datetime) -> bool:
    """Accept a code of this time step (30 s) or a neighbouring one, and each step only once."""
    step = _totp_step(totp_of(member), code, now)
    return step is not None and bool(
        Member.objects.filter(pk=member.pk, totp_step__lt=step).update(totp_step=step)
    )


def _totp_step(totp: pyotp.TOTP, code: str, now: datetime) -> int | None:
    typed = "".join(code.split())
    current = int(now.timestamp()) // TOTP_STEP_SECONDS
    for step in (current, current - 1, current + 1):
        if tokens.is_equal_in_constant_time(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def _door_key() -> bytes:
    return tokens.derive(settings.SECRET_KEY.encode(), "totp")
