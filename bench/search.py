"""Search through the blind index, among many cases."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.figures import Figure, quantile
from bench.process import measure_inside
from tests.support.installation import Installation

WORDS_OF_A_CASE = 24
"""Tokens of a case with two names, a nickname, a phone number, a street and a school."""
COMMON_EVERY = 40


def figures_and_medians(city: Installation, size: int) -> tuple[list[Figure], dict[str, float]]:
    """Search as members do; return each p95, and the median of processor time (ms)."""
    result = measure_inside(city, "bench.search", "measure")
    slow = " (IT SCANS OR SORTS)" if result["is_slow_plan"] else ""
    target = "≤ -1" if slow else "≤ 50" if size <= 100_000 else ""
    figures, medians = list[Figure](), dict[str, float]()
    for name, took in result["ms"].items():
        cpu = result["cpu"][name]
        medians[f"search, {name}"] = quantile(cpu, 0.5)
        for label, times in ((f"p95{slow}", took), ("processor time, p95", cpu)):
            figures.append(
                Figure(
                    f"search, {name}, {size:,} cases, {label}",
                    round(quantile(times, 0.95), 1),
                    "ms",
                    target,
                    f"p50 {quantile(times, 0.5):.1f} ms",
                )
            )
    return figures, medians


def fill(folder: Path, total: int) -> None:
    """Insert `total` cases with random tokens; each fortieth also has those of a common name."""
    line = [sys.executable, "-m", "bench.search", "common"]
    env = Installation(folder).environment
    done = subprocess.run(line, env=env, capture_output=True, text=True, check=True)
    common = [[bytes.fromhex(token) for token in row] for row in json.loads(done.stdout)]
    with closing(sqlite3.connect(folder / "staff.sqlite", isolation_level=None)) as store:
        store.execute("PRAGMA synchronous=OFF")
        store.execute("PRAGMA cache_size=-500000")
        store.execute("BEGIN")
        ids = _cases(store, total)
        # an index over random tokens is faster to make afterwards
        indexes = store.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'cases_searchtoken'"
        ).fetchall()
        for name, _ in indexes:
            store.execute(f"DROP INDEX {name}")
        store.executemany(
            "INSERT INTO cases_searchtoken (case_id, token) VALUES (?, ?)",
            (
                (pk, common[nth][pk // COMMON_EVERY % len(common[nth])])
                if nth < len(common) and pk % COMMON_EVERY == 0
                else (pk, os.urandom(8))
                for pk in ids
                for nth in range(WORDS_OF_A_CASE)
            ),
        )
        for _, sql in indexes:
            store.execute(sql)
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _cases(store: sqlite3.Connection, total: int) -> range:
    """Copy the city's first case, without its report, for a colleague; return the new ids."""
    model, member, start = store.execute(
        "SELECT min(id), min(coordinator_id), max(id) + 1 FROM cases_case"
    ).fetchone()
    (other,) = store.execute(
        "SELECT id FROM accounts_member WHERE id <> ? LIMIT 1", (member,)
    ).fetchone()
    names = [row[1] for row in store.execute("PRAGMA table_info(cases_case)")]
    values = {"id": "?1", "coordinator_id": "?2", "report_id": "NULL"}
    copied = ", ".join(values.get(name, name) for name in names)
    ids = range(start, start + total)
    store.executemany(
        f"INSERT INTO cases_case ({', '.join(names)}) SELECT {copied} FROM cases_case"
        " WHERE id = ?3",
        ((pk, other, model) for pk in ids),
    )
    return ids


NOTE = (
    "Jongen, wordt Smaili genoemd. Zit bij een vriend in de Verzonnenstraat, wil niet zeggen waar. "
    "Moet vannacht nog iets doen, anders komen ze bij zijn moeder. Belt met 06-555 12 345. "
    "Mohamed en Dwayne zijn er ook, in een zwarte Golf, 12-ABC-3. "
)
MANY_WORDS = " ".join(f"vreemd{chr(97 + n % 26)}woord{chr(97 + n // 26)}" for n in range(400))
TIMES = 60


def _measure() -> None:
    """Search for a rare name, a common one and an unknown one, and look up whole notes."""
    import time

    from django.conf import settings

    from uitweg.casework.cases.case.models import SearchToken
    from uitweg.casework.search.actions import case_search
    from uitweg.casework.search.actions.rate_limit import SEARCH_RATE_LIMIT
    from uitweg.platform.accounts.actions import login
    from uitweg.platform.accounts.actions.authorization import Actor
    from uitweg.platform.accounts.models import Member

    people = json.loads((settings.DATA / "demo.json").read_text())["members"]
    phrase = next(person["phrase"] for person in people if person["login"] == "fatima")
    fatima = Member.objects.get(login="fatima")
    keyring = login.keyring_of(fatima, login.unlock_seed(fatima, phrase))

    cpu: dict[str, list[float]] = {}

    def timed(name: str, work: Any) -> list[float]:
        took, cpu[name] = [], []
        for _ in range(TIMES):
            SEARCH_RATE_LIMIT.clear()
            started, before = time.perf_counter(), time.process_time()
            work()
            took.append(1000 * (time.perf_counter() - started))
            cpu[name].append(1000 * (time.process_time() - before))
        return took

    def search(name: str, text: str) -> list[float]:
        return timed(
            name,
            lambda: case_search.search_cases(text=text, by=Actor(fatima, timezone.now(), keyring)),
        )

    def known(name: str, text: str) -> list[float]:
        return timed(
            name,
            lambda: case_search.find_known_cases(
                text=text, by=Actor(fatima, timezone.now(), keyring), where="call"
            ),
        )

    tokens = [os.urandom(8) for _ in range(500)]
    plan = (
        SearchToken.objects.filter(token__in=tokens)
        .values_list("case_id", "token")[:4001]
        .explain()
    )
    searches = {"a nickname": "smaili", "a common name": "mohamed", "nothing": "xqzwvt"}
    took = {name: search(name, text) for name, text in searches.items()}
    notes = {"a note": NOTE, "a long note": NOTE * 20 + MANY_WORDS}
    took |= {name: known(name, text) for name, text in notes.items()}
    is_slow_plan = "SCAN" in plan or "TEMP B-TREE" in plan
    sys.stdout.write(
        json.dumps({"ms": took, "cpu": cpu, "plan": plan, "is_slow_plan": is_slow_plan}) + "\n"
    )


def _common() -> None:
    """Print the tokens of a common name, which some of the filled-in cases get."""
    from django.conf import settings

    from uitweg.casework.cases.case.actions.search_index import blind_indexes
    from uitweg.platform.accounts.actions import login
    from uitweg.platform.accounts.models import Member
    from uitweg.platform.identifiers import in_search

    people = json.loads((settings.DATA / "demo.json").read_text())["members"]
    phrase = next(person["phrase"] for person in people if person["login"] == "fatima")
    fatima = Member.objects.get(login="fatima")
    (index,) = blind_indexes(login.keyring_of(fatima, login.unlock_seed(fatima, phrase)))
    identifiers = sorted(in_search("mohamed"))
    rows = [[token.hex() for token in index.tokens(*each)] for each in identifiers]
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    {"measure": _measure, "common": _common}[sys.argv[1]]()
