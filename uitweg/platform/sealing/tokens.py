"""Random tokens, labelled hashes and derived keys, for the parts that do no cryptography."""

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
    """Return `n` random bytes that nobody can guess."""
    return secrets.token_bytes(n)


def token_text(n: int = 32) -> str:
    """Return `n` random bytes as text that fits in a link or a form field."""
    return secrets.token_urlsafe(n)


def random_letters(letters: str, n: int) -> str:
    """Return `n` letters drawn from these, each as likely: a short number that means nothing."""
    return "".join(secrets.choice(letters) for _ in range(n))


def digest(label: str, data: bytes) -> bytes:
    """Hash for one purpose: SHA-256 of "uitweg/v1|label|" ‖ `data`; 32 bytes."""
    return hashlib.sha256(_labelled(label) + b"|" + data).digest()


def keyed_digest(key: bytes, label: str, data: bytes) -> bytes:
    """Return a hash that only who has `key` can compute or check: HMAC-SHA-256; 32 bytes."""
    return hmac.digest(key, _labelled(label) + b"|" + data, "sha256")


def chain(previous: bytes, entry: bytes) -> bytes:
    """Hash `entry` together with the hash of the entry before it (b"" before the first).

    The length of `previous` is hashed too, so no byte can move from one to the other.
    """
    return digest("chain", b"".join((len(previous).to_bytes(4), previous, entry)))


def is_equal_in_constant_time(a: Buffer | str, b: Buffer | str) -> bool:
    """Compare without leaking by timing where they differ; text never equals bytes."""
    if isinstance(a, str) or isinstance(b, str):
        return (
            isinstance(a, str)
            and isinstance(b, str)
            and hmac.compare_digest(a.encode(), b.encode())
        )
    return hmac.compare_digest(a, b)


def derive(key: bytes, label: str, n: int = 32) -> bytes:
    """Derive a key for one purpose from a strong key: HKDF-SHA-256 (RFC 5869), no salt.

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
    """Return the plain SHA-256, which anyone who has the file can compute too."""
    return hashlib.sha256(body).digest()


def content_name(body: bytes) -> str:
    """Return 12 hex digits of the content's hash, to put in a file name."""
    return hashlib.sha256(body).hexdigest()[:12]
