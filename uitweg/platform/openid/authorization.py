"""The request with which a browser goes to the provider, and the answer it comes back with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from uitweg.platform.openid.discovery import Metadata
from uitweg.platform.openid.provider import Provider, SignOnRefused
from uitweg.platform.sealing import tokens

LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class SignOnRequest:
    """What one sign-on has to match: kept with the browser that began it, sealed.

    Each secret is 256 random bits of our own. Authlib's nonce has 119; the profile asks for 128.
    `max_age_seconds` is how long ago somebody may have proved to the provider who they are.
    """

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    asked_at: int
    max_age_seconds: int
    asks_to_prove_again: bool = False


def new_request(
    *, now: datetime, max_age_seconds: int, asks_to_prove_again: bool = False
) -> SignOnRequest:
    return SignOnRequest(
        state=tokens.token_text(),
        nonce=tokens.token_text(),
        code_verifier=tokens.token_text(),
        asked_at=int(now.timestamp()),
        max_age_seconds=max_age_seconds,
        asks_to_prove_again=asks_to_prove_again,
    )


def authorization_address(provider: Provider, metadata: Metadata, request: SignOnRequest) -> str:
    """Return where the browser goes. Source: OpenID.NLGov 1.0.1, Authentication Request."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    address: str = prepare_grant_uri(
        metadata.authorization_endpoint,
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=provider.redirect_uri,
        scope="openid",
        state=request.state,
        nonce=request.nonce,
        code_challenge=create_s256_code_challenge(request.code_verifier),
        code_challenge_method="S256",
        max_age=str(request.max_age_seconds),
        prompt="login" if request.asks_to_prove_again else None,
        acr_values=" ".join(provider.acr_values) or None,
    )
    return address


def read_answer(
    query: Mapping[str, Sequence[str]],
    *,
    provider: Provider,
    metadata: Metadata,
    request: SignOnRequest,
) -> str:
    """Return the code of the provider's answer; each name in it may stand there once.

    Raises SignOnRefused: for an answer to another request (CSRF), from another provider (mix-up,
    RFC 9207), or that says no.
    """
    if any(len(values) != 1 or len(values[0]) > LONGEST_ANSWER for values in query.values()):
        raise SignOnRefused("answer-malformed")
    answer = {name: values[0] for name, values in query.items()}
    if not tokens.is_equal_in_constant_time(answer.get("state", ""), request.state):
        raise SignOnRefused("state")
    if answer.get("iss", "" if metadata.names_itself_in_answers else provider.issuer) != (
        provider.issuer
    ):
        raise SignOnRefused("another-provider")
    if "error" in answer:
        is_cancelled = answer["error"] in {"access_denied", "interaction_required"}
        raise SignOnRefused("cancelled" if is_cancelled else "provider-says-no")
    if not answer.get("code"):
        raise SignOnRefused("answer-malformed")
    return answer["code"]
