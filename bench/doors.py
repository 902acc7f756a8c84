"""Cold start of each door, and the memory of all of it together."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.figures import Figure
from tests.support.installation import Installation
from tests.support.processes import alive, children, end_group, launch

IMPORTS = "import granian.server, django.core.wsgi, django.db, django.template, django.forms"
IMPORTS += ", cryptography.hazmat.primitives.hpke, yaml, brotli"


def cold_starts(city: Installation, *, small: bool) -> list[Figure]:
    """Start each door alone and ask it for /health until it says 200; no part may be up."""
    tries = 5 if small else 20
    floor = statistics.median(_import() for _ in range(5))
    found = []
    for door in ("public", "staff"):
        seconds = [_start(city, door) for _ in range(tries)]
        name = f"cold start to first 200, {door} door (median of {tries})"
        beside = f"import alone {floor:.2f} s"
        median = round(statistics.median(seconds), 2)
        found.append(Figure(name, median, "s", "≤ 0.8", beside, "GlobaLeaks 2.7-3.6 s"))
    return found


def _start(city: Installation, door: str) -> float:
    started = time.perf_counter()
    process = launch(city, door)
    city.wait_for(door)
    took = time.perf_counter() - started
    end_group(process)
    city.processes.pop(door)
    return took


def _import() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.perf_counter() - started


def memory(city: Installation, when: str, peer: str) -> Figure:
    """Return what both doors and the worker take together, shared pages counted once (PSS)."""
    total = sum(pss_mb(process.pid) for process in city.processes.values())
    return Figure(f"memory, both doors and tick, {when}", round(total), "MB PSS", "≤ 350", "", peer)


def pss_mb(pid: int) -> float:
    """Return what a process and all below it take, shared pages counted once."""
    return sum(_pss_kb(one) for one in (pid, *children(pid)) if alive(one)) / 1024


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
