"""`./run endure`: what may go wrong does, under load; nothing acknowledged may be lost.

kill -9 of every part at random moments (on PostgreSQL also of its own processes), while somebody types, while
lists come in and cases are destroyed; SIGTERM,
half-sent bodies, a full disk, minutes of full load, a mail server that takes its time, a backup
while people write. Each part that ran is put into bench/endure.json, with when and where it ran.
"""

import argparse
import json
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from bench import machine
from endurance import archived, casework, drafts, full, soak, storm
from tests.support.installation import Installation
from tests.support.machine import postgres
from tests.support.processes import end_group

RECORD = Path(__file__).with_name("endure.json")
PARTS = ("kills", "typing", "casework", "backup", "disk", "mail", "soak")
ON_BOTH = frozenset({"kills", "typing", "casework", "backup"})
CALM = {"UITWEG_PRESSURE": "calm"}
"""Four hurried people are a flood to the channel's gate; here it stands open."""


def main(given: list[str]) -> int:
    """Return 1 when anything was lost, doubled or did not end in time."""
    parser = argparse.ArgumentParser(prog="./run endure", description=__doc__)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--soak", type=int, default=300, metavar="SECONDS")
    parser.add_argument("--store", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--smoke", action="store_true", help="a handful of kills, nothing recorded")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    asked = parser.parse_args(given)
    random.seed(asked.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing outlives us
    if asked.smoke:
        asked.kills, asked.only = asked.kills or 5, asked.only or ["kills"]
        asked.store = "sqlite"
    asked.kills = asked.kills or 500
    found = {}
    for name, part in _run(asked):
        found[name] = part
        if not asked.smoke:
            _record(name, part)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0 if all(part["good"] for part in found.values()) else 1


def _record(name: str, part: dict[str, Any]) -> None:
    """Put a part that ran in its place; what ran before stays beside it, with its own date."""
    before = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    RECORD.write_text(json.dumps({**before, name: part}, indent=1) + "\n")


def _run(asked: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """Do each part that was asked for on each store; say its name and what it found."""
    stores = ("sqlite", "postgres") if asked.store == "both" else (asked.store,)
    for part in asked.only or PARTS:
        for store in stores if part in ON_BOTH else ("sqlite",):
            sys.stderr.write(f"enduring: {part} on {store} ...\n")
            head = machine.head(f"./run endure {' '.join(sys.argv[1:])}".strip())
            with tempfile.TemporaryDirectory(prefix="uitweg-endure-") as folder:
                found = _do(part, store, Path(folder), asked)
            yield f"{part} on {store}", {"good": found["good"], **head, "seed": asked.seed, **found}


def _do(part: str, store: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    if part == "disk":
        return full.try_it(folder)
    with _city(folder / "one", store) as city:
        if part == "backup":
            with _city(folder / "other", store) as other:
                return archived.backups(city, other)
        city.make()
        if part == "kills":
            return storm.kills(city, times=asked.kills, smoke=asked.smoke)
        if part == "typing":
            return drafts.kills(city, times=asked.kills)
        if part == "casework":
            return casework.kills(city, times=min(asked.kills, casework.MOST))
        if part == "soak":
            return soak.soak(city, seconds=asked.soak)
        with soak.slow_mail() as (port, box):
            return soak.with_a_mail_queue(city, port, box)


@contextmanager
def _city(folder: Path, store: str) -> Iterator[Installation]:
    """Give a place for an installation, with a PostgreSQL of its own or on SQLite."""
    folder.mkdir()
    with postgres() if store == "postgres" else nullcontext("") as address:
        city = Installation(folder / "data", {**CALM, "UITWEG_DATABASE_URL": address})
        try:
            yield city
        except BaseException:
            sys.stderr.write(city.log.read_text()[-4000:] if city.log.exists() else "")
            raise
        finally:
            for process in city.processes.values():
                end_group(process)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
