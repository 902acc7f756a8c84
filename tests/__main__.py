"""`./run test`: everything, on SQLite and on PostgreSQL, in a browser and in Node.

Two lanes run side by side, one a core: the journeys in a browser, and all the rest. `./run test quick`
leaves the browser and PostgreSQL out; other arguments go to pytest.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests import machine

PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
QUICK = ["tests/house", "tests/rules", "tests/pages"]
AS_THEY_RUN = ("doors", "endure_smoke", "flood_at_the_doors", "story_on_postgres")
RUNNING = [f"tests/journeys/test_{n}.py" for n in AS_THEY_RUN]
BROWSER = ["tests/journeys", *(f"--ignore={file}" for file in RUNNING)]


def main(given: list[str]) -> int:
    """Run the parts and say how each went; 0 only when every part passed."""
    if given and given != ["quick"]:
        return subprocess.run([*PYTEST, *given], check=False).returncode
    started = time.monotonic()
    if given:
        failed = _run("house, rules and pages, on SQLite", QUICK)
    else:
        machine.browser()
        machine.lynx()
        with ThreadPoolExecutor(2) as two:
            journeys = two.submit(_run, "journeys, in a browser", BROWSER)
            rest = two.submit(_without_a_browser)
            failed = journeys.result() + rest.result()
    print(f"\n{'FAILED' if failed else 'All of it passed'} in {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


def _without_a_browser() -> int:
    failed = _run("house, rules and pages, on SQLite", QUICK)
    with machine.postgres() as address:
        failed += _run("pages, on PostgreSQL", ["tests/pages"], UITWEG_DATABASE_URL=address)
    return failed + _run("both doors as they run", RUNNING)


def _run(name: str, what: list[str], **more: str) -> int:
    """Run one part, then print all it said in one piece."""
    done = subprocess.run(
        [*PYTEST, *what],
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"\n== {name}\n{done.stdout}", flush=True)
    return int(done.returncode != 0)


try:
    sys.exit(main(sys.argv[1:]))
except machine.Missing as missing:
    sys.exit(str(missing))
