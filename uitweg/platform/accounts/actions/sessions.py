"""Who is at the staff door. The session row opens nothing without the cookie."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from uitweg.platform.accounts.actions import throttle
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member, Session, UsedChallenge
from uitweg.platform.accounts.rules import (
    CHALLENGE_LASTS,
    GUESS_WINDOW,
    LONGEST_SESSION,
    SESSION_IDLE_LIMIT,
)
from uitweg.platform.sealing import box, tokens
from uitweg.platform.sealing.envelope import context

UNATTENDED_HEADER = "X-By-Itself"
"""What an open page asks without anybody touching it says so, and keeps no session alive."""
SESSION_COOKIE = "__Host-uitweg" if settings.BEHIND_TLS else "uitweg"


class MemberRequest(HttpRequest):
    """A request whose `member` and `keyring` the gate has checked.

    `actor` holds both, at the moment the request came in.
    """

    member: Member
    keyring: Keyring
    actor: Actor
    member_session: Session


def _id_hash(token: bytes) -> bytes:
    return tokens.digest("session", token)


def _key(token: bytes) -> bytes:
    return tokens.derive(token, "session-keyring")


def open_session(member: Member, keyring: Keyring, *, now: datetime) -> str:
    """Begin a session and return what goes into the cookie, and nowhere else."""
    token = tokens.new_token()
    Session.objects.create(
        id_hash=_id_hash(token),
        member=member,
        sealed_keyring=box.lock(_key(token), _context(member), keyring.to_bytes()),
        started_at=now,
        seen_at=now,
    )
    return token.hex()


def reseal_keyring(request: MemberRequest, keyring: Keyring) -> None:
    """Put a grown keyring into the running session."""
    token = bytes.fromhex(request.COOKIES[SESSION_COOKIE])
    request.member_session.sealed_keyring = box.lock(
        _key(token), _context(request.member), keyring.to_bytes()
    )
    request.member_session.save(update_fields=["sealed_keyring"])


def set_cookie(
    answer: HttpResponse, value: str, *, name: str = SESSION_COOKIE, lasts: timedelta | None = None
) -> None:
    """Set the session's cookie, which goes when the browser closes, or one that `lasts`."""
    answer.set_cookie(
        name,
        value,
        max_age=lasts,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def end_session(request: MemberRequest, answer: HttpResponse) -> None:
    request.member_session.delete()
    answer.delete_cookie(SESSION_COOKIE, path="/", samesite="Strict")
    answer["Clear-Site-Data"] = '"cache", "storage"'


def remove_expired(
    *, now: datetime, counts: timedelta = GUESS_WINDOW, questions: timedelta = 2 * CHALLENGE_LASTS
) -> int:
    """Remove what is too old: sessions (returns how many), counts of tries, answered questions.

    Those two may be kept longer than the safety of the door asks, never shorter.
    """
    throttle.remove_old_counters(now=now, kept=max(counts, GUESS_WINDOW))
    questions = max(questions, 2 * CHALLENGE_LASTS)
    UsedChallenge.objects.filter(answered_at__lt=now - questions).delete()
    stale = Session.objects.filter(seen_at__lt=now - SESSION_IDLE_LIMIT) | Session.objects.filter(
        started_at__lt=now - LONGEST_SESSION
    )
    return stale.delete()[0]


def member_middleware(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: put the member (or None) and the keyring on the request; cache nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = cast(MemberRequest, request)
        touched = UNATTENDED_HEADER not in request.headers
        now = timezone.now()
        session, keyring = _living_session(
            request.COOKIES.get(SESSION_COOKIE, ""), now, touched=touched
        )
        asked.member = cast(Member, session and session.member)
        asked.actor = Actor(asked.member, now, keyring)
        asked.member_session, asked.keyring = cast(Session, session), keyring
        response = answer(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def _living_session(cookie: str, now: datetime, *, touched: bool) -> tuple[Session | None, Keyring]:
    """Return the living session of this cookie and its keyring, or nothing at all."""
    nobody = (None, Keyring(seed=b""))
    try:
        token = bytes.fromhex(cookie)
    except ValueError:
        return nobody
    if len(token) != 32:
        return nobody
    session = Session.objects.select_related("member").filter(id_hash=_id_hash(token)).first()
    if (
        session is None
        or now - session.seen_at > SESSION_IDLE_LIMIT
        or now - session.started_at > LONGEST_SESSION
    ):
        return nobody
    member = session.member
    if not member.has_joined or not member.is_active_on(timezone.localdate(now)):
        return nobody
    if touched and (now - session.seen_at).total_seconds() > 60:
        Session.objects.filter(pk=session.pk).update(seen_at=now)
    opened = box.unlock(_key(token), _context(session.member), bytes(session.sealed_keyring))
    return session, Keyring.from_bytes(opened)


def _context(member: Member) -> bytes:
    return context("session", str(member.pk), "keyring")
