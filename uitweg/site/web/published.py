"""The shelf: pages and assets that are rendered and compressed once, and served from memory.

Without Django. Caching: an ordinary page is `no-cache`, so that browsers ask each time (a 304
when it is unchanged) and a changed telephone number shows at once. Pages of the channel and the
check are `no-store`, so that nothing of them stays on a phone that others may hold. Assets have
a hash of their content in their address and are cached for a year.
"""

import gzip as gzip_module
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import brotli

from uitweg.platform.sealing.tokens import etag
from uitweg.site.web.page_headers import headers_for

Headers = list[tuple[str, str]]
HTML = "text/html; charset=utf-8"
LONGEST_HEADER = 500  # browsers send some 30 characters; parsing half a megabyte takes too long
PLAIN, PRIVATE, YEAR = "no-cache", "no-store", "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class EncodedBody:
    """The content of a page in one encoding."""

    encoding: str  # "br", "gzip", or "" for not compressed
    content: bytes
    tag: str


@dataclass(frozen=True)
class PublishedPage:
    """What is served at a path: its headers, and its content per encoding, the smallest first."""

    status: int
    headers: tuple[tuple[str, str], ...]
    encoded_bodies: tuple[EncodedBody, ...]

    def body(self, encoding: str) -> bytes | None:
        """Return the content in this encoding ("br", "gzip" or ""), if there is one."""
        contents = (body.content for body in self.encoded_bodies if body.encoding == encoding)
        return next(contents, None)


@dataclass(frozen=True)
class PublishedAnswer:
    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Shelf:
    """What is published, by path.

    `by_state` has, for each state of something that changes by the minute, the few pages that then
    say something else; `published` has them as they are while nothing is known.
    """

    published: Mapping[str, PublishedPage]
    by_state: Mapping[str, Mapping[str, PublishedPage]] = field(default_factory=dict)

    def saying(self, state: str) -> "Shelf":
        """Return this shelf with the pages of a state in their places; itself without them."""
        pages = self.by_state.get(state)
        return replace(self, published={**self.published, **pages}) if pages else self

    def answer(
        self, method: str, path: str, accept_encoding: str, if_none_match: str
    ) -> PublishedAnswer | None:
        """Return the answer to a GET or HEAD for a published path, else None."""
        page = self.published.get(path) if method in ("GET", "HEAD") else None
        if page is None:
            return None
        body = _best_body(page.encoded_bodies, accept_encoding[:LONGEST_HEADER])
        headers = [*page.headers, ("vary", "accept-encoding")]
        if body.tag:
            headers.append(("etag", body.tag))
        if page.status == 200 and body.tag and _matches(if_none_match[:LONGEST_HEADER], body.tag):
            headers = [header for header in headers if header[0] != "content-type"]
            return PublishedAnswer(304, headers, b"")
        if body.encoding:
            headers.append(("content-encoding", body.encoding))
        headers.append(("content-length", str(len(body.content))))
        return PublishedAnswer(page.status, headers, b"" if method == "HEAD" else body.content)


def publish(
    pages: Mapping[str, str],
    assets: Mapping[str, tuple[bytes, str]],
    *,
    private: frozenset[str] = frozenset(),
    texts: Mapping[str, str] | None = None,
    documents: Mapping[str, tuple[bytes, str, Headers]] | None = None,
    failures: Mapping[int, str] | None = None,
    moved: Mapping[str, str] | None = None,
    quality: int = 11,
) -> Shelf:
    """Make the shelf of pages (HTML), assets (content, type), texts (plain) and documents.

    All are by path; a document is (content, type, more headers), and the path of an asset comes
    from `asset_path`. Pages in `private` are never cached. "/check" redirects to "/check/", and
    an address in `moved` to its new one. The
    error page of a status is at "!413", which is no address that can be requested. `quality` is
    brotli's, from 5 (fast) to 11 (small).
    """
    shelf: dict[str, PublishedPage] = {}
    for path, html in pages.items():
        caching = PRIVATE if path in private else PLAIN
        shelf[path] = _published(html.encode(), HTML, caching, headers_for(html), quality)
        if path != "/" and path.endswith("/"):
            shelf[path[:-1]] = _redirect(path)
    for old, new in (moved or {}).items():
        shelf[old] = shelf[old.rstrip("/")] = _redirect(new)
    for status, html in (failures or {}).items():
        page = _published(html.encode(), HTML, PRIVATE, headers_for(html), quality)
        shelf[f"!{status}"] = replace(page, status=status)
    for path, text in (texts or {}).items():
        shelf[path] = _published(text.encode(), "text/plain; charset=utf-8", PLAIN, [], quality)
    for path, (content, kind, more) in (documents or {}).items():
        shelf[path] = _published(content, kind, PLAIN, more, quality)
    for path, (content, kind) in assets.items():
        shelf[path] = _published(content, kind, YEAR, [], quality)
    return Shelf(shelf)


def _redirect(path: str) -> PublishedPage:
    return PublishedPage(308, (("location", path),), (EncodedBody("", b"", ""),))


def _published(
    content: bytes, content_type: str, caching: str, more: Headers, quality: int
) -> PublishedPage:
    headers = (("content-type", content_type), ("cache-control", caching), *more)
    return PublishedPage(200, headers, _bodies(content, quality))


@lru_cache(maxsize=1_000)
def _bodies(content: bytes, quality: int) -> tuple[EncodedBody, ...]:
    """Return the content in every encoding that makes it smaller, the smallest first.

    Cached, because a new team key changes only two pages of a hundred.
    """
    compressed = [
        ("br", brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality)),
        ("gzip", gzip_module.compress(content, compresslevel=9, mtime=0)),
    ]
    smaller = [(encoding, body) for encoding, body in compressed if len(body) < len(content)]
    return tuple(
        EncodedBody(encoding, body, etag(body)) for encoding, body in [*smaller, ("", content)]
    )


def _best_body(bodies: tuple[EncodedBody, ...], accept_encoding: str) -> EncodedBody:
    """Return the body in the encoding that the browser prefers; when equal, the smallest.

    When no encoding is acceptable it is sent uncompressed, as RFC 9110, 12.5.3 allows.
    """
    qualities = dict(_qualities(accept_encoding))
    default = qualities.get("*", 0.0)

    def quality(body: EncodedBody) -> float:
        if not body.encoding:
            # uncompressed is acceptable unless refused, but only chosen when no other encoding is
            return qualities.get("identity", 0.001 if default or "*" not in qualities else 0.0)
        return qualities.get(body.encoding, default)

    best = max(bodies, key=lambda body: (quality(body), -bodies.index(body)))
    return best if quality(best) > 0 else bodies[-1]


def _qualities(accept_encoding: str) -> Iterator[tuple[str, float]]:
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = re.search(r"\bq\s*=\s*([01](?:\.\d{0,3})?)\s*$", parameters)
        if name.strip():
            yield name.strip(), float(weight[1]) if weight else (0.0 if "q" in parameters else 1.0)


def _matches(if_none_match: str, tag: str) -> bool:
    """Compare ETags weakly, as RFC 9110 (13.1.2) requires for GET."""
    known_tags = {known.strip().removeprefix("W/") for known in if_none_match.split(",")}
    return "*" in known_tags or tag.removeprefix("W/") in known_tags


SOONEST, SMALLEST = 5, 11  # qualities of brotli
