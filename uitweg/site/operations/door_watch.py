"""The worker's look at the public door: does a visitor get what we published?

What is right is rendered here, from the release, the content and the team's key in the channel
store; nothing of the door's own process or disk is trusted. What differs is fetched once more some
seconds later, as the key may just have turned; then it is an alarm, at once.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from uitweg.knowledge.guide.actions import said_of_duty
from uitweg.platform.alarms import actions as alarms
from uitweg.platform.alarms.rules import AlarmKind
from uitweg.platform.content import levels
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.sealing import tokens
from uitweg.site.operations.visitor import DoorAddress, NoAnswer, VisitorsAnswer, fetch
from uitweg.site.server.onion import OnionAddress
from uitweg.site.web.page_headers import COMMON_HEADERS, HARMLESS_HEADERS, HSTS
from uitweg.site.web.public_pages import publish_all
from uitweg.site.web.published import SOONEST, Shelf

WATCHED_TYPES = ("text/html", "text/javascript", "text/plain")
"""Not the open data, in which the day stands on which the door started."""
REDIRECTS = (301, 308)
IMPORTANT_PAGES = ("/", "/schrijven/", "/postvak/")
OTHERS_PER_LOOK = 5
LOOK_SECONDS, SECOND_LOOK_AFTER = 30, 3
TRIES_BEFORE_ALARM = 3
MOST_DIFFERENCES = 10
DAY_OF_START = re.compile(rb"^Expires: .*$", re.MULTILINE)

_failures: dict[str, int] = {}
"""By address: how many looks in a row found nobody at home."""


@job("door-watch", every=timedelta(minutes=1))
def look(*, now: datetime, pause: Callable[[float], None] = time.sleep) -> None:
    """Look at each address of the public door, and raise an alarm for what is wrong there."""
    for address in watched_addresses():
        try:
            differing = _differences(address, published())
            if differing:
                pause(SECOND_LOOK_AFTER)
                # the door remakes its pages within a second of a new key
                differing = _differences(address, published(), only=differing)
        except NoAnswer:
            _count_failure(address, now=now)
            continue
        _failures.pop(address.base, None)
        for path, place in list(differing.items())[:MOST_DIFFERENCES]:
            where = _place_of_open_alarm(address, path) or f"{address.base}{place}"
            alarms.raise_alarm(AlarmKind.OTHER_PAGE, where, now=now)


def _place_of_open_alarm(address: DoorAddress, path: str) -> str:
    """Return the place of the open alarm about this page, or "".

    One alarm for a page: a door that differs otherwise each time would make thousands.
    """
    of_page = {"kind": AlarmKind.OTHER_PAGE, "place__startswith": f"{address.base}{path} ("}
    places = alarms.open_alarms().filter(**of_page).values_list("place", flat=True)
    return places.first() or ""


def watched_addresses() -> list[DoorAddress]:
    """Return the ordinary address and, when there is one, the onion address, each with its way."""
    if settings.WATCH == "no":
        return []
    ordinary = [DoorAddress(settings.PUBLIC_URL)]
    if not settings.ONION:
        return ordinary
    if settings.TOR_TUNNEL_PORT:
        return [*ordinary, DoorAddress(settings.ONION, settings.TOR_TUNNEL_PORT, is_tunnel=True)]
    return [*ordinary, DoorAddress(settings.ONION, settings.PUBLIC_PORT)]


def published() -> Shelf:
    """Return what the door must serve now; lightly compressed, as only the content is compared."""
    return publish_all(SOONEST, everything=True)


def _count_failure(address: DoorAddress, *, now: datetime) -> None:
    _failures[address.base] = _failures.get(address.base, 0) + 1
    if _failures[address.base] >= TRIES_BEFORE_ALARM:
        alarms.raise_alarm(AlarmKind.UNREACHABLE, address.base, now=now)


def _differences(
    address: DoorAddress, shelf: Shelf, *, only: dict[str, str] | None = None
) -> dict[str, str]:
    """Return, by path, what differs there: "/postvak/ (inhoud)".

    Raises NoAnswer when a page does not come and none before it differed.
    """
    found: dict[str, str] = {}
    until = time.monotonic() + LOOK_SECONDS
    try:
        for path in only or _paths(shelf):
            if time.monotonic() > until:
                raise NoAnswer("slow")
            answer = fetch(address, path)
            if answer.status >= 500:
                raise NoAnswer(str(answer.status))
            what = _what_differs(address, shelf, path, answer)
            if what:
                found[path] = f"{path} ({what})"
    except NoAnswer:
        if not found:
            raise
    return found


def _paths(shelf: Shelf) -> Iterator[str]:
    """Yield the pages that matter most and all scripts, then a few others by chance."""
    watched = [path for path in shelf.published if _is_watched(shelf, path)]
    important = {level.address(page) for page in IMPORTANT_PAGES for level in levels()}
    first = [path for path in watched if path in important or path.endswith(".js")]
    yield from first
    others = [path for path in watched if path not in first]
    for _ in range(OTHERS_PER_LOOK):
        if others:
            yield others.pop(int.from_bytes(tokens.new_token(4)) % len(others))


def _is_watched(shelf: Shelf, path: str) -> bool:
    page = shelf.published[path]
    kind = dict(page.headers).get("content-type", "text/html")
    return path.startswith("/") and kind.startswith(WATCHED_TYPES)


def _what_differs(
    address: DoorAddress, shelf: Shelf, path: str, answer: VisitorsAnswer
) -> str | None:
    """Return what of this answer is not as published, in a word or two; None when all is."""
    page = shelf.published[path]
    wanted = _wanted_headers(address, path, page.headers)
    added = {name for name, value in answer.headers if not _is_harmless(name, value)}
    added -= wanted.keys()
    if page.status in REDIRECTS and answer.status in REDIRECTS:
        # in its first seconds Django itself answers, with a status of its own and other headers
        if answer.values("location") != [wanted["location"]]:
            return "kopregel location"
        return _added_header(added - {"content-type", "cache-control"})
    if answer.status != page.status:
        return f"status {answer.status}"
    for name, value in wanted.items():
        if answer.values(name) != [value]:
            return f"kopregel {name}"
    if added:
        return _added_header(added)
    if _is_secure(address) and not answer.values(HSTS[0]):
        return f"kopregel {HSTS[0]}"
    if _without_day(answer.body) not in _right_contents(shelf, path):
        return "inhoud"
    return None


def _right_contents(shelf: Shelf, path: str) -> list[bytes]:
    """Return what this page may hold now: nothing about who has duty, or what is so of that.

    To say nothing is always right: a door whose clock differs from the worker's does.
    """
    state, _ = said_of_duty(now=timezone.now())
    pages = (shelf.published[path], shelf.by_state.get(state, {}).get(path))
    return [_without_day(page.body("") or b"") for page in pages if page]


def _added_header(added: set[str]) -> str | None:
    return f"kopregel {min(added)[:40]} erbij" if added else None


def _is_harmless(name: str, value: str) -> bool:
    """Tell whether this header changes nothing; `alt-svc` may name a port, and no other server."""
    names_another_server = re.search(r'="[^":]', value)
    return name in HARMLESS_HEADERS or (name == "alt-svc" and not names_another_server)


def _wanted_headers(
    address: DoorAddress, path: str, headers: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    """Return the headers that the door gives this page at this address, the whole of them."""
    host = urlsplit(settings.PUBLIC_URL).netloc
    request = {"host": urlsplit(address.base).netloc}
    if _is_secure(address):
        request["x-forwarded-proto"] = "https"
    onion = OnionAddress(settings.ONION, host)
    return {
        **dict(COMMON_HEADERS),
        **dict(headers),
        **dict(onion.location_header(request, path, headers)),
    }


def _is_secure(address: DoorAddress) -> bool:
    return address.base.startswith("https:")


def _without_day(body: bytes) -> bytes:
    return DAY_OF_START.sub(b"Expires:", body)
