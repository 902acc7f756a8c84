"""What a passkey is asked to sign: for one purpose, one browser, two minutes, one time.

The question stands signed in a cookie of the browser that asked, so asking stores nothing
and a stranger cannot fill a table. What is stored is that a question was answered.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from uitweg.platform.accounts.actions.sessions import set_cookie
from uitweg.platform.accounts.models import UsedChallenge
from uitweg.platform.accounts.rules import CHALLENGE_LASTS
from uitweg.platform.sealing import tokens

CHALLENGE_COOKIE = "__Host-vraag" if settings.BEHIND_TLS else "vraag"
LOG_IN_PURPOSE = "log in"
_NONCE, _MOMENT, _SEAL = 16, 8, 32
_LENGTH = _NONCE + _MOMENT + _SEAL


class ForeignChallenge(Exception):
    """This browser was not asked this."""


class ChallengeExpired(Exception):
    """Asked more than two minutes ago, or answered before (`use_up`)."""


def new_challenge(purpose: str, *, now: datetime) -> bytes:
    """Return a question (56 bytes) nobody was asked before."""
    asked = tokens.new_token(_NONCE) + int(now.timestamp() * 1000).to_bytes(_MOMENT)
    return asked + _seal(purpose, asked)


def set_challenge_cookie(answer: HttpResponse, question: bytes) -> None:
    """Give the question to the browser that asked."""
    set_cookie(answer, question.hex(), name=CHALLENGE_COOKIE, lasts=CHALLENGE_LASTS)


def read_challenge(request: HttpRequest, purpose: str, *, now: datetime) -> bytes:
    """Return the question this browser was asked. Raises NotOurs, TooOld."""
    try:
        question = bytes.fromhex(request.COOKIES.get(CHALLENGE_COOKIE, ""))
    except ValueError:
        raise ForeignChallenge from None
    asked, seal = question[: _NONCE + _MOMENT], question[_NONCE + _MOMENT :]
    if len(question) != _LENGTH or not tokens.is_equal_in_constant_time(
        seal, _seal(purpose, asked)
    ):
        raise ForeignChallenge
    age = now.timestamp() * 1000 - int.from_bytes(asked[_NONCE:])
    if not 0 <= age <= CHALLENGE_LASTS.total_seconds() * 1000:
        raise ChallengeExpired
    return question


def consume_challenge(question: bytes, *, now: datetime) -> None:
    """Let a question count once; whoever comes second with it raises TooOld."""
    _, first = UsedChallenge.objects.get_or_create(
        question_hash=_hash(question), defaults={"answered_at": now}
    )
    if not first:
        raise ChallengeExpired


def _hash(question: bytes) -> bytes:
    return tokens.digest("question", question)


def _seal(purpose: str, asked: bytes) -> bytes:
    key = tokens.derive(settings.SECRET_KEY.encode(), "passkey-questions")
    return tokens.derive(key, f"{purpose} {asked.hex()}", _SEAL)
