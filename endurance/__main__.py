"""`./run endure`: faults under load, after which nothing acknowledged may be lost.

kill -9 of every process at random moments (on PostgreSQL also of its own), also while people go
back, edit, send again and write in two tabs, while somebody types, lists are imported, cases are
destroyed and the team gets a new key; SIGTERM; half-sent bodies; a full disk; minutes of full load;
a flood beside honest people; a slow mail server; 20,000 messages by two workers that are killed; a
backup while people write; changed inputs at everything that reads what a stranger sends, an hour
for each reader; a year of duty on a virtual clock; a day of ordinary and hostile visitors at the
proxy, after which no byte of them is in any file. Only when named, as root: what can happen to the
leader of three machines (`--only cluster`), and the reports of a country on them (`--only country`).
The result of each part is recorded in
bench/endure.json, with when and where it ran.
"""

import argparse
import json
import math
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from bench import machine
from endurance import (
    archived,
    casework,
    deliveries,
    drafts,
    duty_year,
    edits,
    flood,
    full,
    keys,
    markers,
    soak,
    storm,
)
from endurance.cluster import run as cluster
from endurance.cluster.country import country
from endurance.fuzz.run import TARGETS, fuzz
from tests.support.installation import Installation
from tests.support.machine import Missing, postgres
from tests.support.processes import end_group

RECORD = Path(machine.__file__).with_name("endure.json")
PARTS = (
    *("kills", "edits", "typing", "casework", "keys", "backup", "disk", "mail", "soak"),
    *("deliveries", "flood", "duty-year", "markers", "fuzz"),
)
ON_BOTH = frozenset(
    {"kills", "edits", "typing", "casework", "keys", "backup", "deliveries", "duty-year"}
)
ONLY_ON = {"markers": "postgres"}
ON_A_CLUSTER = ("cluster", "country")
CALM = {"UITWEG_LOAD_LEVEL": "calm"}
"""Four people without pauses would count as a flood; this turns the flood gate off."""


