"""Counting a year of coded cases for the figures, among a million, on SQLite and on PostgreSQL.

The floor is the same question in SQL, by hand. `python -m bench.figure_tables SIZE` does it in the
city of the environment and prints the seconds as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from itertools import batched

from bench.figures import Figure
from bench.process import measure_inside
from tests.support.installation import Installation
from tests.support.machine import postgres

SIZE = 1_000_000
YEAR = 2000
TARGET_SECONDS = 2
ROWS_AT_ONCE = 10_000


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure on both stores, each in a city of its own. No part may be up."""
    size = SIZE // 100 if small else SIZE
    folder = city.folder.parent
    on_sqlite = Installation(folder / "figures-sqlite" / "data", dict(city.more)).make()
    found = _measure(on_sqlite, "SQLite", size)
    with postgres() as address:
        more = {**city.more, "UITWEG_DATABASE_URL": address}
        on_postgres = Installation(folder / "figures-postgres" / "data", more).make()
        return found + _measure(on_postgres, "PostgreSQL", size)


def _measure(city: Installation, store: str, size: int) -> list[Figure]:
    seconds = measure_inside(city, "bench.figure_tables", str(size))
    return [
        Figure(
            f"figures, {name}, {size:,} coded cases, {store}",
            round(taken, 2),
            "s",
            f"≤ {TARGET_SECONDS}",
            floor=f"{floor:.2f} s in SQL",
        )
        for name, (taken, floor) in seconds.items()
    ]


def _fill(size: int) -> None:
    """Insert coded cases whose facts differ: 900 combinations of the facts that vary most."""
    from django.db import connection, transaction

    from uitweg.casework.cases.coding.models import CodedCase
    from uitweg.casework.cases.coding.rules import CODED_FACTS

    answers = {name: [each.value for each in fact.answers] for name, fact in CODED_FACTS.items()}
    names = [field.column for field in CodedCase._meta.local_fields]
    marks, quoted = ", ".join(["%s"] * len(names)), ", ".join(f'"{name}"' for name in names)
    into = f'INSERT INTO "{CodedCase._meta.db_table}" ({quoted}) VALUES ({marks})'
    fixed = {"case_id": None, "year": YEAR, "code_version": 1, "version": 1}

    def row(number: int) -> list[object]:
        chosen = fixed | {"id": number}
        for place, (name, values) in enumerate(answers.items()):
            chosen[name] = values[
                (number // (place + 1) ** 2 if place < 6 else number) % len(values)
            ]
        return [chosen[name] for name in names]

    with transaction.atomic(), connection.cursor() as cursor:
        for numbers in batched(range(1, size + 1), ROWS_AT_ONCE, strict=False):
            cursor.executemany(into, [row(number) for number in numbers])
        cursor.execute("ANALYZE")


def _seconds(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def _measured(size: int) -> dict[str, tuple[float, float]]:
    from django.db import connection

    from uitweg.casework.cases.coding.models import CodedCase
    from uitweg.casework.cases.coding.rules import CODED_FACTS
    from uitweg.casework.cases.counts import coded_facts
    from uitweg.figures.actions.extraction import COUNT

    _fill(size)

    def in_sql(*facts: str) -> None:
        named = ", ".join(f'"{fact}"' for fact in facts)
        asked = (
            f'SELECT {named}, count(*) FROM "{CodedCase._meta.db_table}"'
            f" WHERE year = {YEAR} GROUP BY {named}"
        )
        with connection.cursor() as cursor:
            cursor.execute(asked)
            cursor.fetchall()

    in_sql("form")  # what is read first is read from the disk
    return {
        "one table (form by sex)": (
            _seconds(lambda: coded_facts(YEAR, "form", "sex")),
            _seconds(lambda: in_sql("form", "sex")),
        ),
        "a year, by all facts": (
            _seconds(lambda: COUNT["coded-cases"](YEAR)),
            _seconds(lambda: in_sql(*CODED_FACTS)),
        ),
    }


if __name__ == "__main__":
    import os

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    django.setup()
    sys.stdout.write(json.dumps(_measured(int(sys.argv[1]))))
