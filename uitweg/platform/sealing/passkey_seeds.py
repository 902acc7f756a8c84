"""A member's seed encrypted with a passkey; each passkey has its own encrypted copy.

The authenticator gives the browser a secret for our salt (WebAuthn PRF extension). The browser
derives the wrapping key from it and sends only that:
    prf result     = what this credential returns for `prf_salt`
    wrapping key   = HKDF-SHA-256(prf result, info "uitweg/v1|passkey-wrapping <credential id>")
with the credential id in base64url. The prf result itself never reaches the server.
"""

import re
from base64 import urlsafe_b64decode

from uitweg.platform.sealing import box
from uitweg.platform.sealing.tokens import digest
from uitweg.platform.sealing.wire import CannotOpen, Malformed, context

__all__ = ["CannotOpen", "Malformed", "lock_seed", "open_seed", "prf_salt", "wrapping_key"]

_WRAPPING_KEY = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def prf_salt(rp_id: str) -> bytes:
    """Return the PRF salt of an installation (32 bytes, not secret).

    Made from the domain that passkeys are bound to anyway, so losing the file with the secrets
    costs no passkey.
    """
    return digest("passkey-prf", rp_id.encode())


def wrapping_key(posted: str) -> bytes:
    """Read the wrapping key (32 bytes) as a browser posts it. Raises Malformed."""
    if not _WRAPPING_KEY.fullmatch(posted):
        raise Malformed("not a wrapping key")
    return urlsafe_b64decode(posted + "=")


def lock_seed(key: bytes, seed: bytes, *, member: int, credential_id: bytes) -> bytes:
    """Encrypt a member's seed; it opens only for the same passkey of the same member."""
    return box.lock(key, _seed_context(member, credential_id), seed)


def open_seed(key: bytes, wrapped: bytes, *, member: int, credential_id: bytes) -> bytes:
    """Undo `lock_seed`. Raises CannotOpen for another key, member or passkey; Malformed."""
    return box.unlock(key, _seed_context(member, credential_id), wrapped)


def _seed_context(member: int, credential_id: bytes) -> bytes:
    return context("access.passkey", credential_id.hex(), "wrapped_seed", f"member {member}")
