"""What search engines may know: every public page in every level, and since when it stands so."""

from collections.abc import Container, Iterable
from datetime import date
from xml.sax.saxutils import quoteattr

from uitweg.platform.content import levels, load
from uitweg.platform.content.levels import ReadingLevel

_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def robots_txt(*, url: str) -> str:
    """Return where robots may go: everywhere but to the mailbox (RFC 9309)."""
    shut = "".join(f"Disallow: {level.address('/postvak/')}\n" for level in levels())
    return f"User-agent: *\nAllow: /\n{shut}\nSitemap: {url}/sitemap.xml\n"


def sitemap_xml(paths: Iterable[str], *, url: str) -> str:
    """Return the sitemap of these pages, with their twins at the other levels."""
    known, days = frozenset(paths), _days()
    entries = "".join(_entry(path, known, days, url) for path in sorted(known))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_NAMESPACES}>\n{entries}</urlset>\n'


def _entry(path: str, known: Container[str], days: dict[str, date], url: str) -> str:
    twins = [(tag, each) for tag, each in _twins(path) if each in known]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(url + each)}/>'
        for tag, each in twins
        if len(twins) > 1
    )
    day = days.get(path, days[""]).isoformat()
    return f"<url><loc>{url}{path}</loc><lastmod>{day}</lastmod>{links}</url>\n"


def _days() -> dict[str, date]:
    """Return the day each written page was checked; under "" the newest fact's, for the rest."""
    content = load()
    facts = (*content.signals, *content.contacts, *content.routes)
    days = {"": max(fact.checked_on for fact in facts if fact.checked_on)}
    for level in levels():
        for page in content.pages:
            if page.checked_on:
                days[level.address(page.path)] = page.checked_on
    return days


def _twins(path: str) -> list[tuple[str, str]]:
    """Return the language tag and the address of the page at each level."""
    here = max((each for each in levels() if _in(each, path)), key=lambda each: len(each.prefix))
    bare = path.removeprefix(here.prefix)
    return [(language_tag(level), level.address(bare)) for level in levels()]


def _in(level: ReadingLevel, path: str) -> bool:
    return path.startswith(f"{level.prefix}/")


def language_tag(level: ReadingLevel) -> str:
    """Return a BCP 47 tag; a second level of a language is its simplified form (subtag simple)."""
    first = next(each for each in levels() if each.lang == level.lang)
    return level.lang if first == level else f"{level.lang}-simple"
