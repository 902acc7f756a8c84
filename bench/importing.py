"""A list of 5,000 rows brought in, beside 10³ and 10⁴ cases: `./run bench --only importing`.

The floor is what cannot be left out: sealing a key for each case, and inserting bare rows.
"""

import json
import math
import os
import shutil
import subprocess
import sys
import time
from typing import Any

from bench.figures import Figure
from tests.installation import Installation

ROWS, SIZES = 5_000, (1_000, 10_000)


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure at each size in a copy of the city; no part may be up."""
    rows = ROWS // 10 if small else ROWS
    found, took = [], []
    for size in SIZES:
        folder = city.folder.parent / f"cases-{size}"
        shutil.copytree(city.folder, folder)
        got = _inside(Installation(folder), size, rows)
        shutil.rmtree(folder)
        took.append(got["import_s"] / got["floor_s"])
        where = f"{rows:,} rows, {size:,} cases there"
        floor = f"seal a key and insert five bare rows: {1000 * got['floor_s'] / rows:.2f} ms a row"
        target, held = ("≤ 8", "≤ 2") if rows == ROWS else ("", "")
        found += [
            Figure(f"import, {where}", round(got["import_s"], 2), "s", target, floor),
            Figure(f"of which others wait, {where}", round(got["lock_s"], 2), "s", held),
            Figure("import, a row of it", round(1000 * got["import_s"] / rows, 2), "ms", "", floor),
            Figure(f"who is known already, {where}", round(got["compare_s"], 2), "s", ""),
            Figure(f"dry run, {where}", round(got["check_s"], 2), "s", "≤ 2"),
            Figure(f"undo, {where}", round(got["undo_s"], 2), "s", held),
        ]
    growth = math.log(took[-1] / took[0]) / math.log(SIZES[-1] / SIZES[0])
    # against the floor of the same run: another process on the machine slows down both
    name = f"import against its floor, exponent of growth, {SIZES[0]:,} to {SIZES[-1]:,} cases"
    return [*found, Figure(name, round(growth, 2), "", "≤ 0.2")]


def _inside(city: Installation, size: int, rows: int) -> dict[str, Any]:
    line = [sys.executable, "-m", "bench.importing", str(size), str(rows)]
    done = subprocess.run(line, env=city.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def main(size: int, rows: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.settings")
    django.setup()
    from django.utils import timezone

    from uitweg.lists import checking, importing, undoing

    by, keyring = fatima()
    fill(size)
    waits = a_list(by, keyring, rows)
    now, found = timezone.now(), dict[str, float]()
    importing._store = timed(importing._store, found)
    started = time.perf_counter()
    columns, today = waits.choices.columns, timezone.localdate()
    checking.compared(waits, columns, by=by, keyring=keyring, today=today)
    found["compare_s"] = time.perf_counter() - started
    started = time.perf_counter()
    checking.checked(waits, by=by, today=timezone.localdate())
    found["check_s"] = time.perf_counter() - started
    started = time.perf_counter()
    done = importing.bring_in(waiting=waits, by=by, keyring=keyring, now=now)
    found["import_s"] = time.perf_counter() - started
    done.refresh_from_db()
    started = time.perf_counter()
    assert undoing.undo(done=done, by=by, keyring=keyring, now=now) == 0
    found["undo_s"] = time.perf_counter() - started
    found["floor_s"] = floor(by, rows)
    sys.stdout.write(json.dumps(found) + "\n")


def timed(does: Any, found: dict[str, float]) -> Any:
    """Keep how long the one transaction takes: so long nobody else writes in SQLite."""

    def and_time(*given: Any) -> None:
        started = time.perf_counter()
        does(*given)
        found["lock_s"] = time.perf_counter() - started

    return and_time


def fatima() -> tuple[Any, Any]:
    """Return the demo's coordinator and what she opens."""
    from django.conf import settings

    from uitweg.access import login
    from uitweg.access.models import Member

    people = json.loads((settings.DATA / "demo.json").read_text())["members"]
    phrase = next(one["phrase"] for one in people if one["login"] == "fatima")
    member = Member.objects.get(login="fatima")
    return member, login.keyring_of(member, login.open_seed(member, phrase))


def a_list(by: Any, keyring: Any, rows: int) -> Any:
    """Bring a list of so many made up youngsters, its columns chosen."""
    from dataclasses import replace

    from django.utils import timezone

    from tests.sheets import some, xlsx
    from uitweg.lists import waiting

    now = timezone.now()
    upload = waiting.bring(content=xlsx(some(rows)), by=by, keyring=keyring, now=now)
    opened = waiting.opened(upload, by=by, keyring=keyring)
    return waiting.choose(opened, replace(opened.choices, is_mapped=True))


def fill(size: int) -> None:
    """Put in cases of a colleague, with a grant, a note and words each; their texts do not open."""
    from django.db import connection
    from django.utils import timezone

    from uitweg.access.models import Member
    from uitweg.cases.models import Case, CaseGrant, Entry
    from uitweg.reports.models import TeamKey
    from uitweg.sealing import tokens

    other = Member.objects.exclude(login="fatima").filter(role="coordinator").order_by("id")[0]
    now, team = timezone.now(), TeamKey.current()
    assert team
    for start in range(0, size, 10_000):
        count = min(10_000, size - start)
        said = {"coordinator": other, "opened_at": now, "key_id": bytes(team.key_id)}
        cases = Case.objects.bulk_create(
            [Case(**said, sealed_key=b"x" * 1200) for _ in range(count)], batch_size=500
        )
        CaseGrant.objects.bulk_create(
            [
                CaseGrant(
                    case=case, member=other, kind="owner", level="manage", since=now, reason="owner"
                )
                for case in cases
            ],
            batch_size=500,
        )
        Entry.objects.bulk_create(
            [
                Entry(
                    case=case,
                    kind="note",
                    written_at=now,
                    written_by=other,
                    form_key=tokens.new_token(16),
                    sealed_text=b"x" * 300,
                )
                for case in cases
            ],
            batch_size=500,
        )
    with connection.cursor() as cursor:  # two million: as objects they take minutes
        cursor.execute(
            "INSERT INTO cases_word (case_id, token)"
            " WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < 20)"
            " SELECT id, randomblob(8) FROM cases_case, nth WHERE coordinator_id = %s",
            [other.pk],
        )


def floor(by: Any, rows: int) -> float:
    """Seal a key for each row and insert five bare rows for it, in one transaction."""
    from django.db import connection, transaction

    from uitweg.reports.models import TeamKey
    from uitweg.sealing import box, envelope

    team = TeamKey.current()
    assert team
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_floor (id INTEGER PRIMARY KEY, case_id INT, said BLOB)")
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        key = box.new_key()
        sealed = [envelope.seal(bytes(team.public_key), b"here", key) for _ in range(rows)]
        bare = [(nth, one) for nth, one in enumerate(sealed) for _ in range(5)]
        cursor.executemany("INSERT INTO bench_floor (case_id, said) VALUES (%s, %s)", bare)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
