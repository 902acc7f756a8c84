"""Random tokens, labelled hashes and derived keys, for every part that may not hash itself."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Buffer

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PREFIX = b"uitweg/v1|"


def _labelled(label: str) -> bytes:
    if "|" in label:
        raise ValueError("a label may not hold '|'")
    return _PREFIX + label.encode()


def new_token(n: int = 32) -> bytes:
    """Return `n` bytes nobody can guess."""
    return secrets.token_bytes(n)


def token_text(n: int = 32) -> str:
    """Return `n` random bytes as text that fits in a link or a form field."""
    return secrets.token_urlsafe(n)


def digest(label: str, data: bytes) -> bytes:
    """Hash for one purpose: SHA-256 of "uitweg/v1|label|" ‖ `data`; 32 bytes."""
    return hashlib.sha256(_labelled(label) + b"|" + data).digest()


def chain(previous: bytes, entry: bytes) -> bytes:
    """Hash `entry` together with its predecessor's hash (b"" before the first).

    The predecessor's length is hashed too, so no byte can move between the two.
    """
    return digest("chain", b"".join((len(previous).to_bytes(4), previous, entry)))


def is_equal_in_constant_time(a: Buffer | str, b: Buffer | str) -> bool:
    """Compare in constant time; text and bytes are never the same."""
    if isinstance(a, str) or isinstance(b, str):
        return (
            isinstance(a, str)
            and isinstance(b, str)
            and hmac.compare_digest(a.encode(), b.encode())
        )
    return hmac.compare_digest(a, b)


def derive(key: bytes, label: str, n: int = 32) -> bytes:
    """Make a key for one purpose out of a strong one: HKDF-SHA-256 (RFC 5869), no salt.

    `n` is at most 8,160 bytes. Not for passwords: those go through `passphrase`.
    """
    return HKDF(algorithm=SHA256(), length=n, salt=None, info=_labelled(label)).derive(key)


def csp_hash(text: str) -> str:
    """Return a Content-Security-Policy source for an inline script or style, without quotes."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def etag(body: bytes) -> str:
    """Return a strong ETag, quotes included."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def sha256(body: bytes) -> bytes:
    """Return the plain SHA-256 of bytes that leave, as anyone with the file can work it out."""
    return hashlib.sha256(body).digest()


def content_name(body: bytes) -> str:
    """Return 12 hex digits for a file's name: other content, other name."""
    return hashlib.sha256(body).hexdigest()[:12]
