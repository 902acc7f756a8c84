"""A pytest plugin: what each test costs in seconds of processor, and a limit that it must keep.

A test's cost is that of its process, of the programs it started and, for tests that use a city, of
the doors that run for it. Seconds of a slow machine are brought to those of the machine on which
the limits were set, by a small sum that both did. Written as JSON lines to the file that
`UITWEG_TEST_COSTS` names: `{"test": …, "when": …, "seconds": …, "slowness": …}`, a line for each of
its phases; `slowness` is what the seconds of the clock were divided by.
"""

import json
import os
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BUDGETS = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text())
USES_A_CITY = ("browser", "processes")
REFERENCE_SECONDS = 0.0205
"""What the small sum took where the limits were set (two idle cores, December 2026)."""
TICK = os.sysconf("SC_CLK_TCK")


MEASURED_AGAIN_AFTER = 60
"""Seconds. A machine that others use is half as fast again, or slow, from one minute to the next."""
_measured = {"at": float("-inf"), "slowness": 1.0}


def slowness() -> float:
    """Return how many times slower this machine is now than the one of the limits; at least 1."""
    now = os.times().elapsed  # tests move the other clocks
    if now - _measured["at"] > MEASURED_AGAIN_AFTER:
        _measured.update(at=now, slowness=_slowness_now())
    return _measured["slowness"]


def _slowness_now() -> float:
    best = 60.0
    for _ in range(5):
        began = time.process_time()
        sum(number * number % 7 for number in range(400_000))
        best = min(best, time.process_time() - began)
    return max(1.0, best / REFERENCE_SECONDS)


def used(with_programs: bool) -> float:
    """Return the seconds of processor used so far, also by programs that ended."""
    times = os.times()
    mine = times.user + times.system + times.children_user + times.children_system
    return mine + (_used_by_running_programs() if with_programs else 0)


def _used_by_running_programs() -> float:
    """Return what all descendants of this process used, those they waited for included."""
    parents, seconds = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            pid = int(entry.name)
            parents[pid] = int(fields[1])
            seconds[pid] = sum(map(int, fields[11:15])) / TICK
    mine = os.getpid()
    return sum(seconds[pid] for pid in parents if pid != mine and _descends(pid, mine, parents))


def _descends(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == ancestor:
            return True
    return False


def limit_of(item: pytest.Item) -> float:
    """Return how many seconds this test may take; a test marked `long` any number."""
    if item.get_closest_marker("long"):
        return float("inf")
    kind = "with_a_city" if set(USES_A_CITY) & set(item.path.parts) else "without_a_city"
    return float(BUDGETS["test_seconds"][kind]["limit"])


def pytest_sessionstart(session: pytest.Session) -> None:
    slowness()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    yield from _counted(item, "setup")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    yield from _counted(item, "call")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    yield from _counted(item, "teardown")


def _counted(item: pytest.Item, phase: str) -> Iterator[None]:
    in_a_city = bool(set(USES_A_CITY) & set(item.path.parts))
    before = used(in_a_city)
    try:
        return (yield)
    finally:
        item.stash.setdefault(COSTS, {})[phase] = max(0.0, used(in_a_city) - before) / slowness()


COSTS = pytest.StashKey[dict[str, float]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[pytest.TestReport]:
    """Fail a test that passed but cost too much, and send along what it cost."""
    report: Any = yield
    report.cost = item.stash.get(COSTS, {}).get(report.when, 0.0)
    report.slowness = slowness()
    if report.when == "call" and report.passed and report.cost > limit_of(item):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} took {report.cost:.1f} s of processor, and a daily test may take"
            f" {limit_of(item):.0f}: make it lighter, or mark it `long` when something lighter"
            " guards the same every day."
        )
    return report


def pytest_runtest_logreport(report: Any) -> None:
    """Write down the cost of each phase (where reports are gathered: not in a worker)."""
    name = os.environ.get("UITWEG_TEST_COSTS")
    if name and "PYTEST_XDIST_WORKER" not in os.environ:
        with Path(name).open("a") as file:
            told = {"test": report.nodeid, "when": report.when, "seconds": round(report.cost, 3)}
            file.write(json.dumps(told | {"slowness": round(report.slowness, 3)}) + "\n")
