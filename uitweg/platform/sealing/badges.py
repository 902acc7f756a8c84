"""Open Badges 3.0 as signed tokens (VC-JWT, EdDSA): make one, put it in a picture, read it.

Of a stranger's file nothing is parsed until its signature is known to be ours, except the chunks of
a PNG. The library (openbadgeslib) can ask the network; nothing here calls what does.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from cryptography.exceptions import InvalidSignature

from uitweg.platform.sealing.badge_keys import BadgeKey, base64url
from uitweg.platform.sealing.tokens import is_equal_in_constant_time, new_token, sha256, token_text

PNG = b"\x89PNG\r\n\x1a\n"
MOST_TOKEN = 20_000
"""Characters; a badge of ours has about 3,000."""
_RUN = re.compile(rb"[\w.-]{100,%d}" % MOST_TOKEN, re.ASCII)
_BEGINS = b"eyJ"
"""How base64 of a JSON object begins."""


class BadgeFault(StrEnum):
    """Why something is no badge of ours."""

    NOTHING_FOUND = "none"
    OTHER_KEY = "other_key"
    CHANGED = "changed"
    NOT_NOW = "not_now"


class BadgeRefused(Exception):
    """This is no badge that this key signed and that is valid now."""

    def __init__(self, why: BadgeFault) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class BadgeClaim:
    """What a badge says was done, by whom it is said to be done, and who signs.

    `issuer` is who signs (a did:web or an address), `site` its name, `site_url` where it is.
    `address`, `title`, `description` and `version` are of what was done, `criteria` what the badge
    stands for, `language` in which. `name` is who did it: only its hash goes in, "" leaves it out.
    """

    issuer: str
    site: str
    site_url: str
    address: str
    title: str
    description: str
    criteria: str
    language: str
    version: str
    valid_from: datetime
    name: str


@dataclass(frozen=True)
class ReadBadge:
    """What a badge that we signed says; `name_hash` and `salt` are "" when it has no name."""

    address: str
    title: str
    version: str
    valid_from: datetime
    subject: str
    name_hash: str
    salt: str

    def is_for(self, name: str) -> bool:
        """Return whether it was made for this name, letter for letter."""
        made = _name_hash(name, self.salt)
        return bool(self.name_hash) and is_equal_in_constant_time(made, self.name_hash)


def sign_badge(key: BadgeKey, claim: BadgeClaim) -> str:
    """Return the badge as a compact JWT; each has a number of its own that says nothing."""
    from openbadgeslib.ob3 import OB3Signer

    token: str = OB3Signer(key.private, "EdDSA").sign_payload(_payload(claim))
    return token


def _payload(claim: BadgeClaim) -> dict[str, Any]:
    from openbadgeslib.ob3 import Achievement, IdentityObject, Issuer, OpenBadgeCredential

    salt = token_text(16)
    named = IdentityObject(_name_hash(claim.name, salt), "name", hashed=True, salt=salt)
    credential = OpenBadgeCredential(
        issuer=Issuer(claim.issuer, claim.site, url=claim.site_url),
        recipient_id=_random_urn(),
        achievement=Achievement(
            id=claim.address,
            name=claim.title,
            description=claim.description,
            criteria_narrative=claim.criteria,
            achievement_type="LearningProgram",
        ),
        id=_random_urn(),
        issuance_date=claim.valid_from,
        identifiers=[named] if claim.name else [],
    )
    payload: dict[str, Any] = credential.to_jwt_payload()
    # the library has no place for these two, and the standard has
    payload["credentialSubject"]["achievement"] |= {
        "version": claim.version,
        "inLanguage": claim.language,
    }
    return payload


def _random_urn() -> str:
    """Return a random UUID as an identifier."""
    return UUID(bytes=new_token(16), version=4).urn


def _name_hash(name: str, salt: str) -> str:
    """Return the hash of a name as the standard has it (IdentityObject.identityHash)."""
    return "sha256$" + sha256((name + salt).encode()).hex()


def bake_png(picture: bytes, token: str) -> bytes:
    """Return our own PNG with the badge in it."""
    from openbadgeslib import baking

    made: bytes = baking.bake_png(picture, token, keyword=baking.ITXT_KEYWORD_OB3)
    return made


def read_badge(key: BadgeKey, content: bytes) -> ReadBadge:
    """Return what the badge in a file or a pasted text says, when this key signed it.

    Raises BadgeRefused. No other key and no other algorithm than ours is ever tried, whatever the
    token says.
    """
    from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

    token = _find_token(content)
    if not _is_signed(key, token):
        ours = token.startswith(_first_part(key))
        raise BadgeRefused(BadgeFault.CHANGED if ours else BadgeFault.OTHER_KEY)
    try:
        credential = OB3Verifier(key.pem).verify(token)
    except OB3VerificationError:
        raise BadgeRefused(BadgeFault.NOT_NOW) from None
    named = credential.identifiers[0] if credential.identifiers else None
    subject: dict[str, Any] = (credential.raw or {})["credentialSubject"]
    return ReadBadge(
        address=credential.achievement.id,
        title=credential.achievement.name,
        version=subject["achievement"].get("version", ""),
        valid_from=cast(datetime, credential.issuance_date),  # the library never leaves it out
        subject=credential.recipient_id or "",
        name_hash=named.identity_hash if named else "",
        salt=(named.salt or "") if named else "",
    )


def _first_part(key: BadgeKey) -> str:
    """Return how each token of this key begins, with the dot: algorithm and public key."""
    from openbadgeslib.ob3 import OB3Signer

    head, dot, _ = OB3Signer(key.private, "EdDSA").sign_payload({}).partition(".")
    return str(head + dot)


def _is_signed(key: BadgeKey, token: str) -> bool:
    """Return whether this key signed the token, in the one way in which the signature is written.

    Its last letter has four bits that mean nothing, of which some readers do not see a change.
    """
    signed, _, written = token.rpartition(".")
    try:
        signature = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
        key.public.verify(signature, signed.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return base64url(signature) == written


def _find_token(content: bytes) -> str:
    """Return the first token in a file or text. Raises BadgeRefused when there is none."""
    if content.startswith(PNG):
        return _token_in_png(content)
    for text in (content, b"".join(content.split())):  # a mail may have broken it into lines
        for run in _RUN.findall(text):
            if run.startswith(_BEGINS) and run.count(b".") == 2:
                return str(run, "ascii")
    raise BadgeRefused(BadgeFault.NOTHING_FOUND)


def _token_in_png(content: bytes) -> str:
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3 import OB3Verifier

    try:
        token: str = OB3Verifier.extract_token_from_png(content)
    except LibOpenBadgesException:
        raise BadgeRefused(BadgeFault.NOTHING_FOUND) from None
    if len(token) > MOST_TOKEN or not token.isascii():
        raise BadgeRefused(BadgeFault.NOTHING_FOUND)
    return token
