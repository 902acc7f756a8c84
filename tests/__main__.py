"""`./run test`: every test on SQLite, in a browser and in Node; then, on PostgreSQL, what can differ there.

`./run test quick` runs, in a minute, what failed last and the tests of what changed. `./run test
long` runs, before a release or each night, the tests marked `long`, and on PostgreSQL every test
that uses the databases. `./run test postgres` hands what follows to pytest, on PostgreSQL. Anything
else goes to pytest as it is: `./run test tests/unit -k plan`, `./run test --lf`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import changed, machine, suite_report
from tests.support.installation import this_hour
from tests.support.moments import MOMENTS

PYTEST = [sys.executable, "-m", "pytest", "-q", "-rs", "--no-header", "-p", "tests.support.costs"]
# the tests of one file stay together, for they share what is dear to make
BY_FILE = ["--dist", "loadfile", "--no-loadscope-reorder"]
WORKERS = ["-n", "logical", "--maxprocesses", "8", *BY_FILE]
WITHOUT_CITY = ["tests/architecture", "tests/unit", "tests/integration"]
WITH_CITY = [["tests/processes"], ["tests/browser"]]
"""Apart: while Playwright drives a browser, no other event loop can run in that thread."""
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30


def main(given: list[str]) -> int:
    """Run what is asked for; 0 only when every test passed and no limit was exceeded."""
    command, more = (given[0], given[1:]) if given else ("", [])
    if command == "quick":
        return quick(more)
    if command == "postgres":
        with machine.postgres() as address:
            return pytest(*more, UITWEG_DATABASE_URL=address)
    if command not in ("", "long"):
        return pytest(*given)
    subprocess.run([sys.executable, "-m", "uitweg.site", "doctor"], check=False)  # printed, to see
    machine.browser()  # what is missing is said now, not after minutes
    machine.lynx()
    return suite(more, long=bool(command))


def quick(more: list[str]) -> int:
    """Run what failed last and the tests of what changed since the last commit, or in it."""
    chosen, left_out = changed.tests()
    if not chosen:
        print("Nothing changed, and nothing failed last. All tests: ./run test")
        return 0
    failed = pytest("-n", "2", *BY_FILE, "-m", "not long and not matrix", *chosen, *more)
    if left_out:
        print(f"Left out, to stay within a minute: {', '.join(left_out)}")
    print("`quick` is no proof: ./run test runs everything.")
    return failed


def suite(more: list[str], *, long: bool) -> int:
    """Run all daily tests; or all long ones, and those without a city at other moments.

    Print what they cost and whether the limits hold.
    """
    here, there = ("long", "django_db") if long else ("not long", "postgres and not long")
    on_postgres = ["-m", f"django_db and {there}", "tests/integration", *more]
    started = time.monotonic()
    os.environ["UITWEG_TEST_HOUR"] = this_hour()
    with machine.postgres() as address, tempfile.TemporaryDirectory() as folder, first_city():
        costs = {name: Path(folder) / name for name in ("on SQLite", "on PostgreSQL")}
        sqlite = {"UITWEG_TEST_COSTS": str(costs["on SQLite"])}
        postgres = {
            "UITWEG_TEST_COSTS": str(costs["on PostgreSQL"]),
            "UITWEG_DATABASE_URL": address,
        }
        failed = pytest(*WORKERS, "-m", here, *WITHOUT_CITY, *more, **sqlite)
        # a browser waits now and then: one process tests PostgreSQL meanwhile
        with beside("-n", "1", *BY_FILE, *on_postgres, **postgres) as meanwhile:
            for group in WITH_CITY:
                failed |= pytest(*WORKERS, "-m", here, *group, *more, **sqlite)
        failed |= meanwhile.failed
        for moment, why in MOMENTS.items() if long else ():
            print(f"\nEvery test without a city, as if it were {moment} ({why}):", flush=True)
            now = {"UITWEG_TEST_MOMENT": moment}
            failed |= pytest(*WORKERS, "-m", "not long", *WITHOUT_CITY, *more, **now)
        failed |= suite_report.write(costs, time.monotonic() - started, daily=not long)
    print(f"\n{'FAILED' if failed else 'All of it passed'} in {time.monotonic() - started:.0f} s")
    if not long:
        print("What takes long did not run: `./run test long`, each night and before a release.")
    return failed


@contextmanager
def first_city() -> Iterator[None]:
    """Make the demo's city, of which others are copies, while tests run that need none."""
    making = subprocess.Popen([sys.executable, "-m", "tests.support.installation"])
    try:
        yield
    finally:
        making.wait()


class Beside:
    """A run of pytest in the background; `failed` is known when its block has ended."""

    failed = 0


@contextmanager
def beside(*given: str, **environment: str) -> Iterator[Beside]:
    """Run pytest in the background; wait for it at the end of the block, and print what it said."""
    result = Beside()
    with memory() as folder, tempfile.TemporaryFile("w+") as said:
        running = subprocess.Popen(
            [*PYTEST, *given], env={**os.environ, "TMPDIR": folder, **environment}, stdout=said
        )
        try:
            yield result
        finally:
            result.failed = int(running.wait() != 0)
            said.seek(0)
            print(f"\nThe same on PostgreSQL, where it can differ:\n{said.read()}", flush=True)


def pytest(*given: str, **environment: str) -> int:
    """Run pytest; return 1 when a test failed, or when none ran."""
    with memory() as folder:
        told = {**os.environ, "TMPDIR": folder, **environment}
        return int(subprocess.run([*PYTEST, *given], env=told, check=False).returncode != 0)


@contextmanager
def memory() -> Iterator[str]:
    """Return a folder for what tests write, in memory where there is room."""
    free = shutil.disk_usage(MEMORY).free if MEMORY.is_dir() else 0
    with tempfile.TemporaryDirectory(dir=MEMORY if free > ROOM else None) as folder:
        yield folder


try:
    sys.exit(main(sys.argv[1:]))
except machine.Missing as missing:
    sys.exit(str(missing))
