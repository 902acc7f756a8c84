"""What the proof of a lesson says, on paper and in a badge: that somebody says to have done it.

We do not know who made it, and it says so itself.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from math import ceil

from uitweg.platform.content.collection import Content
from uitweg.platform.content.kinds.story_ways import longest_minutes
from uitweg.platform.content.values.lessons import Lesson
from uitweg.platform.sandbox.typeset.glyphs import printable_codes
from uitweg.platform.sealing.badges import BadgeClaim

LONGEST_NAME = 60
CHECK_PATH = "/leren/bewijs/"
SHOWN_HASH = 12


class ProofKind(StrEnum):
    """What can be made: a paper, as PDF or as a page, or a badge in a picture."""

    PDF = "pdf"
    PAGE = "page"
    PNG = "png"

    @property
    def is_paper(self) -> bool:
        return self in (ProofKind.PDF, ProofKind.PAGE)


@dataclass(frozen=True)
class ProofPlace:
    """Where a proof is made: the name and address of this site (no slash at its end), the day."""

    site: str
    url: str
    issuer: str
    day: date
    say_date: Callable[[date], str]


@dataclass(frozen=True)
class CertificateWords:
    """What stands on a certificate; `name` is "" for nobody's."""

    title: str
    name: str
    lines: tuple[str, ...]
    date: str
    small: tuple[str, ...]
    lang: str


def tidy_name(typed: str) -> str:
    """Return a typed name on one line, without what is not seen: control and direction signs."""
    visible = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", typed)
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    return " ".join(visible.split())


def unprintable_letters(name: str) -> str:
    """Return the signs of a name that the letters on paper do not have, each once."""
    return "".join(dict.fromkeys(char for char in name if ord(char) not in printable_codes()))


def certificate_words(
    lesson: Lesson, content: Content, place: ProofPlace, *, name: str
) -> CertificateWords:
    """Return what a certificate of a lesson says, at the lesson's own level."""
    said = content.training
    checked = place.say_date(lesson.checked_on) if lesson.checked_on else ""
    facts = said["proof_facts"].format(
        minutes=minutes_of(lesson), level=content.level.name, day=checked
    )
    return CertificateWords(
        title=said["proof_title"].format(title=lesson.story.title),
        name=said["proof_for"].format(name=name) if name else "",
        lines=(claim_sentence(lesson, content), facts),
        date=said["proof_made"].format(day=place.say_date(place.day), site=place.site),
        small=(
            said["proof_paper"].format(url=place.url + content.level.address(CHECK_PATH)),
            said["proof_version"].format(hash=lesson.story_hash[:SHOWN_HASH]),
        ),
        lang=content.level.lang,
    )


def badge_claim(
    lesson: Lesson, content: Content, place: ProofPlace, address: str, *, name: str
) -> BadgeClaim:
    """Return what a badge of a lesson says; `address` is that of the lesson, without the site."""
    said = content.training
    return BadgeClaim(
        issuer=place.issuer,
        site=place.site,
        site_url=f"{place.url}/",
        address=place.url + address,
        title=lesson.story.title,
        description=said["proof_badge_about"].format(
            minutes=minutes_of(lesson), level=content.level.name
        ),
        criteria=claim_sentence(lesson, content),
        language=content.level.lang,
        version=version_of(lesson),
        valid_from=datetime.combine(place.day, time(), UTC),
        name=name,
    )


def claim_sentence(lesson: Lesson, content: Content) -> str:
    """Return what a proof claims, and what it does not."""
    return content.training["proof_claim"].format(title=lesson.story.title)


def version_of(lesson: Lesson) -> str:
    """Return the day of checking, and the hash of the lesson's file."""
    checked = lesson.checked_on.isoformat() if lesson.checked_on else "-"
    return f"{checked} sha256:{lesson.story_hash}"


def minutes_of(lesson: Lesson) -> int:
    """Return how many minutes the longest way through a lesson takes."""
    return ceil(longest_minutes(lesson.story, lesson.level))
