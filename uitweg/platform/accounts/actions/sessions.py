"""Sessions of members. The stored keyring can only be decrypted with the cookie's token."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from uitweg.platform.accounts.actions import throttle
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.actions.login import keyring_of
from uitweg.platform.accounts.models import (
    KeyShare,
    Member,
    Passkey,
    ProviderAccount,
    Session,
    UsedChallenge,
)
from uitweg.platform.accounts.rules import (
    CHALLENGE_LASTS,
    GUESS_WINDOW,
    LONGEST_SESSION,
    SESSION_IDLE_LIMIT,
    SIGN_ON_LASTS,
)
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.sealing import box, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_row

UNATTENDED_HEADER = "X-By-Itself"
"""Sent with requests that a page makes on its own; these do not keep the session alive."""
SESSION_COOKIE = "__Host-uitweg" if settings.BEHIND_TLS else "uitweg"


class MemberRequest(HttpRequest):
    """A request of a logged-in member, as the gate lets it through.

    `actor` combines `member` and `keyring` with the moment of the request.
    """

    member: Member
    keyring: Keyring
    actor: Actor
    member_session: Session


def _id_hash(token: bytes) -> bytes:
    return tokens.digest("session", token)


def _key(token: bytes) -> bytes:
    return tokens.derive(token, "session-keyring")


def open_session(
    member: Member,
    keyring: Keyring,
    *,
    now: datetime,
    passkey: Passkey | None = None,
    account: ProviderAccount | None = None,
) -> str:
    """Begin a session and return the cookie's value, which is stored nowhere else.

    Nothing is stored, and the cookie opens nothing, when during the login the account was emptied,
    its membership ended, its passphrase was changed, or the `passkey` or the `account` at the
    provider taken away by which they log in.
    """
    token = tokens.new_token()
    with transaction.atomic():
        present = lock_row(member, may_be_named=True)
        has_passkey = passkey is None or Passkey.objects.filter(pk=passkey.pk).exists()
        has_account = account is None or ProviderAccount.objects.filter(pk=account.pk).exists()
        if has_passkey and has_account and _way_in_of(present) == _way_in_of(member):
            Session.objects.create(
                id_hash=_id_hash(token),
                member=member,
                sealed_keyring=box.lock(_key(token), _context(member), keyring.to_bytes()),
                started_at=now,
                seen_at=now,
                signed_on=account is not None,
            )
    return token.hex()


def _way_in_of(member: Member) -> tuple[bytes, bytes, date | None]:
    """Return what ends a login that is under way, when it changes."""
    return bytes(member.public_key), bytes(member.verifier), member.until


def renew_session(request: MemberRequest, response: HttpResponse, keyring: Keyring) -> None:
    """Give the running session a new cookie, after the member proved more or got more keys.

    A cookie that somebody else knew from before does not open what was gained. A session that was
    ended meanwhile stays ended: the new cookie opens nothing.
    """
    token, running = tokens.new_token(), request.member_session
    Session.objects.filter(pk=running.pk).update(
        id_hash=_id_hash(token),
        sealed_keyring=box.lock(_key(token), _context(request.member), keyring.to_bytes()),
        proved_at=running.proved_at,
    )
    set_cookie(response, token.hex())
    rotate_token(request)


def set_cookie(
    response: HttpResponse,
    value: str,
    *,
    name: str = SESSION_COOKIE,
    lasts: timedelta | None = None,
    samesite: Literal["Strict", "Lax"] = "Strict",
) -> None:
    """Set a cookie (the session's by default); without `lasts` it ends when the browser closes."""
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite=samesite,
        path="/",
    )


def end_earlier_session(request: HttpRequest) -> None:
    """End the session, of anybody, that this browser had when somebody logs in."""
    if running := cast(MemberRequest, request).member_session:
        running.delete()


def end_session(request: MemberRequest, response: HttpResponse) -> None:
    request.member_session.delete()
    response.delete_cookie(SESSION_COOKIE, path="/", samesite="Strict")
    response["Clear-Site-Data"] = '"cache", "storage"'


