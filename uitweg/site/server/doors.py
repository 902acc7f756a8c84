"""A door: the RSGI application between granian and Django (ADR 2).

The event loop answers published pages from memory, and reads bodies with a limit and a deadline,
so that a half-sent body occupies no thread. Only complete requests go to Django, in a pool of
threads, as WSGI requests.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from uitweg.site.server.onion import OnionAddress
from uitweg.site.web.page_headers import COMMON_HEADERS, HSTS
from uitweg.site.web.published import SMALLEST, SOONEST, Shelf

LONGEST_BODY = 512 * 1024  # a sealed report is at most 2 × 40 steps of 4 KiB, in base64
LONGEST_PIECES = 1024 * 1024  # pieces of a file; only named addresses take more than LONGEST_BODY
MAX_LARGE_BYTES = 80 * 1024 * 1024  # of all bodies over LONGEST_PIECES being read at a time
MAX_DRAINED_BYTES = 32 * 1024 * 1024
BODY_SECONDS, LARGE_SECONDS = 10, 150  # 5 MB takes 100 s on a bad line
PLAIN_SENTENCES = {
    400: "Deze aanvraag is onvolledig of kapot. Ga terug en probeer het opnieuw.",
    408: "Het versturen duurde te lang. Ga terug en probeer het opnieuw; er is niets bewaard.",
    413: "Dit is te groot. Maak je tekst korter en probeer het opnieuw; er is niets bewaard.",
    503: "Er komen nu te veel bestanden tegelijk. Verstuur je tekst zonder bestand.",
    500: "Er ging iets mis bij ons. Er is niets bewaard. Probeer het zo opnieuw, of bel.",
}
NOT_KEPT = ("cache-control", "no-store")
"""Else a response that says nothing of caching, as a permanent redirect, stays in the browser."""
NO_ONION = OnionAddress("", "")
Headers = list[tuple[str, str]]
QuickAnswer = Callable[[bytes], Awaitable[tuple[int, Headers, bytes]]]
log = logging.getLogger("uitweg.doors")


class Scope(Protocol):
    """The part of granian's RSGI scope that a door uses."""

    proto: str
    method: str
    path: str
    query_string: str
    scheme: str
    client: str
    headers: Any


class BodyTooLarge(Exception):
    """The body is longer than its address allows."""


class TooManyLarge(Exception):
    """Too many large bodies are being read already; another one could exhaust the memory."""


