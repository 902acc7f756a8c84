"""`./run maintenance on|off`: close both doors with a page that says so, and open them again."""

import json
import re
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from uitweg.platform.maintenance import Maintenance, begin, end, maintenance_in
from uitweg.site.config.environment import Misconfigured

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
NOTICED_SECONDS = 3


def run(state: str | None, *, until: str | None, now: datetime) -> tuple[list[str], int]:
    """Switch on or off, or only tell; return sentences, and 1 when a door shows otherwise."""
    file: Path = settings.MAINTENANCE_FILE
    try:
        if state == "on":
            begin(file, Maintenance(_next_time(until, now) if until else None))
        elif state == "off":
            end(file)
    except OSError as error:
        raise Misconfigured(
            f"'{file}' cannot be written: {error.strerror}. Run this as the user of the staff door."
        ) from None
    under_way = maintenance_in(file)
    doors = {"public": settings.PUBLIC_PORT, "staff": settings.STAFF_PORT}
    wrong = [
        line
        for door, port in doors.items()
        if (line := _contradiction(door, port, is_on=under_way is not None))
    ]
    return [_sentence(under_way), *wrong], 1 if wrong else 0


def _next_time(text: str, now: datetime) -> datetime:
    """Return the next moment at which a clock in the Netherlands shows this time."""
    match = CLOCK.fullmatch(text)
    if not match:
        raise Misconfigured(f"--until is '{text}'; give a time of day such as 03:30.")
    today = timezone.localtime(now)
    moment = today.replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
    return moment if moment > today else moment + timedelta(days=1)


def _sentence(maintenance: Maintenance | None) -> str:
    if maintenance is None:
        return "Maintenance is off: the doors are open."
    if maintenance.until is None:
        return "Maintenance is on: both doors say that they are closed, and the worker waits."
    until = timezone.localtime(maintenance.until)
    return (
        f"Maintenance is on until about {until:%H:%M} on {until:%Y-%m-%d}: both doors say so, and "
        "the worker waits. It ends with ./run maintenance off, not by itself."
    )


def _contradiction(door: str, port: int, *, is_on: bool) -> str:
    """Return a sentence when a door that runs on this machine does not see the same state."""
    ends = time.monotonic() + NOTICED_SECONDS
    while (sees := _seen_by(door, port)) is not None and time.monotonic() < ends:
        if sees is is_on:
            return ""
        time.sleep(0.2)  # its answer may be a second old
    if sees is None or sees is is_on:
        return ""
    return (
        f"The {door} door on port {port} does not see this: set UITWEG_MAINTENANCE to the same "
        "file for both doors and the worker, in a folder that all of them can read."
    )


def _seen_by(door: str, port: int) -> bool | None:
    """Return whether a door says that maintenance is on; None when none runs there."""
    try:
        try:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=3)
        except urllib.error.HTTPError as closed:
            answer = closed  # 503: it answers, and can take nothing now
        with answer:
            health = json.loads(answer.read(10_000))
            return bool(health["maintenance"]) if health["door"] == door else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
