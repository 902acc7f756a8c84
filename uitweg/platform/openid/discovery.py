"""What the provider publishes about itself: its addresses and its public keys, kept for a while."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from uitweg.platform.jobs.rules.gateways import is_secure_address
from uitweg.platform.openid.client_key import is_strong
from uitweg.platform.openid.fetching import get_json
from uitweg.platform.openid.provider import ALGORITHMS, Provider, SignOnRefused

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

KEEP_SECONDS, SHORTEST_KEEP, LONGEST_KEEP = 3600, 60, 86_400
"""How long what was published is kept, unless the provider says otherwise, and its limits."""
PAUSE_AFTER_FAILURE = 15
"""Seconds in which a provider that just failed is not asked again."""
LONGEST_WAIT = 0.5
"""Seconds for which a thread waits while another asks: a slow provider must not hold them all."""
REFETCH_PAUSE = 30
"""Seconds between two looks for a key that is not among the known ones."""
MOST_KEYS = 50


@dataclass(frozen=True)
class Metadata:
    """The provider's addresses, and what it can do."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str
    assertion_algorithms: tuple[str, ...]
    names_itself_in_answers: bool


def read_metadata(published: Mapping[str, Any], provider: Provider) -> Metadata:
    """Return the metadata of a provider that keeps the profile; raises SignOnRefused.

    Source: OpenID.NLGov 1.0.1, Discovery document; RFC 8414, 3.3 (the issuer is identical).
    """
    if published.get("issuer") != provider.issuer:
        raise SignOnRefused("metadata-issuer")
    _require_one("private_key_jwt", published, "token_endpoint_auth_methods_supported")
    _require_one("S256", published, "code_challenge_methods_supported")
    if not set(_texts(published, "id_token_signing_alg_values_supported")) & set(ALGORITHMS):
        raise SignOnRefused("metadata-id_token_signing_alg_values_supported")
    offered = _texts(published, "token_endpoint_auth_signing_alg_values_supported")
    return Metadata(
        authorization_endpoint=_address(published, "authorization_endpoint"),
        token_endpoint=_address(published, "token_endpoint"),
        jwks_uri=_address(published, "jwks_uri"),
        end_session_endpoint=_address(published, "end_session_endpoint", needed=False),
        assertion_algorithms=tuple(each for each in ALGORITHMS if each in offered) or ("RS256",),
        names_itself_in_answers=published.get("authorization_response_iss_parameter_supported")
        is True,
    )


def _require_one(value: str, published: Mapping[str, Any], name: str) -> None:
    if value not in _texts(published, name):
        raise SignOnRefused(f"metadata-{name}")


def _texts(published: Mapping[str, Any], name: str) -> list[str]:
    listed = published.get(name, [])
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []


def _address(published: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    url = published.get(name, "")
    is_usable = isinstance(url, str) and url.isascii() and url.isprintable() and " " not in url
    if is_usable and is_secure_address(url):
        return str(url)
    if needed or url:
        raise SignOnRefused(f"metadata-{name}")
    return ""


class Published:
    """The metadata and keys of one provider, for all threads of this process."""

    def __init__(self, provider: Provider, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider, self._clock, self._lock = provider, clock, Lock()
        self._metadata: Metadata | None = None
        self._keys: list[RSAKey | ECKey] = []
        self._metadata_until = self._keys_until = self._failed_until = self._refetch_from = 0.0

    def metadata(self) -> Metadata:
        """Return the provider's metadata. Raises SignOnRefused."""
        from authlib.oidc.discovery import get_well_known_url

        with self._alone():
            if self._metadata is None or self._clock() >= self._metadata_until:
                url = get_well_known_url(self._provider.issuer, external=True)
                published, self._metadata_until = self._fetch(url)
                self._metadata = read_metadata(published, self._provider)
            return self._metadata

    def fetch_keys(self) -> None:
        """Fetch the provider's keys. Raises SignOnRefused, also when none can check a signature."""
        self._renew_keys(self.metadata().jwks_uri)
        if not self._keys:
            raise SignOnRefused("unknown-key")

    def key(self, *, kid: str | None, algorithm: str) -> "RSAKey | ECKey":
        """Return the one key with this name that may sign so; raises SignOnRefused.

        A name that is not known is looked for once more: providers renew their keys.
        """
        jwks_uri = self.metadata().jwks_uri
        with self._alone():
            found = self._matching(kid, algorithm) if self._clock() < self._keys_until else []
            if not found and self._clock() >= self._refetch_from:
                self._renew_keys(jwks_uri)
                found = self._matching(kid, algorithm)
        if len(found) != 1:
            raise SignOnRefused("unknown-key")
        return found[0]

    def _renew_keys(self, jwks_uri: str) -> None:
        published, self._keys_until = self._fetch(jwks_uri)
        self._refetch_from = self._clock() + REFETCH_PAUSE
        self._keys = _read_keys(published)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=LONGEST_WAIT):
            raise SignOnRefused("provider-busy")
        try:
            yield
        finally:
            self._lock.release()

    def _matching(self, kid: str | None, algorithm: str) -> "list[RSAKey | ECKey]":
        kind = "EC" if algorithm == "ES256" else "RSA"
        return [
            key
            for key in self._keys
            if key.key_type == kind
            and (kid is None or key.kid == kid)
            and key.get("alg", algorithm) == algorithm
        ]

    def _fetch(self, url: str) -> tuple[dict[str, Any], float]:
        """Return what stands at `url`, and until when it may be kept."""
        if self._clock() < self._failed_until:
            raise SignOnRefused("provider-away")
        try:
            published, keep = get_json(url)
        except SignOnRefused:
            self._failed_until = self._clock() + PAUSE_AFTER_FAILURE
            raise
        seconds = KEEP_SECONDS if keep is None else min(max(keep, SHORTEST_KEEP), LONGEST_KEEP)
        return published, self._clock() + seconds


def _read_keys(published: Mapping[str, Any]) -> "list[RSAKey | ECKey]":
    """Return the public keys that can check a signature; others are passed over."""
    from joserfc.jwk import ECKey, RSAKey

    listed = published.get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise SignOnRefused("answer-malformed")
    keys: list[RSAKey | ECKey] = []
    kinds: dict[object, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}
    for jwk in listed:
        kind = kinds.get(jwk.get("kty")) if isinstance(jwk, dict) else None
        if kind is None or jwk.get("use", "sig") != "sig" or "d" in jwk:
            continue
        try:
            key = kind.import_key(jwk)
            keys += [key] if is_strong(key) else []
        except Exception:  # noqa: S112  the library fails in many ways on a crafted key
            continue
    return keys


@cache
def published_by(provider: Provider) -> Published:
    return Published(provider)
