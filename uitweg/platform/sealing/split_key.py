"""A key in two halves: one only in a link that is sent, one only at the server.

The link's half is the part of the address after "#", which a browser sends to nobody:
    link key      = HKDF-SHA-256(link half ‖ server half,  info "uitweg/v1|package-key")
    answer token  = HKDF-SHA-256(link half ‖ answer half,  info "uitweg/v1|package-answer")
    link proof    = HKDF-SHA-256(link half,                info "uitweg/v1|package-link")
The link key opens what was sent. Who shows the answer token had the link and got the server's
answer half; who shows the proof has the link. The browser's side is js/split_key.mjs.
"""

import re

from uitweg.platform.sealing import tokens

HALF_LENGTH = 32
LINK_HALF_LENGTH = 16
"""128 bits: it stands in a mail, and nobody can try them all."""
_LINK_HALF = re.compile(r"[0-9a-f]{32}", re.ASCII)

__all__ = [
    "HALF_LENGTH",
    "LINK_HALF_LENGTH",
    "answer_token",
    "is_link_half",
    "link_key",
    "link_proof",
    "new_half",
    "new_link_half",
]


def new_link_half() -> bytes:
    return tokens.new_token(LINK_HALF_LENGTH)


def new_half() -> bytes:
    return tokens.new_token(HALF_LENGTH)


def is_link_half(text: str) -> bool:
    """Return whether this is a link half as it stands in a link: 32 hexadecimal digits."""
    return bool(_LINK_HALF.fullmatch(text))


def link_key(link_half: bytes, server_half: bytes) -> bytes:
    """Return the AES-256 key that both halves make together."""
    return tokens.derive(_joined(link_half, server_half), "package-key")


def answer_token(link_half: bytes, answer_half: bytes) -> bytes:
    """Return what shows that somebody has the link and got the answer half; 32 bytes."""
    return tokens.derive(_joined(link_half, answer_half), "package-answer")


def link_proof(link_half: bytes) -> bytes:
    """Return what shows that somebody has the link, without telling its half; 32 bytes."""
    if len(link_half) != LINK_HALF_LENGTH:
        raise ValueError("a link half is 16 bytes")
    return tokens.derive(link_half, "package-link")


def _joined(link_half: bytes, half: bytes) -> bytes:
    if len(link_half) != LINK_HALF_LENGTH or len(half) != HALF_LENGTH:
        raise ValueError("a link half is 16 bytes and the other 32")
    return link_half + half