class Door:
    """An RSGI application: answers published pages from `shelf()`, all else with `django`.

    `quick` has the POST addresses that are answered on the event loop, from the body alone;
    `longest` returns the longest body, in bytes, that a path accepts.
    """

    def __init__(
        self,
        *,
        django: Callable[..., Iterable[bytes]],
        shelf: Callable[[], Shelf],
        threads: int,
        tls: bool,
        quick: Mapping[str, QuickAnswer] | None = None,
        longest: Callable[[str], int] = lambda _path: LONGEST_BODY,
        onion: OnionAddress = NO_ONION,
    ) -> None:
        self.django = django
        self.quick = quick or {}
        self.shelf = shelf
        self.longest, self._large = longest, 0
        self.onion = onion
        self.pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="door")
        self.always = [*COMMON_HEADERS, NOT_KEPT]
        if tls:
            self.always.append(HSTS)

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Answer one request; the common headers are added to every response."""
        try:
            status, headers, body = await self._answer(scope, protocol)
        except TimeoutError:
            status, headers, body = self._say(408, scope)
        except BodyTooLarge:
            status, headers, body = self._say(413, scope)
        except TooManyLarge:
            status, headers, body = self._say(503, scope)
        except (UnicodeError, ValueError):
            status, headers, body = self._say(400, scope)
        except Exception as error:
            log.error("door failed: %s", type(error).__name__)
            status, headers, body = self._say(500, scope)
        if status == 200 and scope.method in ("GET", "HEAD"):
            headers = [*headers, *self.onion.location_header(scope.headers, scope.path, headers)]
        present = {name.lower() for name, _ in headers}
        if self.onion.is_requested(scope.headers):
            present.add(HSTS[0])  # an onion address has no https to insist on
        headers = [*headers, *((name, value) for name, value in self.always if name not in present)]
        protocol.response_bytes(status, headers, body)

    async def _answer(self, scope: Scope, protocol: Any) -> tuple[int, Headers, bytes]:
        if scope.method in ("GET", "HEAD"):
            published = self.shelf().answer(
                scope.method,
                scope.path,
                scope.headers.get("accept-encoding", ""),
                scope.headers.get("if-none-match", ""),
            )
            if published:
                return published.status, list(published.headers), published.body
        body = await self._body(scope, protocol)
        quick = self.quick.get(scope.path) if scope.method == "POST" else None
        if quick:
            return await quick(body)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, self._ask_django, wsgi_environ(scope, body))

    async def _body(self, scope: Scope, protocol: Any) -> bytes:
        """Read the body. Large ones get more time, but only so many bytes of them at a time."""
        longest = self.longest(scope.path)
        length = int(scope.headers.get("content-length") or 0)
        if not LONGEST_PIECES < length <= longest:
            return await _read_body(scope, protocol, longest=min(longest, LONGEST_PIECES))
        if self._large + length > MAX_LARGE_BYTES:
            raise TooManyLarge
        self._large += length
        try:
            return await _read_body(scope, protocol, longest=longest, seconds=LARGE_SECONDS)
        finally:
            self._large -= length

    def _say(self, status: int, scope: Scope) -> tuple[int, Headers, bytes]:
        """Return the published error page of this status, or else its sentence as plain text."""
        encodings = scope.headers.get("accept-encoding", "")
        page = self.shelf().answer("GET", f"!{status}", encodings, "")
        if page:
            return page.status, list(page.headers), page.body
        plain = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]
        return status, plain, PLAIN_SENTENCES[status].encode()

    def _ask_django(self, environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
        status, headers = 500, []

        def start_response(status_line: str, response_headers: Headers, _: object = None) -> None:
            nonlocal status, headers
            status, headers = int(status_line[:3]), response_headers

        result = self.django(environ, start_response)
        try:
            return status, headers, b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close:
                close()


async def _read_body(
    scope: Scope, protocol: Any, *, longest: int = LONGEST_BODY, seconds: int = BODY_SECONDS
) -> bytes:
    """Return the whole body. Raises BodyTooLarge, TimeoutError, ValueError for a bad length.

    A body that is too large is read and discarded before it is refused, up to a limit: a browser
    that is cut off while sending would not show our error page.
    """
    declared, is_chunked = (
        scope.headers.get("content-length"),
        scope.headers.get("transfer-encoding"),
    )
    if declared is not None and int(declared) > MAX_DRAINED_BYTES:
        raise BodyTooLarge
    if scope.method in ("GET", "HEAD") and not declared and not is_chunked:
        return b""
    async with asyncio.timeout(seconds):
        if declared is not None and int(declared) <= longest and not is_chunked:
            whole: bytes = await protocol()  # never longer than declared
            return whole
        parts, length = [], 0
        async for part in protocol:
            length += len(part)
            if length > MAX_DRAINED_BYTES:
                raise BodyTooLarge
            if length <= longest:
                parts.append(part)
    if length > longest:
        raise BodyTooLarge
    return b"".join(parts)


def wsgi_environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """Return the WSGI environ (PEP 3333) of a request whose body has been read."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # granian gives the path percent-encoded; WSGI wants it decoded, as Latin-1 text
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": "uitweg",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "",  # no part may use anybody's address, for a log or for a limit
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": _NullErrors(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # x_forwarded_proto would be taken for the proxy's own x-forwarded-proto
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ[key] = value
        elif key != "CONTENT_LENGTH":
            environ[f"HTTP_{key}"] = value
    return environ


class _NullErrors:
    """The error stream that WSGI requires; errors go to the log instead."""

    def write(self, _text: str) -> None: ...
    def writelines(self, _lines: Iterable[str]) -> None: ...
    def flush(self) -> None: ...


class FreshShelf:
    """The published pages, made quickly at start, then compressed well, and remade when needed.

    `version` returns what the pages depend on (the team's key). A background thread checks it each
    second and remakes the pages, so that the event loop never waits.
    """

    def __init__(self, *, make: Callable[[int], Shelf], version: Callable[[], object]) -> None:
        self._make, self._version = make, version
        self._seen: tuple[object, int] = (version(), SOONEST)
        self._shelf = make(SOONEST)
        threading.Thread(target=self._watch, name="shelf", daemon=True).start()

    def __call__(self) -> Shelf:
        return self._shelf

    @property
    def version(self) -> object:
        """The version for which the current pages were made."""
        return self._seen[0]

    def refresh(self) -> None:
        """Remake the pages, well compressed, if the version changed or they were made quickly."""
        wanted = (self._version(), SMALLEST)
        if wanted != self._seen:
            self._shelf, self._seen = self._make(SMALLEST), wanted

    def _watch(self) -> None:
        while True:
            try:
                self.refresh()
            except Exception as error:
                # the pages stay published while the database cannot be reached
                log.warning("shelf not looked at: %s", type(error).__name__)
            time.sleep(1)
