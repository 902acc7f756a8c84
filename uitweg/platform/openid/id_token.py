"""Checking an ID token: who signed it, for whom, for which request, how long ago, how strong."""

import json
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Any

from uitweg.platform.openid.authorization import SignOnRequest
from uitweg.platform.openid.discovery import Published
from uitweg.platform.openid.provider import ALGORITHMS, Provider, SignOnRefused

CLOCK_SKEW_SECONDS = 10
OLDEST_SECONDS = 300
"""An ID token is used at once; the profile lets it live five minutes."""
LONGEST_SUBJECT = 255
"""Source: OpenID Connect Core 1.0, section 2: sub has at most 255 ASCII characters."""


def subject_of(
    token: object,
    *,
    access_token: object,
    provider: Provider,
    published: Published,
    request: SignOnRequest,
    now: datetime,
) -> str:
    """Return the `sub` of an ID token that holds in every way. Raises SignOnRefused.

    Source: OpenID.NLGov 1.0.1, ID Tokens; OpenID Connect Core 1.0, 3.1.3.7.
    """
    header = _header(token)
    claims = _signed_claims(str(token), header, published)
    seconds = int(now.timestamp())
    _check_registered(claims, header, access_token, provider, request, seconds)
    _check_age(claims, request, seconds)
    if provider.acr_values and claims.get("acr") not in provider.acr_values:
        raise SignOnRefused("acr")
    if "represents" in claims:
        raise SignOnRefused("represents")  # who acts for somebody else is no member
    subject = claims["sub"]
    if not (0 < len(subject) <= LONGEST_SUBJECT and subject.isascii() and subject.isprintable()):
        raise SignOnRefused("sub")
    return str(subject)


def _header(token: object) -> dict[str, Any]:
    """Return the token's header, of which nothing is believed but how the signature was made."""
    try:
        first = str(token).split(".", 1)[0]
        header = json.loads(urlsafe_b64decode(first + "=" * (-len(first) % 4)))
        algorithm, kid = header["alg"], header.get("kid")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SignOnRefused("token-malformed") from None
    if algorithm not in ALGORITHMS:
        raise SignOnRefused("algorithm")
    if "crit" in header or header.get("typ", "JWT") != "JWT" or not isinstance(kid, str | None):
        raise SignOnRefused("token-header")
    return dict(header)


def _signed_claims(token: str, header: dict[str, Any], published: Published) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError

    key = published.key(kid=header.get("kid"), algorithm=header["alg"])
    try:
        return dict(jwt.decode(token, key, algorithms=[header["alg"]]).claims)
    except (JoseError, ValueError, TypeError):
        raise SignOnRefused("signature") from None


def _check_registered(
    claims: dict[str, Any],
    header: dict[str, Any],
    access_token: object,
    provider: Provider,
    request: SignOnRequest,
    seconds: int,
) -> None:
    """Let Authlib check iss, aud, azp, exp, iat, nbf, nonce and at_hash."""
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    # Authlib takes a token for several receivers; ours is for us alone
    if claims.get("aud") not in (provider.client_id, [provider.client_id]):
        raise SignOnRefused("aud")
    checked = CodeIDToken(
        claims,
        header,
        options={"iss": {"essential": True, "value": provider.issuer}},
        params={
            "client_id": provider.client_id,
            "nonce": request.nonce,
            "access_token": access_token if isinstance(access_token, str) else None,
        },
    )
    try:
        checked.validate(now=seconds, leeway=CLOCK_SKEW_SECONDS)
    except JoseError as error:
        claim = getattr(error, "claim", "") or "claims"
        raise SignOnRefused("nonce" if claim == "nonce" else f"claim-{claim}") from None
    except Exception:
        # claims of another kind than text and numbers make the library fail in many ways
        raise SignOnRefused("claims") from None


def _check_age(claims: dict[str, Any], request: SignOnRequest, seconds: int) -> None:
    """Refuse a token from before the request, and somebody who proved themself too long ago."""
    oldest = max(request.asked_at, seconds - OLDEST_SECONDS) - CLOCK_SKEW_SECONDS
    if claims["iat"] < oldest:
        raise SignOnRefused("iat")
    proved_at = claims.get("auth_time")
    if isinstance(proved_at, bool) or not isinstance(proved_at, int):
        raise SignOnRefused("auth_time")
    earliest = request.asked_at - request.max_age_seconds - CLOCK_SKEW_SECONDS
    if not earliest <= proved_at <= seconds + CLOCK_SKEW_SECONDS:
        raise SignOnRefused("auth_time")
