"""Badges as tests make them: one key, one claim, and whoever forges one with a key of their own."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from uitweg.platform.sealing.badge_keys import BadgeKey, badge_key
from uitweg.platform.sealing.badges import BadgeClaim, sign_badge

SECRET = b"a secret of at least thirty-two characters"
KEY = badge_key(SECRET)
CLAIM = BadgeClaim(
    issuer="did:web:uitweg.example:leren",
    site="Uitweg in Voorbeeldstad",
    site_url="https://uitweg.example/",
    address="https://uitweg.example/leren/school/",
    title="De auto bij het hek",
    description="Een les van ongeveer 8 minuten.",
    criteria="Wie dit bewijs maakte, zegt de les te hebben gedaan.",
    language="nl",
    version="2026-11-28 sha256:" + "ab" * 32,
    valid_from=datetime(2026, 11, 27, tzinfo=UTC),
    name="Anna de Vries",
)


def a_badge(**changes: Any) -> str:
    return sign_badge(KEY, replace(CLAIM, **changes))


def payload_of(token: str) -> dict[str, Any]:
    """Return what a token says, without looking at its signature."""
    middle = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=="))
    return read


def signed_with(key: BadgeKey | Ed25519PrivateKey, payload: dict[str, Any]) -> str:
    """Sign a payload as the library does, the public half of the key in its header."""
    private = key.private if isinstance(key, BadgeKey) else key
    public = BadgeKey(private.private_bytes_raw()).jwk
    return jwt.encode(payload, private, algorithm="EdDSA", headers={"jwk": public})
