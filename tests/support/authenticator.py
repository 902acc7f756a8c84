"""An authenticator in software, together with what `passkey.js` would post.

It makes real attestations and assertions (ECDSA P-256, CBOR), with or without PRF. A test gives
`touch` or `make` the values that should be wrong.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import digest as hmac
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from webauthn.helpers import encode_cbor

from uitweg.platform.sealing import tokens

PRESENT, VERIFIED, MAY_BACK_UP, BACKED_UP, ATTESTED = 1, 4, 8, 16, 64


def as_text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def as_bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def wrapping_key(prf_result: bytes, credential_id: bytes) -> str:
    """Derive the wrapping key from the PRF result, as the page's script does."""
    info = f"uitweg/v1|passkey-wrapping {as_text(credential_id)}".encode()
    return as_text(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(prf_result))


@dataclass
class Authenticator:
    """One authenticator with at most one passkey on it, in a browser at `origin`."""

    origin: str
    prf: bool = True
    counts: bool = True
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: tokens.new_token(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: tokens.new_token(32))
    handle: bytes = b""

    def make(self, asked: dict[str, Any], **wrong: Any) -> dict[str, str]:
        """Return what is posted when a passkey was created."""
        self.handle = as_bytes(asked["user"])
        authenticator_data = self._authenticator_data(asked, wrong, flags=self.flags | ATTESTED)
        authenticator_data += self._attested()
        statement = {"fmt": wrong.get("fmt", "none"), "attStmt": {}, "authData": authenticator_data}
        return {
            "credential": as_text(wrong.get("credential", self.credential_id)),
            "client_data": as_text(self._client_data("webauthn.create", asked, wrong)),
            "attestation_object": as_text(encode_cbor(statement)),
            "wrapping_key": self.wrapping_key(asked),
        }

    def touch(self, asked: dict[str, Any], **wrong: Any) -> dict[str, str]:
        """Return what is posted when the passkey signed a challenge."""
        client_data = self._client_data(wrong.get("type", "webauthn.get"), asked, wrong)
        authenticator_data = self._authenticator_data(asked, wrong, flags=self.flags)
        signature = self.key.sign(
            authenticator_data + sha256(client_data).digest(), ec.ECDSA(SHA256())
        )
        return {
            "credential": as_text(wrong.get("credential", self.credential_id)),
            "client_data": as_text(client_data),
            "authenticator_data": as_text(authenticator_data),
            "signature": as_text(wrong.get("signature", signature)),
            "user_handle": as_text(wrong.get("handle", self.handle)),
            "wrapping_key": self.wrapping_key(asked),
        }

    def prf_result(self, asked: dict[str, Any]) -> bytes:
        """Return what never leaves the browser. Source: WebAuthn level 3, the prf extension."""
        salt = sha256(b"WebAuthn PRF\0" + as_bytes(asked["salt"])).digest()
        return hmac(self.secret, salt, "sha256")

    def wrapping_key(self, asked: dict[str, Any]) -> str:
        return wrapping_key(self.prf_result(asked), self.credential_id) if self.prf else ""

    def _client_data(self, kind: str, asked: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        client_data = {
            "type": kind,
            "challenge": wrong.get("challenge", asked["challenge"]),
            "origin": wrong.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(client_data).encode()

    def _authenticator_data(
        self, asked: dict[str, Any], wrong: dict[str, Any], *, flags: int
    ) -> bytes:
        self.count += self.counts
        rp_id_hash = sha256(wrong.get("rp", asked["rp"]).encode()).digest()
        count = wrong.get("count", self.count if self.counts else 0)
        return rp_id_hash + bytes([wrong.get("flags", flags)]) + int(count).to_bytes(4)

    def _attested(self) -> bytes:
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        length = len(self.credential_id).to_bytes(2)
        return bytes(16) + length + self.credential_id + encode_cbor(cose)
