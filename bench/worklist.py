"""The worklist with up to a million messages, and the page of a case with 200 entries."""

import shutil
import time
from datetime import UTC, datetime
from typing import Any

from bench.backlog import fill
from bench.figures import Figure, quantile
from bench.process import measure_inside
from tests.support.installation import Installation
from tests.support.reporters import Line

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PAGES = 200


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure at each size in a copy of the city; the pages at the largest. No part may be up."""
    figures = []
    sizes = SIZES[:3] if small else SIZES
    for size in sizes:
        folder = city.folder.parent / f"backlog-{size}"
        shutil.copytree(city.folder, folder)
        backlog = fill(folder, size, datetime.fromtimestamp(time.time(), tz=UTC))
        copy = Installation(folder)
        last = size == sizes[-1]
        inside = measure_inside(copy, "bench.inside", backlog.deep, *(["case"] if last else []))
        for which in ("first", "deep"):
            name = f"worklist query, {which} page, {size:,} messages, {backlog.waiting:,} wait"
            figures.append(_query(name, inside[which]))
        if last:
            copy.start("staff")
            try:
                figures += _pages(copy, inside, backlog.deep, f"{size:,} messages")
            finally:
                copy.stop()
        shutil.rmtree(folder)
    return figures


def _query(name: str, measured: dict[str, Any]) -> Figure:
    """Return the query's p95; a query plan that sorts misses its target by definition."""
    sorts = "TEMP B-TREE" in measured["plan"]
    floor = f"same SQL, bare, p95 {quantile(measured['floor_ms'], 0.95):.2f} ms"
    target = "≤ -1" if sorts else "≤ 2"
    name = f"{name}, p95{' (IT SORTS)' if sorts else ''}"
    return Figure(name, round(quantile(measured["ms"], 0.95), 2), "ms", target, floor, "raw 0.1 ms")


def _pages(city: Installation, inside: dict[str, Any], deep: str, size: str) -> list[Figure]:
    opening = f"200 AES-GCM opens, p95 {quantile(inside['opening_ms'], 0.95):.2f} ms"
    paths = {
        f"worklist page, first, {size}": ("/werk/", "≤ 100", ""),
        f"worklist page, deep, {size}": (f"/werk/?na={deep}", "≤ 100", ""),
        "case page, 200 entries": (f"/casus/{inside['case']}/", "≤ 100", opening),
        "floor of a page: /health": ("/health", "", ""),
    }
    line, figures = Line(city.staff_port), list[Figure]()
    for name, (path, target, floor) in paths.items():
        times = []
        for _ in range(PAGES):
            started = time.perf_counter()
            status, _body = line.get(path, Cookie=inside["cookie"])
            times.append(1000 * (time.perf_counter() - started))
            assert status == 200, (path, status)
        figures.append(Figure(f"{name}, p95", round(quantile(times, 0.95), 1), "ms", target, floor))
        figures.append(Figure(f"{name}, p50", round(quantile(times, 0.5), 1), "ms"))
    return figures
