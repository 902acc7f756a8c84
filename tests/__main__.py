"""`./run test`: everything, on SQLite and on PostgreSQL, in a browser and in Node.

Parts of it run side by side, one a core. `./run test quick` leaves the browser and PostgreSQL
out, `./run test long` runs the proofs that take long (marked so); other arguments go to pytest.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from tests import machine

PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
AS_IT_WAS = dict(os.environ)  # starting PostgreSQL here changes ours
QUICK = ["tests/house", "tests/rules", "tests/pages"]


class Part(NamedTuple):
    """Some tests in a process of their own."""

    name: str
    what: list[str]
    which: str = "not long"


def journeys(*names: str) -> list[str]:
    return [f"tests/journeys/test_{name}.py" for name in names]


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
WALKED = journeys("accessibility", "guide_pages", "pictures", "card", "check", "passkey")
REST = [f"--ignore={file}" for file in [*DOORS, *WALKED]]
PARTS = [
    Part("the pages, walked in a browser", WALKED),
    Part("stories, in a browser", ["tests/journeys", *REST]),
    Part("house, rules and pages, on SQLite", QUICK),
    Part("both doors as they run", DOORS),
]
ON_POSTGRESQL = Part("pages that ask a store, on PostgreSQL", ["tests/pages"])
LONG = [Part("what takes long", [*QUICK, "tests/journeys"], "long")]


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
        with _postgres(given) as more, ThreadPoolExecutor(2) as two:
            parts = LONG if given else [*PARTS, ON_POSTGRESQL]
            failed = sum(two.map(lambda part: _run(part, more.get(part.name, "")), parts))
    print(f"\n{'FAILED' if failed else 'All of it passed'} in {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


@contextmanager
def _postgres(given: list[str]) -> Iterator[dict[str, str]]:
    """Give the address of a PostgreSQL to the part that runs on it."""
    if given:
        yield {}
        return
    with machine.postgres() as address:
        yield {ON_POSTGRESQL.name: address}


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
