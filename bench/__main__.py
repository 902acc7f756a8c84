"""`./run bench`: measure, print a table, write bench/latest.json.

`--only faults` is another kind of measurement, with choices of its own: see bench/faults.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import (
    backup,
    case_list,
    cases,
    conference,
    documents,
    doors,
    figure_tables,
    flow,
    machine,
    pages,
    partners,
    proxied,
    video,
    worklist,
)
from bench.faults import running as faults
from bench.figures import Figure, table
from tests.support.installation import Installation
from tests.support.machine import postgres
from tests.support.processes import end_group

RECORD = Path(__file__).with_name("latest.json")
Part = Callable[[Installation, bool], list[Figure]]


def _doors(city: Installation, small: bool) -> list[Figure]:
    return doors.cold_starts(city, small=small)


def _pages(city: Installation, small: bool) -> list[Figure]:
    city.start("public")
    flow.wait_until_idle(city)
    return pages.figures(city, small=small)


def _flow(city: Installation, small: bool) -> list[Figure]:
    city.start()
    flow.wait_until_idle(city)
    idle = doors.memory(city, "idle", "GlobaLeaks 146 MB RSS idle")
    return [
        *flow.figures(city, small=small),
        idle,
        doors.memory(city, "after load", "GlobaLeaks 348 MB RSS peak"),
    ]


def _on_postgres(city: Installation, small: bool) -> list[Figure]:
    with _a_city_on_postgres(city) as on_postgres:
        return flow.on_postgres(on_postgres, small=small)


def _proxied(city: Installation, small: bool) -> list[Figure]:
    with _a_city_on_postgres(city) as on_postgres:
        return proxied.figures(on_postgres, small=small)


@contextmanager
def _a_city_on_postgres(city: Installation) -> Iterator[Installation]:
    with postgres() as address:
        folder = city.folder.parent / "on-postgres" / "data"
        on_postgres = Installation(folder, {**city.more, "UITWEG_DATABASE_URL": address}).make()
        on_postgres.start("public")
        flow.wait_until_idle(on_postgres)
        try:
            yield on_postgres
        finally:
            on_postgres.stop()
            shutil.rmtree(folder.parent)


def _worklist(city: Installation, small: bool) -> list[Figure]:
    return worklist.figures(city, small=small)


def _cases(city: Installation, small: bool) -> list[Figure]:
    return cases.figures(city, small=small)


def _case_list(city: Installation, small: bool) -> list[Figure]:
    return case_list.figures(city, small=small)


def _figure_tables(city: Installation, small: bool) -> list[Figure]:
    return figure_tables.figures(city, small=small)


def _partners(city: Installation, small: bool) -> list[Figure]:
    return partners.figures(city, small=small)


def _video(city: Installation, small: bool) -> list[Figure]:
    city.more["UITWEG_LOAD_LEVEL"] = "calm"  # ten reports a second would count as a flood
    city.start()
    time.sleep(2)
    return video.figures(city, small=small)


def _documents(city: Installation, small: bool) -> list[Figure]:
    return documents.figures(city, small=small)


def _conference(city: Installation, small: bool) -> list[Figure]:
    return conference.figures(city, small=small)


def _backup(city: Installation, small: bool) -> list[Figure]:
    return backup.figures(city, small=small)


PARTS: dict[str, Part] = {
    "doors": _doors,
    "pages": _pages,
    "flow": _flow,
    "postgres": _on_postgres,
    "proxied": _proxied,
    "worklist": _worklist,
    "documents": _documents,
    "conference": _conference,
    "cases": _cases,
    "case-list": _case_list,
    "figure-tables": _figure_tables,
    "partners": _partners,
    "video": _video,
    "backup": _backup,
}


def main(argv: list[str]) -> int:
    """Measure and print; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "--only", choices=[*PARTS, "faults"], action="append", help="this part; nothing is recorded"
    )
    parser.add_argument("--small", action="store_true", help="fewer tries; nothing is recorded")
    arguments, more = parser.parse_known_args(argv)
    if arguments.only == ["faults"]:
        return faults.main(more)  # it needs no installation
    if more or "faults" in (arguments.only or ()):
        parser.error("--only faults goes alone, and only it takes more words")
    figures, head = list[Figure](), machine.head("./run bench")
    with tempfile.TemporaryDirectory(prefix="uitweg-bench-") as folder:
        # writers without a pause would count as a flood; here the flood gate is off, and
        # bench/flood.py measures what it costs when it is on
        city = Installation(Path(folder) / "data", {"UITWEG_LOAD_LEVEL": "calm"}).make()
        for name in arguments.only or PARTS:
            print(f"measuring: {name} ...", file=sys.stderr, flush=True)
            try:
                figures += PARTS[name](city, arguments.small)
            finally:
                for process in city.processes.values():
                    end_group(process)
                city.processes.clear()
    print(" · ".join(f"{name} {value}" for name, value in head.items()))
    print(table(figures))
    if not arguments.only and not arguments.small:
        rows = [figure.row() for figure in figures]
        RECORD.write_text(
            json.dumps({"head": head, "figures": rows}, indent=1, ensure_ascii=False) + "\n"
        )
    return 1 if any(figure.met is False for figure in figures) else 0


sys.exit(main(sys.argv[1:]))