def main(argv: list[str]) -> int:
    """Run the parts; return 1 when anything was lost, duplicated or did not end in time."""
    parser = argparse.ArgumentParser(prog="./run endure", description=__doc__)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--soak", type=int, default=300, metavar="SECONDS")
    parser.add_argument("--messages", type=int, default=deliveries.MESSAGES)
    parser.add_argument("--cases", type=int, default=2500, help="cases that get a new key")
    parser.add_argument("--days", type=int, default=365, help="of duty that are simulated")
    parser.add_argument(
        "--seconds", type=int, default=3600, help="of a flood, or of fuzzing for each target"
    )
    parser.add_argument("--country", type=int, default=300, help="seconds of a country's reports")
    parser.add_argument("--day", type=int, default=300, help="seconds of visitors at the proxy")
    parser.add_argument("--target", choices=TARGETS, action="append", help="of fuzzing")
    parser.add_argument("--again", type=Path, metavar="FILE", help="one input, from var/fuzz")
    parser.add_argument("--store", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--only", choices=(*PARTS, *ON_A_CLUSTER), action="append")
    parser.add_argument("--rounds", type=int, default=50, help="of faults of a cluster's leader")
    parser.add_argument("--minutes", type=float, default=math.inf, help="after which none begins")
    parser.add_argument(
        "--patroni-defaults", action="store_true", help="ttl 30, loop_wait 10, retry_timeout 10"
    )
    parser.add_argument("--smoke", action="store_true", help="a handful of kills, nothing recorded")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    arguments = parser.parse_args(argv)
    random.seed(arguments.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing outlives us
    if arguments.smoke:
        arguments.kills, arguments.only = arguments.kills or 5, arguments.only or ["kills"]
        arguments.store = "sqlite"
    arguments.kills = arguments.kills or 500
    results = {}
    for name, part in _run(arguments):
        results[name] = part
        if not arguments.smoke:
            _record(name, part)
    sys.stdout.write(json.dumps(results, indent=1) + "\n")
    return 0 if all(part["good"] for part in results.values()) else 1


def _record(name: str, part: dict[str, Any]) -> None:
    """Store the result of a part; the results of other parts stay, each with its own date."""
    recorded = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    RECORD.write_text(json.dumps({**recorded, name: part}, indent=1) + "\n")


def _run(arguments: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run each chosen part on each database; yield its name and result."""
    stores = ("sqlite", "postgres") if arguments.store == "both" else (arguments.store,)
    for part in arguments.only or PARTS:
        if part == "fuzz":
            yield from _fuzz(arguments)
            continue
        if part in ON_A_CLUSTER:
            yield _on_a_cluster(part, arguments)
            continue
        for store in stores if part in ON_BOTH else (ONLY_ON.get(part, "sqlite"),):
            sys.stderr.write(f"enduring: {part} on {store} ...\n")
            head = machine.head(f"./run endure {' '.join(sys.argv[1:])}".strip())
            with tempfile.TemporaryDirectory(prefix="uitweg-endure-") as folder:
                result = _do(part, store, Path(folder), arguments)
            context = {"good": result["good"], **head, "seed": arguments.seed}
            yield f"{part} on {store}", {**context, **result}


def _fuzz(arguments: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run each chosen fuzz target; yield its name and result."""
    for target in arguments.target or TARGETS:
        sys.stderr.write(f"enduring: fuzz {target} ...\n")
        head = machine.head(f"./run endure {' '.join(sys.argv[1:])}".strip())
        with (
            tempfile.TemporaryDirectory(prefix="uitweg-endure-") as folder,
            _city(Path(folder) / "one", "sqlite") as city,
        ):
            result = fuzz(
                target,
                city,
                seconds=arguments.seconds,
                seed=arguments.seed,
                again=arguments.again,
            )
        context = {"good": result["good"], **head, "seed": arguments.seed}
        yield f"fuzz {target}", {**context, **result}


def _on_a_cluster(part: str, arguments: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    """Run rounds of faults, or a country's reports, on three machines; return name and result."""
    timing = cluster.PATRONI_DEFAULTS if arguments.patroni_defaults else cluster.OURS
    head = machine.head(f"./run endure {' '.join(sys.argv[1:])}".strip())
    with tempfile.TemporaryDirectory(prefix="uitweg-cluster-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as a user of its own
        place = Path(folder) / "city"
        if part == "country":
            result = country(place, seconds=arguments.country, timing=timing)
        else:
            result = cluster.rounds(
                place, times=arguments.rounds, timing=timing, minutes=arguments.minutes
            )
    name = f"{part} with Patroni's defaults" if arguments.patroni_defaults else part
    return name, {"good": result["good"], **head, "seed": arguments.seed, **result}


def _do(part: str, store: str, folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    if part == "disk":
        return full.try_it(folder)
    with _city(folder / "one", store) as city:
        if part == "flood":
            del city.more["UITWEG_LOAD_LEVEL"]  # the door measures by itself
            return flood.flood(city.make(), seconds=arguments.seconds)
        if part == "backup":
            with _city(folder / "other", store) as other:
                return archived.backups(city, other)
        city.make()
        if part == "kills":
            return storm.kills(city, times=arguments.kills, smoke=arguments.smoke)
        if part == "edits":
            return edits.kills(city, times=arguments.kills)
        if part == "typing":
            return drafts.kills(city, times=arguments.kills)
        if part == "casework":
            return casework.kills(city, times=min(arguments.kills, casework.MAX_KILLS))
        if part == "keys":
            return keys.turn(city, cases=arguments.cases, kills=arguments.kills)
        if part == "duty-year":
            return duty_year.simulate(city, days=arguments.days, seed=arguments.seed)
        if part == "markers":
            return markers.a_day(city, folder / "one", seconds=arguments.day)
        if part == "deliveries":
            return deliveries.deliveries(city, count=arguments.messages)
        if part == "soak":
            return soak.soak(city, seconds=arguments.soak)
        with soak.slow_mail() as (port, box):
            return soak.with_a_mail_queue(city, port, box)


@contextmanager
def _city(folder: Path, store: str) -> Iterator[Installation]:
    """Yield an installation that is not made yet, on SQLite or on its own PostgreSQL."""
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
    try:
        sys.exit(main(sys.argv[1:]))
    except Missing as missing:
        sys.exit(str(missing))
