"""`./run test`: everything, on SQLite and on PostgreSQL, in a browser and in Node.

`./run test quick` leaves the browser and PostgreSQL out; further arguments go to pytest.
"""

import os
import subprocess
import sys
import time

from tests import machine

PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]


def main(given: list[str]) -> int:
    """Run each part and say how it went; the first failing part decides the exit code."""
    started, quick = time.monotonic(), given[:1] == ["quick"]
    if given and not quick:
        return subprocess.run([*PYTEST, *given], check=False).returncode
    parts = {
        "rules, pages and house, on SQLite": [*PYTEST, "tests/house", "tests/rules", "tests/pages"]
    }
    environment = {**os.environ}
    if not quick:
        machine.browser()
        parts["pages, on PostgreSQL"] = [*PYTEST, "tests/pages"]
        parts["journeys, in a browser"] = [*PYTEST, "tests/journeys"]
    failed = 0
    for name, command in parts.items():
        print(f"\n== {name}", flush=True)
        if "PostgreSQL" in name:
            with machine.postgres() as address:
                code = subprocess.run(
                    command, env={**environment, "UITWEG_DATABASE_URL": address}, check=False
                ).returncode
        else:
            code = subprocess.run(command, env=environment, check=False).returncode
        failed = failed or code
    print(f"\n{'FAILED' if failed else 'All of it passed'} in {time.monotonic() - started:.0f} s")
    return failed


sys.exit(main(sys.argv[1:]))
