"""Sign a paper: a key and a certificate for one signature, and the signature itself.

The key is made here and never leaves this module: what writes a signature into a PDF
(`sandbox/sign`) gets the certificate and the 384 bytes that were signed, and no key. Another
signer, such as a card with a certificate of PKIoverheid, takes the place of `SelfMadeSigner` by
having the same two members (docs/signing.md).
"""

from datetime import datetime, timedelta
from typing import Protocol
from unicodedata import ucd_3_2_0

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

KEY_BITS = 3072
SIGNATURE_LENGTH = KEY_BITS // 8
VALID_FOR = timedelta(days=10 * 366)
"""As long as a paper may have to be checked; the key itself is gone after one signature."""
SELF_MADE = "zelfgemaakt certificaat"
LONGEST_NAME = 64
"""Of a common name in a certificate (X.520, ub-common-name)."""

FROM_RIGHT = frozenset({"R", "AL"})
"""Bidirectional classes of letters that are read from the right."""


class PaperSigner(Protocol):
    """Who signs a paper: the certificate (X.509, DER), and a signature with its key."""

    @property
    def certificate(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes:
        """Sign with RSA, PKCS #1 v1.5 and SHA-256; as many bytes as the key has."""


class SelfMadeSigner:
    """A key for one signature, and a certificate that nobody vouches for; it says so itself."""

    def __init__(self, name: str, organisation: str, *, now: datetime) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        self.certificate = _certificate(self._key, name, organisation, now)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, padding.PKCS1v15(), SHA256())


def _name_part(text: str) -> str:
    """Return a text as a name in a certificate can hold it; "-" when nothing is left.

    Names are compared by the letters of Unicode 3.2, and hold letters that are read in one
    direction (RFC 4518): with an emoji, or with Arabic beside Latin letters, nobody could check the
    signature. The PDF itself says the name in full.
    """
    known = [char for char in text if ucd_3_2_0.category(char)[0] != "C"]
    if any(ucd_3_2_0.bidirectional(char) == "L" for char in known):
        known = [char for char in known if ucd_3_2_0.bidirectional(char) not in FROM_RIGHT]
    elif any(ucd_3_2_0.bidirectional(char) in FROM_RIGHT for char in known):
        known = [char for char in known if ucd_3_2_0.bidirectional(char) in {*FROM_RIGHT, "WS"}]
    return "".join(known)[:LONGEST_NAME].strip() or "-"


def _certificate(key: rsa.RSAPrivateKey, name: str, organisation: str, now: datetime) -> bytes:
    """Return a certificate signed by its own key (DER)."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, _name_part(name)),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _name_part(organisation)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, SELF_MADE),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.DER)
