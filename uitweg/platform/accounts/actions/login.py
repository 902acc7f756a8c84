"""Proving who you are: a passphrase that also unwraps your key, and a code from your phone."""

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
from uitweg.platform.sealing import box, envelope, passphrase, tokens
from uitweg.platform.sealing.envelope import context

TOTP_STEP_SECONDS = 30
# Argon2id takes 64 MiB a run; more at once would let a stranger fill the memory
DERIVE_TURNS = threading.BoundedSemaphore(2)
# who waits for a turn holds one of the door's eight threads: leave half to who is in
WAITING_PLACES = threading.BoundedSemaphore(3)
# a browser that came in before with this name has a place and a turn of its own: whoever fills
# the line of strangers does not keep the team out
KNOWN_DEVICE_TURN, KNOWN_DEVICE_PLACE = threading.BoundedSemaphore(1), threading.BoundedSemaphore(1)
UNKNOWN_MEMBER = Member(salt=passphrase.new_salt(), verifier=bytes(32))


class WrongLogin(Exception):
    """Name, passphrase or code is wrong; which one is nobody's business."""


class TooManyLoggingIn(Exception):
    """More people, or one stranger, try to come in than there are turns; try again."""


def authenticate(
    *, login: str, phrase: str, code: str, now: datetime, mark: str = ""
) -> tuple[Member, Keyring]:
    """Return the member and what they can open. `mark`: what their browser kept (throttle).

    The same work is done for an unknown name. A code counts once.
    Raises WrongLogin, TooManyAtOnce, throttle's WaitFirst.
    """
    member = Member.objects.filter(login=login).exclude(public_key=b"").first()
    asked, count = member or UNKNOWN_MEMBER, throttle.login_counter(login, mark)
    with _waiting_place(known=throttle.is_device_mark_of(login, mark)) as turn:
        throttle.count_try(count, now=now)
        with turn:
            derived = passphrase.derive(phrase, bytes(asked.salt))
    right = passphrase.matches(derived.verifier_input, bytes(asked.verifier))
    if member is None:
        raise WrongLogin
    wrong = _refusal_reason(member, right=right, code=code, now=now)
    if wrong:
        # nobody showed who they are: the line names the member as the thing, never as the doer
        audit_log.record(None, "session:open", member, result="refused", reason=wrong)
        raise WrongLogin
    throttle.reset_counter(count)
    seed = box.unlock(derived.wrapping_key, _seed_context(member), bytes(member.sealed_seed))
    return member, keyring_of(member, seed)


@contextmanager
def _waiting_place(*, known: bool) -> Iterator[threading.BoundedSemaphore]:
    """Stand in line, and give the turn to wait for. Raises TooManyAtOnce when the line is full.

    Who is known takes the place kept for them when the strangers' line is full.
    """
    for waiting, turn in [(WAITING_PLACES, DERIVE_TURNS)] + [
        (KNOWN_DEVICE_PLACE, KNOWN_DEVICE_TURN)
    ] * known:
        if waiting.acquire(blocking=False):
            try:
                yield turn
            finally:
                waiting.release()
            return
    raise TooManyLoggingIn


def _refusal_reason(member: Member, *, right: bool, code: str, now: datetime) -> str:
    """Return what the audit log says was wrong, or nothing."""
    if not right:
        return "passphrase"
    if not member.is_active_on(timezone.localdate(now)):
        return "membership"
    return "" if use_totp_code(member, code, now=now) else "phone-code"


def unlock_seed(member: Member, phrase: str) -> bytes:
    """Unwrap the member's own seed (32 bytes). Raises CannotOpen on a wrong passphrase."""
    with DERIVE_TURNS:
        derived = passphrase.derive(phrase, bytes(member.salt))
    return box.unlock(derived.wrapping_key, _seed_context(member), bytes(member.sealed_seed))


def keyring_of(member: Member, seed: bytes) -> Keyring:
    """Open every share of a team key that was sealed to this member."""
    team = {}
    for share in KeyShare.objects.filter(member=member, holder_key=member.public_key):
        opened = envelope.unseal(seed, share_context(share), bytes(share.sealed_keys))
        team[bytes(share.team_key_id)] = TeamKeys.from_bytes(opened)
    return Keyring(seed=seed, team=team)


def share_context(share: KeyShare) -> bytes:
    """Bind a share to the team key and to the holder's key it was made for."""
    holder = envelope.key_id(bytes(share.holder_key)).hex()
    return context("team-keys", bytes(share.team_key_id).hex(), holder)


def set_passphrase(member: Member, *, phrase: str, seed: bytes) -> None:
    """Set (not save) the member's passphrase: a verifier, and the seed wrapped under it."""
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
    """Set (not save) the member's TOTP secret, sealed under this door's own secret."""
    member.sealed_totp = box.lock(_door_key(), context("totp", member.login), secret.encode())
    member.totp_step = 0


def totp_of(member: Member) -> pyotp.TOTP:
    sealed = bytes(member.sealed_totp)
    return pyotp.TOTP(box.unlock(_door_key(), context("totp", member.login), sealed).decode())


def totp_address(secret: str, login: str) -> str:
    """Return the otpauth address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"Uitweg {settings.CITY}")


def totp_code_fits(secret: str, code: str, *, now: datetime) -> bool:
    return _totp_step(pyotp.TOTP(secret), code, now) is not None


def use_totp_code(member: Member, code: str, *, now: datetime) -> bool:
    """Accept a code of this half minute or its neighbours, once."""
    step = _totp_step(totp_of(member), code, now)
    return step is not None and bool(
        Member.objects.filter(pk=member.pk, totp_step__lt=step).update(totp_step=step)
    )


def _totp_step(totp: pyotp.TOTP, code: str, now: datetime) -> int | None:
    typed = "".join(code.split())
    present = int(now.timestamp()) // TOTP_STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if tokens.is_equal_in_constant_time(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def _door_key() -> bytes:
    return tokens.derive(settings.SECRET_KEY.encode(), "totp")