@job("sessions", every=timedelta(minutes=1))
def remove_expired(*, now: datetime) -> int:
    """Remove expired sessions, login attempts and used challenges; return how many sessions.

    Attempts and challenges may be kept longer than security needs, never shorter.
    """
    number = retention.retention_table().number
    attempts_kept = timedelta(minutes=number("login-counts"))
    throttle.remove_old_counters(now=now, kept=max(attempts_kept, GUESS_WINDOW))
    challenges_kept = timedelta(minutes=number("answered-challenges"))
    challenges_kept = max(challenges_kept, 2 * CHALLENGE_LASTS, SIGN_ON_LASTS)
    UsedChallenge.objects.filter(answered_at__lt=now - challenges_kept).delete()
    expired = Session.objects.filter(seen_at__lt=now - SESSION_IDLE_LIMIT) | Session.objects.filter(
        started_at__lt=now - LONGEST_SESSION
    )
    return expired.delete()[0]


def member_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put the member (or None) and their keyring on the request; let nothing be cached."""

    def middleware(request: HttpRequest) -> HttpResponse:
        member_request = cast(MemberRequest, request)
        attended = UNATTENDED_HEADER not in request.headers
        now = timezone.now()
        session, keyring = _active_session(
            request.COOKIES.get(SESSION_COOKIE, ""), now, attended=attended
        )
        member_request.member = cast(Member, session and session.member)
        has_yet_to_link = session is not None and _asks_sign_on() and not session.signed_on
        member_request.actor = Actor(member_request.member, now, keyring, has_yet_to_link)
        member_request.member_session = cast(Session, session)
        member_request.keyring = keyring
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def _asks_sign_on() -> bool:
    return settings.SIGN_ON is not None and settings.SIGN_ON.is_required


def _active_session(
    cookie: str, now: datetime, *, attended: bool
) -> tuple[Session | None, Keyring]:
    """Return the session of this cookie and its keyring; None and an empty one when it is over."""
    nobody = (None, Keyring(seed=b""))
    try:
        token = bytes.fromhex(cookie)
    except ValueError:
        return nobody
    if len(token) != 32:
        return nobody
    sessions = Session.objects.select_related("member").with_share_count()
    session = sessions.filter(id_hash=_id_hash(token)).first()
    if (
        session is None
        or now - session.seen_at > SESSION_IDLE_LIMIT
        or now - session.started_at > LONGEST_SESSION
    ):
        return nobody
    member = session.member
    if not member.has_joined or not member.is_active_on(timezone.localdate(now)):
        return nobody
    if attended and (now - session.seen_at).total_seconds() > 60:
        Session.objects.filter(pk=session.pk).update(seen_at=now)
    keyring = Keyring.from_bytes(
        box.unlock(_key(token), _context(session.member), bytes(session.sealed_keyring))
    )
    if session.share_count != len(keyring.team):  # type: ignore[attr-defined]
        keyring = _with_present_shares(session, keyring, token)
    return session, keyring


def take_new_shares(request: MemberRequest) -> bool:
    """Give this request the team keys that were shared since it began; return whether any were."""
    session, token = request.member_session, bytes.fromhex(request.COOKIES[SESSION_COOKIE])
    before = request.keyring
    request.keyring = _with_present_shares(session, request.keyring, token)
    request.actor = replace(request.actor, keyring=request.keyring)
    return request.keyring.team.keys() != before.team.keys()


def _with_present_shares(session: Session, keyring: Keyring, token: bytes) -> Keyring:
    """Return the keyring with the team keys that the member has a share of now, and no others.

    So a new team key, or being admitted, does not ask anybody to log in again, and a session that
    outlives its member's share opens nothing any more.
    """
    shares = KeyShare.objects.held_by(session.member).values_list("team_key_id", flat=True)
    held = {bytes(key_id) for key_id in shares}
    if not held <= keyring.team.keys():
        with suppress(CannotOpen, Malformed):  # a share that nobody sealed for them
            keyring = keyring_of(session.member, keyring.seed)
            sealed = box.lock(_key(token), _context(session.member), keyring.to_bytes())
            # not when the cookie was renewed meanwhile: the new one would not open it
            same_cookie = Session.objects.filter(pk=session.pk, id_hash=_id_hash(token))
            same_cookie.update(sealed_keyring=sealed)
    team = {key_id: keys for key_id, keys in keyring.team.items() if key_id in held}
    return replace(keyring, team=team)


def _context(member: Member) -> bytes:
    return context("session", str(member.pk), "keyring")
