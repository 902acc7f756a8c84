"""What every paper has: whom to call, the code to scan, where it comes from and of which day.

A paper is a dictionary, as its template in `platform/sandbox/typeset/papers` reads it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import segno

from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import Contact, Fact

PaperWords = dict[str, Any]
QUIET_SQUARES = 2
"""The white around a code; the papers have more of it themselves."""


@dataclass(frozen=True)
class PaperPlace:
    """Where a paper leads to and how it says a day.

    `site` is this site's address, without a slash at the end.
    """

    site: str
    say_date: Callable[[date], str]

    @property
    def site_name(self) -> str:
        """The address as people read it."""
        return self.site.partition("://")[2]


def paper_parts(
    title: str, content: Content, place: PaperPlace, facts: Iterable[Fact], path: str = "/"
) -> PaperWords:
    """Return what every template needs; the code leads to `path` at this level."""
    address = place.site + content.level.address(path)
    return {
        "title": title,
        "heading": title,
        "lang": content.level.lang,
        "call": call_words(content, place),
        "qr": qr_words(address, content.training["paper_qr"].format(address=address)),
        "small": small_print(content, place, facts),
    }


def call_words(content: Content, place: PaperPlace) -> PaperWords:
    """Return the block about calling the coordinator."""
    line = content.contact("coordinator")
    hours = line.opening.sentence(content.say).removesuffix(".")
    says = content.training["paper_call_text"].format(
        hours=f"{hours}." if hours else "", anonymity=line.anonymity
    )
    return {
        **number_words(line),
        "name": line.name,
        "text": says.strip(),
        "site": place.site_name,
    }


def number_words(line: Contact) -> PaperWords:
    """Return a help line's name, its number or chat, and what a telephone calls by a tap."""
    shown = line.number or line.url.removeprefix("https://").removeprefix("www.")
    return {
        "name": line.name.partition(" (")[0],
        "number": shown,
        "tel": line.tel or line.url,
    }


def small_print(content: Content, place: PaperPlace, facts: Iterable[Fact]) -> list[str]:
    """Return the sources (of most facts first), the days of checking, and where newer ones are.

    `facts` are at least one.
    """
    said, facts = content.training, list(facts)
    counted = Counter(publisher for fact in facts for publisher in fact.publishers)
    days = sorted(fact.checked_on for fact in facts if fact.checked_on)
    return [
        said["paper_sources"].format(sources=", ".join(name for name, _ in counted.most_common())),
        said["paper_checked"].format(first=place.say_date(days[0]), last=place.say_date(days[-1]))
        + " "
        + said["paper_newest"].format(site=place.site_name),
    ]


def qr_words(address: str, alt: str) -> PaperWords:
    """Return a QR code (ISO 18004, level M) as runs of dark squares: column, row, how many."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=QUIET_SQUARES))
    runs = list[tuple[int, int, int]]()
    for number, row in enumerate(rows):
        column = 0
        for dark, squares in groupby(row):
            long = len(list(squares))
            if dark:
                runs.append((column, number, long))
            column += long
    return {"size": len(rows), "runs": runs, "alt": alt}
