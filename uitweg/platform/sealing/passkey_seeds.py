"""A member's seed under a passkey: each passkey locks a copy of its own.

The authenticator gives the browser a secret (WebAuthn PRF) for the salt we ask with. The
browser makes the wrapping key of it and sends only that:
    prf result     = what this credential answers to `prf_salt`
    wrapping key   = HKDF-SHA-256(prf result, info "uitweg/v1|passkey-wrapping <credential id>")
with the credential id in base64url. The prf result itself never reaches the server.
"""

import re
from base64 import urlsafe_b64decode

from uitweg.platform.sealing import box
from uitweg.platform.sealing.tokens import digest
from uitweg.platform.sealing.wire import CannotOpen, Malformed, context

__all__ = ["CannotOpen", "Malformed", "lock_seed", "open_seed", "prf_salt", "wrapping_key"]

_KEY = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def prf_salt(rp_id: str) -> bytes:
    """Return what an installation asks its passkeys to answer to (32 bytes); no secret.

    Made of the name that passkeys are bound to anyway, so a lost secret file costs no passkey.
    """
    return digest("passkey-prf", rp_id.encode())


def wrapping_key(posted: str) -> bytes:
    """Read the wrapping key (32 bytes) as a browser posts it. Raises Malformed."""
    if not _KEY.fullmatch(posted):
        raise Malformed("not a wrapping key")
    return urlsafe_b64decode(posted + "=")


def lock_seed(key: bytes, seed: bytes, *, member: int, credential_id: bytes) -> bytes:
    """Close a member's seed for this passkey of this member only."""
    return box.lock(key, _place(member, credential_id), seed)


def open_seed(key: bytes, wrapped: bytes, *, member: int, credential_id: bytes) -> bytes:
    """Undo `lock_seed`. Raises CannotOpen for another key, member or passkey; Malformed."""
    return box.unlock(key, _place(member, credential_id), wrapped)


def _place(member: int, credential_id: bytes) -> bytes:
    return context("access.passkey", credential_id.hex(), "wrapped_seed", f"member {member}")
