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
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote_to_bytes

from django.db import DatabaseError, InterfaceError

from uitweg.platform.store.outage import OUTAGE
from uitweg.site.server.bodies import (
    LONGEST_BODY,
    BodyCutOff,
    BodyReader,
    BodyTooLarge,
    LengthMissing,
    TooManyBodies,
)
from uitweg.site.server.observing import (
    CHANNEL,
    HEALTH_VIEW,
    NO_VIEW,
    PAUSED,
    PUBLISHED,
    QUERIES_KEY,
    REFUSED,
    VIEW_KEY,
    AnsweredRequest,
    RequestObserver,
)
from uitweg.site.server.onion import OnionAddress
from uitweg.site.web.health_probe import HealthProbe
from uitweg.site.web.page_headers import COMMON_HEADERS, HSTS
from uitweg.site.web.published import SMALLEST, SOONEST, Shelf

PLAIN_SENTENCES = {
    400: "Deze aanvraag is onvolledig of kapot. Ga terug en probeer het opnieuw.",
    405: "Hier kun je alleen lezen. Er is niets bewaard. Ga terug en probeer het opnieuw.",
    411: "Deze aanvraag zegt niet hoe lang die is. Er is niets bewaard; probeer het opnieuw.",
    408: "Het versturen duurde te lang. Ga terug en probeer het opnieuw; er is niets bewaard.",
    413: "Dit is te groot. Maak je tekst korter en probeer het opnieuw; er is niets bewaard.",
    503: "Er komen nu te veel bestanden tegelijk. Verstuur je tekst zonder bestand.",
    500: "Er ging iets mis bij ons. Er is niets bewaard. Probeer het zo opnieuw, of bel.",
}
REFUSALS: dict[type[Exception], int] = {
    TimeoutError: 408,
    BodyTooLarge: 413,
    LengthMissing: 411,
    BodyCutOff: 400,
    TooManyBodies: 503,
}
READ_METHODS = ("GET", "HEAD")
HEALTH, ASSETS = "/health", "/static/"
"""What a door answers during maintenance too: its health, and scripts for pages that are open."""
NOT_KEPT = ("cache-control", "no-store")
"""Else a response that says nothing of caching, as a permanent redirect, stays in the browser."""
NO_ONION = OnionAddress("", "")
Headers = list[tuple[str, str]]
QuickAnswer = Callable[[bytes], Awaitable[tuple[int, Headers, bytes]]]
PausedAnswer = Callable[[dict[str, Any]], tuple[int, Headers, bytes]]
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


class FileBody(NamedTuple):
    """Bytes of a file, from `first` until `end`, that leave as the client takes them."""

    path: str
    first: int
    end: int


Body = bytes | FileBody


