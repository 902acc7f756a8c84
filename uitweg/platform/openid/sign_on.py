"""One sign-on with the provider: where the browser goes, and whom it came back as."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from uitweg.platform.openid.authorization import SignOnRequest, authorization_address, read_answer
from uitweg.platform.openid.client_key import read_private_key
from uitweg.platform.openid.discovery import Metadata, published_by
from uitweg.platform.openid.fetching import post_form
from uitweg.platform.openid.id_token import subject_of
from uitweg.platform.openid.provider import Provider, SignOnRefused
from uitweg.platform.sealing import tokens

ASSERTION_SECONDS = 60
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def address_to_sign_on(provider: Provider, request: SignOnRequest) -> str:
    """Return where the browser goes. Raises SignOnRefused when the provider does not answer."""
    return authorization_address(provider, published_by(provider).metadata(), request)


def subject_who_returned(
    provider: Provider,
    request: SignOnRequest,
    query: Mapping[str, Sequence[str]],
    *,
    now: datetime,
) -> str:
    """Return the provider's `sub` of whoever came back with this answer. Raises SignOnRefused.

    The access token is not used and nothing is asked of the provider's UserInfo: only who it is.
    """
    published = published_by(provider)
    metadata = published.metadata()
    code = read_answer(query, provider=provider, metadata=metadata, request=request)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.redirect_uri,
        "code_verifier": request.code_verifier,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": client_assertion(provider, metadata, now=now),
    }
    status, answer = post_form(metadata.token_endpoint, fields)
    if status != 200:
        raise SignOnRefused("code-refused" if 400 <= status < 500 else "provider-refuses")
    if str(answer.get("token_type", "")).lower() != "bearer":
        raise SignOnRefused("answer-malformed")
    return subject_of(
        answer.get("id_token"),
        access_token=answer.get("access_token"),
        provider=provider,
        published=published,
        request=request,
        now=now,
    )


def client_assertion(provider: Provider, metadata: Metadata, *, now: datetime) -> str:
    """Return what proves for 60 seconds, and once, that it is us who ask (private_key_jwt).

    Its audience is the issuer, so that no other server can pass it on. A new dict of claims each
    time: Authlib writes its `jti` into the one it is given.
    """
    from authlib.oauth2.rfc7523.assertion import private_key_jwt_sign

    key, issued_at = read_private_key(provider.private_key), int(now.timestamp())
    is_ec = key.key_type == "EC"
    fitting = [each for each in metadata.assertion_algorithms if (each == "ES256") == is_ec]
    if not fitting:
        raise SignOnRefused("metadata-token_endpoint_auth_signing_alg_values_supported")
    assertion: str = private_key_jwt_sign(
        key,
        client_id=provider.client_id,
        token_endpoint=provider.issuer,
        alg=fitting[0],
        claims={"jti": tokens.token_text()},
        header={"kid": key.kid},
        issued_at=issued_at,
        expires_at=issued_at + ASSERTION_SECONDS,
    )
    return assertion


def address_to_sign_off(provider: Provider, *, back_to: str) -> str:
    """Return where a browser ends its session with the provider, or "" when it offers none."""
    endpoint = published_by(provider).metadata().end_session_endpoint
    if not endpoint:
        return ""
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": back_to}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"
