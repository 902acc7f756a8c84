"""WebAuthn challenges: each for one purpose and one browser, valid once and for two minutes.

A challenge is authenticated and kept in a cookie of the browser that asked for it, so issuing
one stores nothing and strangers cannot fill a table. Only used challenges are stored.
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
_NONCE_BYTES, _TIMESTAMP_BYTES, _MAC_BYTES = 16, 8, 32
_LENGTH = _NONCE_BYTES + _TIMESTAMP_BYTES + _MAC_BYTES


class ForeignChallenge(Exception):
    """The challenge was not issued to this browser for this purpose."""


class ChallengeExpired(Exception):
    """The challenge is more than two minutes old, or was used before."""


def new_challenge(purpose: str, *, now: datetime) -> bytes:
    """Return a new challenge of 56 bytes: nonce, milliseconds since 1970, and a MAC over both."""
    issued_ms = int(now.timestamp() * 1000)
    content = tokens.new_token(_NONCE_BYTES) + issued_ms.to_bytes(_TIMESTAMP_BYTES)
    return content + _mac(purpose, content)


def set_challenge_cookie(response: HttpResponse, challenge: bytes) -> None:
    """Bind the challenge to the browser that asked for it."""
    set_cookie(response, challenge.hex(), name=CHALLENGE_COOKIE, lasts=CHALLENGE_LASTS)


def read_challenge(request: HttpRequest, purpose: str, *, now: datetime) -> bytes:
    """Return the challenge issued to this browser. Raises ForeignChallenge, ChallengeExpired."""
    try:
        challenge = bytes.fromhex(request.COOKIES.get(CHALLENGE_COOKIE, ""))
    except ValueError:
        raise ForeignChallenge from None
    content, mac = challenge[:-_MAC_BYTES], challenge[-_MAC_BYTES:]
    if len(challenge) != _LENGTH or not tokens.is_equal_in_constant_time(
        mac, _mac(purpose, content)
    ):
        raise ForeignChallenge
    age_ms = now.timestamp() * 1000 - int.from_bytes(content[_NONCE_BYTES:])
    if not 0 <= age_ms <= CHALLENGE_LASTS.total_seconds() * 1000:
        raise ChallengeExpired
    return challenge


def consume_challenge(challenge: bytes, *, now: datetime) -> None:
    """Mark a challenge as used. Raises ChallengeExpired when it was used before."""
    _, is_first_use = UsedChallenge.objects.get_or_create(
        challenge_hash=_hash(challenge), defaults={"answered_at": now}
    )
    if not is_first_use:
        raise ChallengeExpired


def _hash(challenge: bytes) -> bytes:
    return tokens.digest("question", challenge)


def _mac(purpose: str, content: bytes) -> bytes:
    key = tokens.derive(settings.SECRET_KEY.encode(), "passkey-questions")
    return tokens.derive(key, f"{purpose} {content.hex()}", _MAC_BYTES)