class Door:
    """An RSGI application: answers published pages from `shelf()`, all else with `django`.

    `quick` has the POST addresses that are answered on the event loop, from the body alone;
    `longest` returns the longest body, in bytes, that a path accepts. `health` answers /health
    beside Django, whose threads may all wait for a database that hangs. While `is_paused()`,
    `paused` answers a WSGI environ in the place of pages and Django.
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
        health: HealthProbe | None = None,
        observer: RequestObserver | None = None,
        is_paused: Callable[[], bool] = lambda: False,
        paused: PausedAnswer | None = None,
    ) -> None:
        self.django = django
        self.quick = quick or {}
        self.shelf = shelf
        self.longest, self.bodies = longest, BodyReader()
        self.onion, self.health, self.observer = onion, health, observer
        self.threads, self.at_django = threads, 0
        self.is_paused, self.paused = is_paused, paused
        self.pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="door")
        self.always = [*COMMON_HEADERS, NOT_KEPT]
        if tls:
            self.always.append(HSTS)

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Answer one request; the common headers are added to every response."""
        began, answered = time.perf_counter(), AnsweredRequest()
        try:
            status, headers, body = await self._answer_open(scope, protocol, answered)
        except tuple(REFUSALS) as refusal:
            answered.view = REFUSED
            status, headers, body = self._say(REFUSALS[type(refusal)], scope)
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
        if isinstance(body, FileBody):
            protocol.response_file_range(status, headers, *body)
        else:
            protocol.response_bytes(status, headers, body)
        if self.observer:
            self.observer.note(answered, status, began)

    @property
    def waiting(self) -> int:
        """How many requests wait for a thread."""
        return max(0, self.at_django - self.threads)

    async def _answer_open(
        self, scope: Scope, protocol: Any, answered: AnsweredRequest
    ) -> tuple[int, Headers, Body]:
        shelf, path = self.shelf(), scope.path
        is_open_still = path == HEALTH or path.startswith(ASSETS)
        if self.paused and not is_open_still and self.is_paused():
            answered.view = PAUSED
            return await self._answer_paused(self.paused, scope, protocol)
        if scope.method in READ_METHODS:
            published = shelf.answer(
                scope.method,
                scope.path,
                scope.headers.get("accept-encoding", ""),
                scope.headers.get("if-none-match", ""),
            )
            if published:
                answered.view = PUBLISHED
                return published.status, list(published.headers), published.body
            if self.health and path == HEALTH:
                answered.view = HEALTH_VIEW
                return await self.health.answer()
        async with self.bodies.read(scope, protocol, longest=self.longest(scope.path)) as body:
            quick = self.quick.get(scope.path) if scope.method == "POST" else None
            if quick:
                answered.view = CHANNEL
                return await quick(body)
            environ = wsgi_environ(scope, body)
            answer = await self._in_a_thread(environ)
            answered.view = environ.get(VIEW_KEY, NO_VIEW)
            answered.queries = environ.get(QUERIES_KEY, 0)
        return self._refuse_method(scope, *answer, is_published=scope.path in shelf.published)

    async def _in_a_thread(self, environ: dict[str, Any]) -> tuple[int, Headers, Body]:
        loop = asyncio.get_running_loop()
        self.at_django += 1
        try:
            return await loop.run_in_executor(self.pool, self._ask_django, environ)
        finally:
            self.at_django -= 1

    async def _answer_paused(
        self, paused: PausedAnswer, scope: Scope, protocol: Any
    ) -> tuple[int, Headers, bytes]:
        """Return what stands for every page during maintenance, with what was typed on it."""
        async with self.bodies.read(scope, protocol, longest=self.longest(scope.path)) as body:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.pool, paused, wsgi_environ(scope, body))

    def _refuse_method(
        self, scope: Scope, status: int, headers: Headers, body: Body, *, is_published: bool
    ) -> tuple[int, Headers, Body]:
        """Return what Django answered; with 405 and a page where the address takes no such method.

        Django knows which addresses take a form, and not all that is published.
        """
        if status != 405 and not (status == 404 and is_published):
            return status, headers, body
        allowed = list(READ_METHODS) if is_published else []
        for name, value in headers:
            if name.lower() == "allow":
                allowed += [method for method in value.split(", ") if method not in allowed]
        allow = ("allow", ", ".join(allowed))
        if scope.method == "OPTIONS":
            return 204, [allow], b""
        if status == 404 or not body:
            _, headers, body = self._say(405, scope)
        return 405, [*(pair for pair in headers if pair[0].lower() != "allow"), allow], body

    def _say(self, status: int, scope: Scope) -> tuple[int, Headers, bytes]:
        """Return the published error page of this status, or else its sentence as plain text."""
        encodings = scope.headers.get("accept-encoding", "")
        page = self.shelf().answer("GET", f"!{status}", encodings, "")
        if page:
            return page.status, list(page.headers), page.body
        plain = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]
        return status, plain, PLAIN_SENTENCES[status].encode()

    def _ask_django(self, environ: dict[str, Any]) -> tuple[int, Headers, Body]:
        """Return Django's answer; its body is a file where the response says `from_file`."""
        status, headers = 500, []

        def start_response(status_line: str, response_headers: Headers, _: object = None) -> None:
            nonlocal status, headers
            status, headers = int(status_line[:3]), response_headers

        result = self.django(environ, start_response)
        try:
            if (part := getattr(result, "from_file", None)) is not None:
                return status, headers, FileBody(*part)
            return status, headers, b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close:
                close()


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

    `version` returns what the pages depend on (the team's key), `state` what a few of them say by
    the minute (`Shelf.by_state`), and until when (POSIX seconds). A background thread checks both
    each second and remakes or changes the pages, so that the event loop never waits. Without a
    store the door begins with the pages of `without_store`, until there is one.
    """

    def __init__(
        self,
        *,
        make: Callable[[int], Shelf],
        version: Callable[[], object],
        state: Callable[[], tuple[str, float]] = lambda: ("", 0),
        without_store: Callable[[], Shelf] | None = None,
    ) -> None:
        self._make, self._version, self._state = make, version, state
        self._seen, self._shelf = self._first_pages(without_store)
        self._saying: tuple[Shelf, float] = (self._shelf, 0)
        threading.Thread(target=self._watch, name="shelf", daemon=True).start()

    def _first_pages(
        self, without_store: Callable[[], Shelf] | None
    ) -> tuple[tuple[object, int], Shelf]:
        try:
            return (self._version(), SOONEST), self._make(SOONEST)
        except (DatabaseError, InterfaceError) as error:
            if without_store is None:
                raise
            OUTAGE.is_one(error)
            return (None, 0), without_store()

    def __call__(self) -> Shelf:
        """Return the pages as they are now: what was said until a moment is not said after it."""
        saying, until = self._saying
        return saying if time.time() < until else self._shelf

    @property
    def version(self) -> object:
        """The version for which the current pages were made."""
        return self._seen[0]

    def refresh(self) -> None:
        """Remake the pages quickly if the version changed; next time compress those well."""
        version, quality = self._version(), SMALLEST
        if version != self._seen[0]:
            quality = SOONEST  # a new team key holds from now on, not after seconds of compressing
        if (version, quality) != self._seen:
            self._shelf, self._seen = self._make(quality), (version, quality)

    def take_state(self) -> None:
        """Take the pages that say what holds now."""
        state, until = self._state()
        self._saying = (self._shelf.saying(state), until)

    def _watch(self) -> None:
        while True:
            try:
                self.refresh()
                self.take_state()
                OUTAGE.over()
            except Exception as error:
                # the pages stay published while the database cannot be reached
                if not OUTAGE.is_one(error):
                    log.warning("shelf not looked at: %s", type(error).__name__)
            time.sleep(1)
