"""`./run test`: every test on SQLite, in a browser and in Node; then, on PostgreSQL, what can differ there.

`./run test quick` leaves the browser and PostgreSQL out. `./run test long` runs, before a release,
the tests marked `long`, and on PostgreSQL every test that uses the databases. `./run test postgres`
hands what follows to pytest, on PostgreSQL. Anything else goes to pytest as it is:
`./run test tests/unit -k plan`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support import machine

PYTEST = [sys.executable, "-m", "pytest", "-q", "-rs", "--no-header", "-p", "no:cacheprovider"]
# a worker for each core; the tests of one file stay together, for they share what is dear to make
WORKERS = ["-n", "logical", "--maxprocesses", "8", "--dist", "loadfile", "--no-loadscope-reorder"]
WITHOUT_BROWSER = ["tests/architecture", "tests/unit", "tests/integration"]
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30


def main(given: list[str]) -> int:
    """Run what is asked for; 0 only when every test passed."""
    command, more = (given[0], given[1:]) if given else ("", [])
    if command == "quick":
        return pytest(*WORKERS, "-m", "not long", *WITHOUT_BROWSER, *more)
    if command == "postgres":
        with machine.postgres() as address:
            return pytest(*more, UITWEG_DATABASE_URL=address)
    if command not in ("", "long"):
        return pytest(*given)
    subprocess.run([sys.executable, "-m", "uitweg.site", "doctor"], check=False)  # printed, to see
    machine.browser()  # what is missing is said now, not after minutes
    machine.lynx()
    here, there = ("long", "django_db") if command else ("not long", "postgres and not long")
    started = time.monotonic()
    with machine.postgres() as address:
        failed = pytest(*WORKERS, "-m", here, *WITHOUT_BROWSER, *more)
        # apart: while Playwright drives a browser, no other event loop can run in that thread
        failed |= pytest(*WORKERS, "-m", here, "tests/browser", "tests/processes", *more)
        print("\nThe same on PostgreSQL, where it can differ:", flush=True)
        on_postgres = [*WORKERS, "-m", f"django_db and {there}", "tests/integration"]
        failed |= pytest(*on_postgres, *more, UITWEG_DATABASE_URL=address)
    print(f"\n{'FAILED' if failed else 'All of it passed'} in {time.monotonic() - started:.0f} s")
    if not command:
        print("What takes long did not run: `./run test long`, before a release.")
    return failed


def pytest(*given: str, **environment: str) -> int:
    """Run pytest; what the tests write is kept in memory where there is room."""
    free = shutil.disk_usage(MEMORY).free if MEMORY.is_dir() else 0
    with tempfile.TemporaryDirectory(dir=MEMORY if free > ROOM else None) as folder:
        told = {**os.environ, "TMPDIR": folder, **environment}
        return int(subprocess.run([*PYTEST, *given], env=told, check=False).returncode != 0)


try:
    sys.exit(main(sys.argv[1:]))
except machine.Missing as missing:
    sys.exit(str(missing))
