"""Hostile input in every way we know, beside honest people: memory stays flat and they get in."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from bench.doors import pss_mb
from endurance.soak import EVERY_SECONDS, MOST_GROWTH_MB, growth_mb, slope_mb_an_hour
from tests.support import flooders
from tests.support.installation import Installation
from tests.support.processes import TeamKey, team_key
from uitweg.platform.sealing import form_age, tokens

MOST_MEMORY_MB = 600
"""Of the public door, with the bodies that may be in it (docs/adr/0037)."""
LATE_SECONDS = 60
WROTE_SECONDS = 61
"""How long an honest person has been writing when they press the button."""


class HonestPeople:
    """Somebody who sends every few seconds, in each way; `took` has how long each had to wait."""

    def __init__(self, city: Installation, team: TeamKey, phones: ProcessPoolExecutor) -> None:
        self.port, self.team, self._phones = city.public_port, team, phones
        self.secret = (city.folder / "public.secret").read_text().strip().encode()
        self.took: dict[str, list[float]] = {"script": [], "form": [], "file": []}
        self.refused: Counter[str] = Counter()
        self.files_answered: Counter[int] = Counter()
        self._stop = threading.Event()
        ways: dict[str, Callable[[], bool]] = {
            "script": self.with_a_script,
            "form": self.with_a_form,
            "file": self.with_a_file,
        }
        self._threads = [threading.Thread(target=self._go, args=way) for way in ways.items()]

    def __enter__(self) -> "HonestPeople":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _go(self, name: str, way: Callable[[], bool]) -> None:
        while not self._stop.is_set():
            started = time.monotonic()
            try:
                got_in = way()
            except (OSError, AssertionError):
                got_in = False
            if got_in:
                self.took[name].append(round(time.monotonic() - started, 2))
            else:
                self.refused[name] += 1
            self._stop.wait(1)

    def _solve(self, challenge: dict[str, object]) -> str:
        return self._phones.submit(flooders.solved, challenge).result()

    def with_a_script(self) -> bool:
        _, body = flooders.a_body(self.team)
        return flooders.as_browser(self.port, body, self._solve) == 200

    def with_a_form(self) -> bool:
        key = tokens.new_token(16)
        since = form_age.stamp(self.secret, key, at=int(time.time()) - WROTE_SECONDS)
        return flooders.as_form(self.port, flooders.a_form(key, since=since)) == 200

    def with_a_file(self) -> bool:
        """Send pieces with the work that is asked; press `Ga verder` while there is no room."""
        raw, ends = flooders.a_piece(2), time.monotonic() + flooders.PATIENCE
        while time.monotonic() < ends:
            status = flooders.as_uploader(self.port, raw, self._solve)
            self.files_answered[status] += 1
            if status == 200:
                return True
            time.sleep(2)
        return False


def flood(city: Installation, *, seconds: float, every: float = EVERY_SECONDS) -> dict[str, Any]:
    """Flood the public door for so long, with people beside it; return what became of both."""
    city.start("public", "worker")
    team, series = team_key(city), list[float]()
    spawn = get_context("spawn")
    with (
        ProcessPoolExecutor(1, mp_context=spawn) as phones,
        flooders.Flood(city.public_port, team, for_memory=True) as hostile,
        HonestPeople(city, team, phones) as honest,
    ):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(every)
            series.append(round(pss_mb(city.processes["public"].pid), 1))
    log = city.log.read_text()
    city.stop()
    late = sum(took > LATE_SECONDS for each in honest.took.values() for took in each)
    growth = growth_mb(series)
    got_in = {name: len(took) for name, took in honest.took.items()}
    return {
        "good": not honest.refused
        and all(got_in.values())
        and growth <= MOST_GROWTH_MB
        and max(series) <= MOST_MEMORY_MB
        and "Traceback" not in log,
        "seconds": seconds,
        "honest_got_in": got_in,
        "honest_refused": dict(honest.refused),
        "honest_later_than_a_minute": late,
        "honest_seconds_median": {n: _median(took) for n, took in honest.took.items()},
        "honest_seconds_longest": {n: max(took, default=0) for n, took in honest.took.items()},
        "files_answered": {str(status): n for status, n in honest.files_answered.items()},
        "hostile": {f"{way} {status}": n for (way, status), n in sorted(hostile.said.items())},
        "log_lines": log.count("\n"),
        "memory_mb_pss": series,
        "memory_mb_most": max(series),
        "growth_mb": growth,
        "slope_mb_an_hour_second_half": slope_mb_an_hour(series),
    }


def _median(took: list[float]) -> float:
    return sorted(took)[len(took) // 2] if took else 0
