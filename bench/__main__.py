"""`./run bench`: measure, print a table, write bench/latest.json."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import cases, doors, flow, machine, pages, papers, video, worklist
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
    time.sleep(5)  # the door opens at once and packs its pages smaller beside its work
    return pages.figures(city, small=small)


def _flow(city: Installation, small: bool) -> list[Figure]:
    city.start()
    time.sleep(2)
    idle = doors.memory(city, "idle", "GlobaLeaks 146 MB RSS idle")
    return [
        *flow.figures(city, small=small),
        idle,
        doors.memory(city, "after load", "GlobaLeaks 348 MB RSS peak"),
    ]


def _on_postgres(city: Installation, small: bool) -> list[Figure]:
    with postgres() as address:
        folder = city.folder.parent / "on-postgres" / "data"
        other = Installation(folder, {**city.more, "UITWEG_DATABASE_URL": address}).make()
        other.start("public")
        time.sleep(5)
        try:
            return flow.on_postgres(other, small=small)
        finally:
            other.stop()


def _worklist(city: Installation, small: bool) -> list[Figure]:
    return worklist.figures(city, small=small)


def _cases(city: Installation, small: bool) -> list[Figure]:
    return cases.figures(city, small=small)


def _video(city: Installation, small: bool) -> list[Figure]:
    city.more["UITWEG_PRESSURE"] = "calm"  # ten reports a second would be a flood to the gate
    city.start()
    time.sleep(2)
    return video.figures(city, small=small)


def _papers(city: Installation, small: bool) -> list[Figure]:
    return papers.figures(city, small=small)


PARTS: dict[str, Part] = {
    "doors": _doors,
    "pages": _pages,
    "flow": _flow,
    "postgres": _on_postgres,
    "worklist": _worklist,
    "papers": _papers,
    "cases": _cases,
    "video": _video,
}


def main(given: list[str]) -> int:
    """Return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "--only", choices=PARTS, action="append", help="this part; nothing is recorded"
    )
    parser.add_argument("--small", action="store_true", help="fewer tries; nothing is recorded")
    asked = parser.parse_args(given)
    found, head = list[Figure](), machine.head("./run bench")
    with tempfile.TemporaryDirectory(prefix="uitweg-bench-") as folder:
        # writers without a pause are a flood to the channel's gate; here it stands open,
        # and bench/flood.py measures what it costs when it does not
        city = Installation(Path(folder) / "data", {"UITWEG_PRESSURE": "calm"}).make()
        for name in asked.only or PARTS:
            print(f"measuring: {name} ...", file=sys.stderr, flush=True)
            try:
                found += PARTS[name](city, asked.small)
            finally:
                for process in city.processes.values():
                    end_group(process)
                city.processes.clear()
    print(" · ".join(f"{name} {value}" for name, value in head.items()))
    print(table(found))
    if not asked.only and not asked.small:
        rows = [figure.row() for figure in found]
        RECORD.write_text(
            json.dumps({"head": head, "figures": rows}, indent=1, ensure_ascii=False) + "\n"
        )
    return 1 if any(figure.met is False for figure in found) else 0


sys.exit(main(sys.argv[1:]))
