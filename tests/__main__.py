"""`./run test`: everything, on SQLite and on PostgreSQL, in a browser and in Node.

Parts of it run side by side. `./run test quick` leaves the browser and PostgreSQL
out, `./run test long` runs what is asked before a release: the proofs that take long (marked
so), and on PostgreSQL every test of the pages. Other arguments go to pytest.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.support import asked, machine
from tests.support.installation import PACKED_ONCE, READY, ROOT, Installation

PYTEST = [sys.executable, "-m", "pytest", "-q", "-rs", "--no-header", "-p", "no:cacheprovider"]
AS_IT_WAS = dict(os.environ)  # starting PostgreSQL changes ours
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
QUICK = ["tests/architecture", "tests/unit", "tests/integration"]


class Part(NamedTuple):
    """Some tests in a process of their own."""

    name: str
    what: list[str]
    which: str = "not long"
    on_postgresql: bool = False


def journeys(*names: str) -> list[str]:
    return [f"tests/browser/test_{name}.py" for name in names]


DOORS = journeys(
    "doors",
    "endure_smoke",
    "flood_at_the_doors",
    "files_at_the_doors",
    "full_disk",
    "nothing_leaks",
    "backup",
    "onion",
    "stop",
    "story_on_postgres",
)
WALKED = journeys(  # half of what a browser does
    *("accessibility", "guide_pages", "passkey", "check", "card"),
    *("story_one_report", "story_plan", "unsent"),
)
STORIES = sorted(
    {str(file.relative_to(ROOT)) for file in (ROOT / "tests/browser").glob("test_*.py")}
    - {*DOORS, *WALKED}
)
PAGES = sorted(
    str(file.relative_to(ROOT)) for file in (ROOT / "tests/integration").glob("test_*.py")
)
ON_SQLITE = [Part(f"pages on SQLite, {n} of 2", PAGES[n - 1 :: 2]) for n in (1, 2)]
PARTS = [
    *ON_SQLITE,
    Part("the pages walked, and stories in a browser", WALKED),
    Part("more stories in a browser", STORIES),
    Part("both doors as they run", DOORS),
    Part("what asks a store, on PostgreSQL", ["tests/integration"], on_postgresql=True),
    Part("house and rules", ["tests/architecture", "tests/unit"]),
]
LONG = [
    Part("what takes long", [*QUICK, "tests/browser"], "long"),
    Part("all pages that ask a store, on PostgreSQL", ["tests/integration"], on_postgresql=True),
]


def main(given: list[str]) -> int:
    """Run the parts and say how each went; 0 only when every part passed."""
    if given and given not in (["quick"], ["long"]):
        return subprocess.run([*PYTEST, *given], check=False).returncode
    started = time.monotonic()
    if given == ["quick"]:
        failed = _run(Part("house, rules and pages, on SQLite", QUICK))
    else:
        machine.browser()
        machine.lynx()
        with _in_memory() as folder:
            if not given:
                AS_IT_WAS[asked.FOLDER] = tempfile.mkdtemp(prefix="asked-", dir=folder)
            failed = _side_by_side(LONG if given else PARTS)
    print(f"\n{'FAILED' if failed else 'All of it passed'} in {time.monotonic() - started:.0f} s")
    if not given:
        print("What takes long did not run: `./run test long`, before a release.")
    return 1 if failed else 0


def _side_by_side(parts: list[Part]) -> int:
    """Run these parts; return how many failed. What PostgreSQL is asked, SQLite was asked first."""
    begun = dict[str, Future[int]]()

    def run(part: Part) -> int:
        if not part.on_postgresql:
            return _run(part)
        # these were begun before, so to wait for them here holds nobody up
        wait([begun[one.name] for one in ON_SQLITE if one.name in begun])
        with machine.postgres() as address:
            return _run(part, address)

    # one more than there are cores: now and then a part waits
    with ThreadPoolExecutor((os.cpu_count() or 1) + 1) as pool:
        for part in parts:
            begun[part.name] = pool.submit(run, part)
    return sum(one.result() for one in begun.values())


@contextmanager
def _in_memory() -> Iterator[str]:
    """Keep what the tests write in memory where there is room, with a city ready to be copied."""
    free = shutil.disk_usage(MEMORY).free if MEMORY.is_dir() else 0
    with tempfile.TemporaryDirectory(dir=MEMORY if free > ROOM else None) as folder:
        AS_IT_WAS["TMPDIR"] = tempfile.tempdir = folder
        city = Installation(Path(folder) / "city" / "data").make().seat_everyone()
        AS_IT_WAS[READY] = str(city.folder)
        AS_IT_WAS["UITWEG_TESTS_PACKED"] = tempfile.mkdtemp(prefix="packed-")
        found = (str(PACKED_ONCE), AS_IT_WAS.get("PYTHONPATH"))
        AS_IT_WAS["PYTHONPATH"] = os.pathsep.join(filter(None, found))
        yield folder
    tempfile.tempdir = None


def _run(part: Part, address: str = "") -> int:
    """Run one part, then print all it said in one piece."""
    done = subprocess.run(
        [*PYTEST, "-m", part.which, *part.what],
        env={**AS_IT_WAS, **({"UITWEG_DATABASE_URL": address} if address else {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"\n== {part.name}\n{done.stdout}", flush=True)
    return int(done.returncode != 0)


try:
    sys.exit(main(sys.argv[1:]))
except machine.Missing as missing:
    sys.exit(str(missing))
