"""Make the proof of a lesson: a PDF when there is a turn for it, or a badge. Nothing is stored."""

import json
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

from uitweg.knowledge.training.actions.typesetting import certificate_pdf
from uitweg.knowledge.training.rules.certificates import CertificateWords, ProofKind
from uitweg.platform.sandbox.turns import Turns
from uitweg.platform.sealing import badges
from uitweg.platform.sealing.badge_keys import BadgeKey, badge_key
from uitweg.platform.sealing.badges import BadgeClaim

PICTURES = Path(__file__).parents[1] / "static" / "training"
PDF_TURNS = Turns(at_once=1, waiting=10, a_minute=60, patience=20)
"""A PDF takes a core for a quarter of a second, on a busy machine for one. Whoever comes on top
gets a page to print; a flood leaves a core and most threads of the door to others."""
MEDIA_TYPES = {
    ProofKind.PDF: "application/pdf",
    ProofKind.SVG: "image/svg+xml",
    ProofKind.PNG: "image/png",
    ProofKind.JWT: "application/vc+jwt",
    ProofKind.JSON: "application/json",
}


@cache
def site_badge_key() -> BadgeKey:
    """Return the key of this site, from the secret of its public door."""
    return badge_key(settings.SECRET_KEY.encode())


def make_pdf(words: CertificateWords) -> bytes:
    """Return the certificate as a PDF (PDF/UA-1). Raises NoTurn or CannotTypeset."""
    with PDF_TURNS.take():
        return certificate_pdf(
            title=words.title,
            name=words.name,
            lines=words.lines,
            date=words.date,
            small=words.small,
            lang=words.lang,
        )


def make_badge(claim: BadgeClaim, kind: ProofKind) -> bytes:
    """Return a new badge as text, as JSON, or inside our picture."""
    token = badges.sign_badge(site_badge_key(), claim)
    if kind is ProofKind.SVG:
        return badges.bake_svg(_picture(claim.title), token)
    if kind is ProofKind.PNG:
        return badges.bake_png((PICTURES / "badge.png").read_bytes(), token)
    if kind is ProofKind.JSON:
        return json.dumps(badges.enveloped(token), indent=1).encode()
    return token.encode()


def _picture(title: str) -> bytes:
    """Return our picture, named after the lesson for who hears it."""
    named = f"<title>Uitweg: {escape(title)}</title>"
    return (
        (PICTURES / "badge.svg").read_text("utf-8").replace("<title>Uitweg</title>", named).encode()
    )
