"""`./run walk FOLDER`: write what the house shows; `--against EARLIER` says what differs.

Before modules move: `./run walk before`. After it: `./run walk after --against before`. Whoever
reads the differences decides whether each was meant. FOLDER must be new or empty, and outside the
tree or in var/.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.support import machine
from tests.walk.door import ROLES

MEMORY, ROOM = Path("/dev/shm"), 2 * 2**30
STORES, DOORS = ("sqlite", "postgres"), ("public", "staff")


class WalkFailed(Exception):
    """A part of the walk ended with an error, which it printed."""


def main(given: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run walk", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", choices=[*STORES, "both"], default="both")
    parser.add_argument("--against", type=Path, help="an earlier walk: print what differs")
    parser.add_argument(
        "--city", type=Path, help="the city of an earlier walk (EARLIER/city), on SQLite only"
    )
    parser.add_argument("--role", choices=ROLES, action="append", help="walk as these only")
    parser.add_argument("--door", choices=DOORS, action="append", help="ask this door only")
    asked = parser.parse_args(given)
    if asked.folder.exists() and any(asked.folder.iterdir()):
        parser.error(f"{asked.folder} is not empty: a walk writes to a new folder")
    stores = STORES if asked.store == "both" else (asked.store,)
    asked.folder.mkdir(parents=True, exist_ok=True)
    began, cpu = time.monotonic(), _seconds_of_children()
    try:
        _walk(asked, stores)
    except WalkFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    files = sum(1 for path in asked.folder.rglob("*.txt"))
    spent = _seconds_of_children() - cpu
    print(f"{files} files in {time.monotonic() - began:.0f} s, {spent:.0f} s of processor")
    if asked.against is None:
        return 0
    differs = subprocess.run(
        ["diff", "-r", "--exclude=city", str(asked.against), str(asked.folder)], check=False
    )
    print("Nothing differs." if differs.returncode == 0 else "That is what differs.")
    return differs.returncode


def _walk(asked: argparse.Namespace, stores: Sequence[str]) -> None:
    """Walk both stores at the same time."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        for walk in [pool.submit(_walk_store, store, asked) for store in stores]:
            walk.result()


def _walk_store(store: str, asked: argparse.Namespace) -> None:
    """Make the demo's city in this store, and ask each door everything."""
    folder, roles = asked.folder, ",".join(asked.role or ROLES)
    with _free_folder() as free, _server(store) as address:
        data = free / "data"
        environment = {
            **os.environ,
            "UITWEG_DATA": str(data),
            "UITWEG_DATABASE_URL": address,
            "UITWEG_DEMO": "yes",
            "UITWEG_CITY": "Voorbeeldstad",
            "UITWEG_LOAD_LEVEL": "calm",
            "PYTHONHASHSEED": "0",
            "TMPDIR": str(free),
        }
        if asked.city and not address:
            shutil.copytree(asked.city, data)
        else:
            data.mkdir()
            _run("city", environment)
        if not address:
            shutil.copytree(data, folder / "city")
            _run("declared", environment, str(folder / "declared"))
        _run("schema", environment, str(folder / store))
        few = ["--few"] if address else []
        for door in asked.door or DOORS:
            _run("door", environment, door, str(folder / store / door), roles, *few)


def _run(module: str, environment: dict[str, str], *given: str) -> None:
    line = [sys.executable, "-m", f"tests.walk.{module}", *given]
    if subprocess.run(line, env=environment, check=False).returncode:
        raise WalkFailed(f"tests.walk.{module} failed on {environment['UITWEG_DATABASE_URL']!r}")


@contextmanager
def _free_folder() -> Iterator[Path]:
    free = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None
    with tempfile.TemporaryDirectory(prefix="uitweg-walk-", dir=free) as folder:
        yield Path(folder)


def _server(store: str):  # type: ignore[no-untyped-def]
    return machine.postgres() if store == "postgres" else nullcontext("")


def _seconds_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except machine.Missing as missing:
        sys.exit(str(missing))
