"""Importing a spreadsheet of 5,000 rows among many cases: part of `./run bench --only cases`.

The floor is what cannot be avoided: encrypting a key for each case, and inserting bare rows.
"""

import json
import os
import sys
import time
from typing import Any

from bench.figures import Figure
from bench.process import measure_inside
from tests.support.installation import Installation

ROWS = 5_000


def figures(city: Installation, size: int, *, small: bool) -> tuple[list[Figure], dict[str, float]]:
    """Import among `size` cases; return the figures, and the ones whose growth is measured."""
    rows = ROWS // 10 if small else ROWS
    measured = measure_inside(city, "bench.importing", str(rows))
    where = f"{rows:,} rows, {size:,} cases there"
    floor = (
        f"seal a key and insert five bare rows: {1000 * measured['floor_s'] / rows:.2f} ms a row"
    )
    import_target, lock_target = ("≤ 8", "≤ 2") if rows == ROWS else ("", "")
    results = [
        Figure(f"import, {where}", round(measured["import_s"], 2), "s", import_target, floor),
        Figure(
            f"of which others wait, {where}",
            round(measured["lock_s"], 2),
            "s",
            "≤ 5" if lock_target else "",
        ),
        Figure(
            "import, a row of it", round(1000 * measured["import_s"] / rows, 2), "ms", "", floor
        ),
        Figure(f"who is known already, {where}", round(measured["compare_s"], 2), "s", ""),
        Figure(f"dry run, {where}", round(measured["check_s"], 2), "s", "≤ 2"),
        Figure(f"undo, {where}", round(measured["undo_s"], 2), "s", lock_target),
    ]
    # against the floor of the same run: another process on the machine slows down both
    return results, {"import against its floor": measured["import_s"] / measured["floor_s"]}


def main(rows: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    from django.utils import timezone

    from uitweg.casework.spreadsheets.actions import dry_run, importing, undoing
    from uitweg.platform.accounts.actions.authorization import Actor

    by, keyring = fatima()
    opened = prepared_upload(by, keyring, rows)
    now, times = timezone.now(), dict[str, float]()
    importing._store = timed(importing._store, times)
    started = time.perf_counter()
    dry_run.compare_with_cases(opened, by=Actor(by, timezone.now(), keyring))
    times["compare_s"] = time.perf_counter() - started
    started = time.perf_counter()
    dry_run.check_rows(opened, by=Actor(by, timezone.now()))
    times["check_s"] = time.perf_counter() - started
    started = time.perf_counter()
    done = importing.import_rows(opened=opened, by=Actor(by, now, keyring))
    times["import_s"] = time.perf_counter() - started
    done.refresh_from_db()
    started = time.perf_counter()
    assert undoing.undo_import(done=done, by=Actor(by, now, keyring)) == 0
    times["undo_s"] = time.perf_counter() - started
    times["floor_s"] = floor(by, rows)
    sys.stdout.write(json.dumps(times) + "\n")


def timed(store: Any, times: dict[str, float]) -> Any:
    """Measure the one transaction, during which nobody else can write in SQLite."""

    def timed_store(*arguments: Any) -> None:
        started = time.perf_counter()
        store(*arguments)
        times["lock_s"] = time.perf_counter() - started

    return timed_store


def fatima() -> tuple[Any, Any]:
    """Return the demo's coordinator and her keyring."""
    from django.conf import settings

    from uitweg.platform.accounts.actions import login
    from uitweg.platform.accounts.models import Member

    people = json.loads((settings.DATA / "demo.json").read_text())["members"]
    phrase = next(person["phrase"] for person in people if person["login"] == "fatima")
    member = Member.objects.get(login="fatima")
    return member, login.keyring_of(member, login.unlock_seed(member, phrase))


def prepared_upload(by: Any, keyring: Any, rows: int) -> Any:
    """Upload a spreadsheet of so many invented youngsters, with its columns chosen."""
    from dataclasses import replace

    from django.utils import timezone

    from tests.support.sheets import some, xlsx
    from uitweg.casework.spreadsheets.actions import uploads
    from uitweg.platform.accounts.actions.authorization import Actor

    now = timezone.now()
    upload = uploads.store_upload(content=xlsx(some(rows)), by=Actor(by, now, keyring))
    opened = uploads.open_upload(upload, by=Actor(by, timezone.now(), keyring))
    return uploads.save_choices(opened, replace(opened.choices, is_compared=True))


def floor(by: Any, rows: int) -> float:
    """Encrypt a key for each row and insert five bare rows for it, in one transaction."""
    from django.db import connection, transaction

    from uitweg.channel.conversation.models import TeamKey
    from uitweg.platform.sealing import box, envelope

    team = TeamKey.current()
    assert team
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_floor (id INTEGER PRIMARY KEY, case_id INT, sealed BLOB)"
        )
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        key = box.new_key()
        sealed = [envelope.seal(bytes(team.public_key), b"here", key) for _ in range(rows)]
        bare = [(nth, sealed_key) for nth, sealed_key in enumerate(sealed) for _ in range(5)]
        cursor.executemany("INSERT INTO bench_floor (case_id, sealed) VALUES (%s, %s)", bare)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]))
