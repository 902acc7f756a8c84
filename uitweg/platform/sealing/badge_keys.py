"""The key that signs badges: derived from the public door's secret, so nothing more is kept.

Its public half is published as a JWK set, a PEM file and a did:web document, so that a badge can be
checked without us. A new secret is a new key; docs/badges.md says what becomes of older badges.
"""

import base64
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from uitweg.platform.sealing.tokens import derive, sha256

PURPOSE = "badge signing"


@dataclass(frozen=True)
class BadgeKey:
    """An Ed25519 key; `seed` (32 bytes) is its private half."""

    seed: bytes = field(repr=False)

    @cached_property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()

    @cached_property
    def pem(self) -> bytes:
        """The public half as a PEM file."""
        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key (RFC 8037), with what identifies a key alone."""
        return {"crv": "Ed25519", "kty": "OKP", "x": base64url(self.public.public_bytes_raw())}

    @cached_property
    def key_id(self) -> str:
        """The thumbprint of the public half (RFC 7638)."""
        canonical = json.dumps(self.jwk, sort_keys=True, separators=(",", ":"))
        return base64url(sha256(canonical.encode()))


def badge_key(secret: bytes) -> BadgeKey:
    """Return the key that belongs to the public door's secret."""
    return BadgeKey(derive(secret, PURPOSE))


def key_set(key: BadgeKey) -> dict[str, Any]:
    """Return the JWK set (RFC 7517) with the public half."""
    return {"keys": [{**key.jwk, "kid": key.key_id, "use": "sig", "alg": "EdDSA"}]}


def did_document(key: BadgeKey, did: str) -> dict[str, Any]:
    """Return what a did:web identifier leads to."""
    from openbadgeslib.ob3 import build_did_document

    document: dict[str, Any] = build_did_document(did, [(key.key_id, key.jwk)])
    return document


def issuer_id(url: str) -> str:
    """Return who signs, for the folder at `url`: its did:web, or without https the address itself.

    did:web stands on TLS, so there is none for an address without it.
    """
    if not url.startswith("https://"):
        return url
    from openbadgeslib.ob3 import did_web_from_url

    did: str = did_web_from_url(url)
    return did


def base64url(raw: bytes) -> str:
    """Return bytes as text that fits in an address, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
