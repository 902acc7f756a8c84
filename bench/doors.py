"""The cold start of each door, and the memory of all processes together."""

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
    """Start each door alone and request /health until it answers 200; no part may be up."""
    tries = 5 if small else 20
    floor = statistics.median(_import() for _ in range(5))
    figures = []
    for door in ("public", "staff"):
        seconds = [_start(city, door) for _ in range(tries)]
        name = f"cold start to first 200, {door} door (median of {tries})"
        beside = f"import alone {floor:.2f} s"
        median = round(statistics.median(seconds), 2)
        figures.append(Figure(name, median, "s", "≤ 1.5", beside, "GlobaLeaks 2.7-3.6 s"))
    return figures


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
    """Return the memory of all processes that are up, with shared pages counted once (PSS)."""
    total = sum(pss_mb(process.pid) for process in city.processes.values())
    return Figure(
        f"memory, both doors and worker, {when}", round(total), "MB PSS", "≤ 500", "", peer
    )


def pss_mb(pid: int) -> float:
    """Return the memory of a process and its descendants, with shared pages counted once."""
    return sum(_pss_kb(each) for each in (pid, *children(pid)) if alive(each)) / 1024


def _pss_kb(pid: int) -> int:
    """Return the PSS; not as root, what is shared counts with each process, for they hide it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except PermissionError:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    for line in lines:
        if line.startswith(("Pss:", "VmRSS:")):
            return int(line.split()[1])
    return 0
