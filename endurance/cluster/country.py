"""The reports of a country's busiest hour, and some times that, on three machines."""

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from bench.figures import quantile
from endurance.cluster.city import City
from endurance.cluster.node import require_tools
from endurance.cluster.people import Crowd
from endurance.cluster.run import reckon, wait_for_doors

MUNICIPALITIES, REPORTS_A_DAY, SHARE_IN_ONE_HOUR = 342, 100, 0.2
A_SECOND = MUNICIPALITIES * REPORTS_A_DAY * SHARE_IN_ONE_HOUR / 3600
"""docs/country.md: twenty times an ordinary day."""
REPORTERS, PAUSE = 24, 1.0


def country(folder: Path, *, seconds: int, timing: dict[str, int]) -> dict[str, Any]:
    """Let reporters send for so many seconds; every report is counted on each machine."""
    require_tools()
    city = City(folder, timing)
    try:
        city.found()
        crowd = Crowd(city.team_key(), "127.0.0.1", REPORTERS, PAUSE)
        wait_for_doors(city)
        took = _send(city, crowd, seconds)
        return _summary(city, crowd, took)
    finally:
        city.end()


def _send(city: City, crowd: Crowd, seconds: int) -> float:
    started = time.monotonic()
    at_work: list[threading.Thread] = [city.people.thread(crowd.work) for _ in range(REPORTERS)]
    time.sleep(seconds)
    crowd.stopping.set()
    for thread in at_work:
        thread.join()
    return time.monotonic() - started


def _summary(city: City, crowd: Crowd, took: float) -> dict[str, Any]:
    city.wait_until_whole()
    lost = changed = 0
    for node in city.nodes.values():
        with psycopg.connect(city.address_of(node, "uitweg_channel")) as rows:
            missing, other = reckon(rows, crowd.sent)
            lost, changed = lost + missing, changed + other
    outcomes = Counter(sent.outcome for sent in crowd.sent)
    waits = [sent.waited for sent in crowd.sent if sent.outcome == "told"]
    rate = len(waits) / took
    return {
        "good": not (lost or changed or crowd.faults) and set(outcomes) <= {"told"},
        "confirmed": len(waits),
        "saw_an_error": sum(outcomes.values()) - len(waits),
        "reports_a_second": round(rate, 1),
        "times_the_busiest_hour": round(rate / A_SECOND, 1),
        "median_s": round(quantile(waits, 0.5), 3),
        "p99_s": round(quantile(waits, 0.99), 3),
        "longest_s": round(max(waits), 3),
        "lost": lost,
        "changed": changed,
        "faults": crowd.faults[:20],
        "seconds": round(took),
    }
