"""The private key by which the provider knows us."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

FEWEST_RSA_BITS = 2048


class InvalidKey(ValueError):
    """The file is no private key that may be used; the message is for whoever installs Uitweg."""


def read_private_key(pem: bytes) -> "RSAKey | ECKey":
    """Return the key, named by its thumbprint (RFC 7638). Raises InvalidKey."""
    from joserfc.jwk import ECKey, RSAKey

    key: RSAKey | ECKey
    for kind in (RSAKey, ECKey):
        try:
            key = kind.import_key(pem)
        except Exception:  # noqa: S112  the library fails in many ways on what is no key
            continue
        if not key.is_private or not is_strong(key):
            break
        key.ensure_kid()
        return key
    raise InvalidKey("must hold an RSA key of 2048 bits or more, or an EC key on P-256, as PEM")


def is_strong(key: "RSAKey | ECKey") -> bool:
    """Return whether the key suits `provider.ALGORITHMS`: RSA of 2048 bits, or EC on P-256."""
    raw = key.public_key
    fewest = FEWEST_RSA_BITS if key.key_type == "RSA" else 256
    is_p256 = key.key_type == "RSA" or key.curve_name == "P-256"  # type: ignore[union-attr]
    return is_p256 and raw.key_size >= fewest


def public_jwk(pem: bytes) -> str:
    """Return the public half as a JWK, to register with the provider."""
    return json.dumps(read_private_key(pem).as_dict(private=False, use="sig"), sort_keys=True)
