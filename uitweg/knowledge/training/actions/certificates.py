"""Make the proof of a lesson: a PDF when there is a turn for it, or a badge. Nothing is stored."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from uitweg.knowledge.training.rules.certificates import CertificateWords, ProofKind
from uitweg.platform.sandbox.turns import Turns
from uitweg.platform.sandbox.typeset.run import PaperTemplate, typeset
from uitweg.platform.sealing import badges
from uitweg.platform.sealing.badge_keys import BadgeKey, badge_key
from uitweg.platform.sealing.badges import BadgeClaim

PICTURE = Path(__file__).parents[1] / "static" / "training" / "badge.png"
PDF_TURNS = Turns(at_once=1, waiting=10, a_minute=60, patience=20)
"""A PDF takes a core for a quarter of a second, on a busy machine for one. Whoever comes on top
gets a page to print; a flood leaves a core and most threads of the door to others."""
MEDIA_TYPES = {
    ProofKind.PDF: "application/pdf",
    ProofKind.PNG: "image/png",
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


def certificate_pdf(
    *,
    title: str,
    lines: Sequence[str],
    date: str,
    name: str = "",
    small: Sequence[str] = (),
    lang: str = "nl",
) -> bytes:
    """Return one page that says what somebody did: a title, a paragraph for each line, a date.

    `name` says for whom it is, `small` stands at the foot. All is text, never markup. What is too
    much for a page even in small letters (some four thousand characters) raises CannotTypeset.
    """
    words = {
        "title": title,
        "heading": title,
        "lang": lang,
        "name": name,
        "lines": list(lines),
        "date": date,
        "small": list(small),
    }
    return typeset(words, PaperTemplate.CERTIFICATE)


def make_badge(claim: BadgeClaim) -> bytes:
    """Return a new badge: our picture with the signed claim in it."""
    token = badges.sign_badge(site_badge_key(), claim)
    return badges.bake_png(PICTURE.read_bytes(), token)
