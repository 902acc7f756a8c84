"""The shelf: pages and assets made once at start, compressed, answered from memory.

Pure and without Django. Keeping: a plain page says `no-cache`, so the browser asks
each time and a changed telephone number counts at once (an unchanged page is a 304
without a body); a page of the channel or the check says `no-store`, so a phone in
other hands holds nothing of it; an asset has its content in its name and stays a year.
"""

import gzip as gzip_module
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import brotli

from uitweg.platform.sealing.tokens import etag
from uitweg.site.web.page_headers import headers_for

Headers = list[tuple[str, str]]
HTML = "text/html; charset=utf-8"
LONGEST_HEADER = 500  # a browser says some 30; half a megabyte of it would hold up the event loop
PLAIN, PRIVATE, YEAR = "no-cache", "no-store", "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class EncodedBody:
    """One way to send the same content."""

    encoding: str  # "" is as it is
    content: bytes
    tag: str


@dataclass(frozen=True)
class PublishedPage:
    """What stands at one path: its headers and its bodies, the best encoding first."""

    status: int
    headers: tuple[tuple[str, str], ...]
    bodies: tuple[EncodedBody, ...]

    def body(self, encoding: str) -> bytes | None:
        """Return the content in this encoding ("br", "gzip" or ""), if there is one."""
        return next((b.content for b in self.bodies if b.encoding == encoding), None)


@dataclass(frozen=True)
class PublishedAnswer:
    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Shelf:
    """Path to what is published there."""

    published: Mapping[str, PublishedPage]

    def answer(
        self, method: str, path: str, accept_encoding: str, if_none_match: str
    ) -> PublishedAnswer | None:
        """Return the answer to a GET or HEAD for a published path, else None."""
        found = self.published.get(path) if method in ("GET", "HEAD") else None
        if found is None:
            return None
        body = _best_body(found.bodies, accept_encoding[:LONGEST_HEADER])
        headers = [*found.headers, ("vary", "accept-encoding")]
        if body.tag:
            headers.append(("etag", body.tag))
        if found.status == 200 and body.tag and _matches(if_none_match[:LONGEST_HEADER], body.tag):
            return PublishedAnswer(304, [h for h in headers if h[0] != "content-type"], b"")
        if body.encoding:
            headers.append(("content-encoding", body.encoding))
        headers.append(("content-length", str(len(body.content))))
        return PublishedAnswer(found.status, headers, b"" if method == "HEAD" else body.content)


def publish(
    pages: Mapping[str, str],
    assets: Mapping[str, tuple[bytes, str]],
    *,
    private: frozenset[str] = frozenset(),
    texts: Mapping[str, str] | None = None,
    documents: Mapping[str, tuple[bytes, str, Headers]] | None = None,
    failures: Mapping[int, str] | None = None,
    quality: int = 11,
) -> Shelf:
    """Make the shelf: path to HTML, to (content, type) for `assets`, to plain text for `texts`.

    A document is (content, type, more headers). A page in `private` is never kept by the
    browser; the path of an asset comes from `asset_path`. "/check" leads to "/check/". The page
    of a failure stands at "!413", which nobody can ask for. `quality` is brotli's: 11 is
    smallest, 5 is soonest.
    """
    shelf: dict[str, PublishedPage] = {}
    for path, html in pages.items():
        keeping = PRIVATE if path in private else PLAIN
        shelf[path] = _published(html.encode(), HTML, keeping, headers_for(html), quality)
        if path != "/" and path.endswith("/"):
            shelf[path[:-1]] = PublishedPage(
                308, (("location", path),), (EncodedBody("", b"", ""),)
            )
    for status, html in (failures or {}).items():
        made = _published(html.encode(), HTML, PRIVATE, headers_for(html), quality)
        shelf[f"!{status}"] = replace(made, status=status)
    for path, text in (texts or {}).items():
        shelf[path] = _published(text.encode(), "text/plain; charset=utf-8", PLAIN, [], quality)
    for path, (content, kind, more) in (documents or {}).items():
        shelf[path] = _published(content, kind, PLAIN, more, quality)
    for path, (content, kind) in assets.items():
        shelf[path] = _published(content, kind, YEAR, [], quality)
    return Shelf(shelf)


def _published(
    content: bytes, kind: str, keeping: str, more: Headers, quality: int
) -> PublishedPage:
    headers = (("content-type", kind), ("cache-control", keeping), *more)
    return PublishedPage(200, headers, _bodies(content, quality))


@lru_cache(maxsize=1_000)
def _bodies(content: bytes, quality: int) -> tuple[EncodedBody, ...]:
    """Return every way to send it; remembered, for another key changes two pages of a hundred."""
    packed = [
        ("br", brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality)),
        ("gzip", gzip_module.compress(content, compresslevel=9, mtime=0)),
    ]
    smaller = [(encoding, made) for encoding, made in packed if len(made) < len(content)]
    return tuple(
        EncodedBody(encoding, made, etag(made)) for encoding, made in [*smaller, ("", content)]
    )


def _best_body(bodies: tuple[EncodedBody, ...], accept_encoding: str) -> EncodedBody:
    """Return the body the browser likes best; of what it likes equally, our smallest.

    Nothing acceptable still gives the content as it is (RFC 9110, 12.5.3 allows it).
    """
    liked = dict(_qualities(accept_encoding))
    default = liked.get("*", 0.0)

    def quality(body: EncodedBody) -> float:
        if not body.encoding:
            # as it is: acceptable unless refused, but only chosen when nothing packed is
            return liked.get("identity", 0.001 if default or "*" not in liked else 0.0)
        return liked.get(body.encoding, default)

    best = max(bodies, key=lambda body: (quality(body), -bodies.index(body)))
    return best if quality(best) > 0 else bodies[-1]


def _qualities(accept_encoding: str) -> Iterator[tuple[str, float]]:
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = re.search(r"\bq\s*=\s*([01](?:\.\d{0,3})?)\s*$", parameters)
        if name.strip():
            yield name.strip(), float(weight[1]) if weight else (0.0 if "q" in parameters else 1.0)


def _matches(if_none_match: str, tag: str) -> bool:
    """Compare weakly, as RFC 9110 (13.1.2) asks for GET."""
    asked = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in asked or tag.removeprefix("W/") in asked


SOONEST, SMALLEST = 5, 11  # of brotli
