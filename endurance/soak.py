"""Minutes of full load: memory must not grow, and every process must end within 5 s of SIGTERM."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from bench.doors import pss_mb
from endurance.reckoning import sound
from endurance.stopping import WITHIN_SECONDS, end
from endurance.storm import load
from tests.support.installation import PARTS, Installation, free_port

EVERY_SECONDS = 5
MOST_GROWTH_MB = 24
"""Between the first and the second half: SQLite's page cache alone is 8 MB a connection."""
MAILS = 40
SLOW_SECONDS = 2
QUEUE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from uitweg.platform.jobs.actions.outbox import enqueue_message
from uitweg.platform.jobs.rules import Channel
for n in range({count}):
    enqueue_message(channel=Channel.MAIL, key=f"slow-{{n}}", to=f"lid{{n}}@stad.example", subject="Uitweg", body="Open de werklijst.",
            now=timezone.now())
"""


def soak(city: Installation, *, seconds: int) -> dict[str, Any]:
    """Work as fast as possible, watch the memory, end each process and check what was stored."""
    city.start()
    series: dict[str, list[float]] = {part: [] for part in PARTS}
    with load(city, full=4, pause=0.0) as at_work:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(EVERY_SECONDS)
            for part, process in city.processes.items():
                series[part].append(round(pss_mb(process.pid), 1))
        took = {part: round(end(city.processes.pop(part)), 2) for part in PARTS}
        city.start()
    counted = at_work.reckoned()
    city.stop()
    whole = sound(city)
    growth = {part: growth_mb(seen) for part, seen in series.items()}
    faults = [*at_work.crowd.faults, *at_work.desk.faults]
    faults += [f"{p} grew by {g} MB" for p, g in growth.items() if g > MOST_GROWTH_MB]
    faults += [f"{p} took {s} s to end" for p, s in took.items() if s > WITHIN_SECONDS]
    return {
        "good": whole and not any(counted.values()) and not faults,
        "seconds": seconds,
        "acknowledged": at_work.counts(),
        **counted,
        "store_whole": whole,
        "memory_mb_pss": series,
        "growth_mb": growth,
        "slope_mb_an_hour_second_half": {
            part: slope_mb_an_hour(seen) for part, seen in series.items()
        },
        "seconds_from_sigterm_under_load": took,
        "faults": faults[:20],
    }


def growth_mb(seen: list[float]) -> float:
    """Return the growth in MB: the median of the last quarter minus that of the second quarter."""
    quarter = max(1, len(seen) // 4)
    before, after = sorted(seen[quarter : 2 * quarter] or seen), sorted(seen[-quarter:])
    return round(after[len(after) // 2] - before[len(before) // 2], 1)


def slope_mb_an_hour(seen: list[float]) -> float:
    """Return the slope of the second half, by least squares, in MB an hour."""
    half = seen[len(seen) // 2 :]
    if len(half) < 2:
        return 0.0
    middle, mean = (len(half) - 1) / 2, sum(half) / len(half)
    above = sum((at - middle) * (mb - mean) for at, mb in enumerate(half))
    below = sum((at - middle) ** 2 for at in range(len(half)))
    return round(above / below * 3600 / EVERY_SECONDS, 1)


class Slow:
    """An SMTP handler that is slow to accept each mail."""

    def __init__(self) -> None:
        self.got: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802
        await asyncio.sleep(SLOW_SECONDS)
        self.got += envelope.rcpt_tos
        return "250 OK"


@contextmanager
def slow_mail() -> Iterator[tuple[int, Slow]]:
    box, port = Slow(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield port, box
    finally:
        server.stop()


def with_a_mail_queue(city: Installation, port: int, box: Slow) -> dict[str, Any]:
    """Stop the worker in the middle of a mail queue; restarted, it must send every mail."""
    city.more["UITWEG_SMTP_URL"] = f"smtp://127.0.0.1:{port}?from=uitweg@stad.example"
    assert city.program(QUEUE.format(count=MAILS)).returncode == 0
    city.start("worker")
    _wait(lambda: bool(box.got), 30)
    took = [round(end(city.processes.pop("worker")), 2)]
    sent_by_then = len(box.got)
    for _ in range(2):  # and twice more in the middle of it
        city.start("worker")
        time.sleep(3)
        took.append(round(end(city.processes.pop("worker")), 2))
    city.start("worker")
    everyone = {f"lid{n}@stad.example" for n in range(MAILS)}
    _wait(lambda: everyone <= set(box.got), 300)
    city.stop()
    late = [seconds for seconds in took if seconds > WITHIN_SECONDS]
    missing = len(everyone - set(box.got))
    return {
        "good": not late and not missing,
        "mails": MAILS,
        "server_takes_s": SLOW_SECONDS,
        "sent_when_ended": sent_by_then,
        "seconds_from_sigterm": took,
        "never_sent": missing,
        "sent_twice": len(box.got) - len(set(box.got)),
    }


def _wait(until: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        time.sleep(0.1)
