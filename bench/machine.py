"""A description of the machine on which figures were measured."""

import os
import platform
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path


def head(command: str) -> dict[str, object]:
    """Return the machine, the versions and the date, for above a table of figures."""
    return {
        "machine": f"{platform.system()} {platform.machine()}, {_processor()}",
        "cores": len(os.sched_getaffinity(0)),
        "memory_mb": _memory_mb(),
        "load_at_start": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "date": datetime.fromtimestamp(time.time(), tz=UTC).date().isoformat(),
        "command": command,
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
