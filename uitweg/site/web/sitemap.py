"""robots.txt and the sitemap: every public page at every level, with its date of change."""

from collections.abc import Container, Iterable
from datetime import date
from xml.sax.saxutils import quoteattr

from uitweg.platform.content import levels, load
from uitweg.platform.content.files.levels import ReadingLevel, split_address

_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def robots_txt(*, url: str) -> str:
    """Return robots.txt (RFC 9309), which excludes only the mailbox."""
    excluded = "".join(f"Disallow: {level.address('/postvak/')}\n" for level in levels())
    return f"User-agent: *\nAllow: /\n{excluded}\nSitemap: {url}/sitemap.xml\n"


def sitemap_xml(paths: Iterable[str], *, url: str) -> str:
    """Return the sitemap of these pages, each with its alternates at other levels."""
    known, days = frozenset(paths), _days()
    entries = "".join(_entry(path, known, days, url) for path in sorted(known))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_NAMESPACES}>\n{entries}</urlset>\n'


def _entry(path: str, known: Container[str], days: dict[str, date], url: str) -> str:
    alternates = [(tag, address) for tag, address in _alternates(path) if address in known]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(url + address)}/>'
        for tag, address in alternates
        if len(alternates) > 1
    )
    day = days.get(path, days[""]).isoformat()
    return f"<url><loc>{url}{path}</loc><lastmod>{day}</lastmod>{links}</url>\n"


def _days() -> dict[str, date]:
    """Return when each written page was checked; "" has the newest date of a fact, for the rest."""
    content = load()
    facts = (*content.signals, *content.contacts, *content.routes)
    days = {"": max(fact.checked_on for fact in facts if fact.checked_on)}
    for level in levels():
        for page in content.pages:
            if page.checked_on:
                days[level.address(page.path)] = page.checked_on
    return days


def _alternates(path: str) -> list[tuple[str, str]]:
    """Return the language tag and the address of this page at each level."""
    _, shared_path = split_address(path, levels())
    return [
        (language_tag(level), level.address(shared_path))
        for level in levels()
        if level.has(shared_path)
    ]


def language_tag(level: ReadingLevel) -> str:
    """Return a BCP 47 tag; the second level of a language gets the variant `simple`."""
    first = next(other for other in levels() if other.lang == level.lang)
    return level.lang if first == level else f"{level.lang}-simple"
