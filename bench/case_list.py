"""The list of cases of two members among up to a million cases, on SQLite and on PostgreSQL.

Fatima has 200 real cases, the longest list that is shown whole. Ruud has access to every case, which
nobody has in a real city; those are rows without readable text, made by SQL. `python -m bench.case_list SIZE` makes that in the
city of the environment and prints session cookies as JSON.
"""

import json
import os
import sys
import time

from bench.figures import Figure, quantile
from bench.process import measure_inside
from tests.support.installation import Installation
from tests.support.machine import postgres
from tests.support.reporters import Line

SIZE = 1_000_000
REAL_CASES = 200
TIMES = 20
TARGET_MS = 300
"""Of 200 cases, each with texts under its own key; a page of fewer takes in proportion less."""
PAGES = {
    "200 cases, all on one page": ("fatima", "/casussen/"),
    "200 cases, sorted by name": ("fatima", "/casussen/?volgorde=naam"),
    "200 cases, only the late ones": ("fatima", "/casussen/?telaat=ja"),
    "all cases, first page": ("ruud", "/casussen/"),
    "all cases, only the unsafe ones": ("ruud", "/casussen/?onveilig=ja"),
    "all cases, only the late ones": ("ruud", "/casussen/?telaat=ja"),
    "all cases, none fits": ("ruud", "/casussen/?stand=dicht"),
}


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure on both stores, each in a city of its own. No part may be up."""
    size = SIZE // 100 if small else SIZE
    on_sqlite = Installation(city.folder.parent / "list-sqlite" / "data", dict(city.more)).make()
    figures = _measure(on_sqlite, "SQLite", size)
    with postgres() as address:
        folder = city.folder.parent / "list-postgres" / "data"
        more = {**city.more, "UITWEG_DATABASE_URL": address}
        return figures + _measure(Installation(folder, more).make(), "PostgreSQL", size)


def _measure(city: Installation, store: str, size: int) -> list[Figure]:
    cookies = measure_inside(city, "bench.case_list", str(size))
    city.start("staff")
    try:
        line = Line(city.staff_port)
        return [
            Figure(
                f"list, {name}, {size:,} cases, {store}, p95",
                round(quantile(_times(line, path, cookies[who]), 0.95), 1),
                "ms",
                f"≤ {TARGET_MS}" if who == "fatima" else "",
            )
            for name, (who, path) in PAGES.items()
        ]
    finally:
        city.stop()


def _times(line: Line, path: str, cookie: str) -> list[float]:
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        status, _body = line.get(path, Cookie=cookie)
        took.append(1000 * (time.perf_counter() - started))
        assert status == 200, (path, status)
    return took[1:]


def _prepare(size: int) -> None:
    from django.conf import settings
    from django.utils import timezone

    from bench.importing import fatima, prepared_upload
    from uitweg.casework.cases.case.models import Case, CaseGrant
    from uitweg.casework.cases.plan.models import Action
    from uitweg.casework.spreadsheets.actions import importing
    from uitweg.platform.accounts.actions import login, sessions
    from uitweg.platform.accounts.actions.authorization import Actor
    from uitweg.platform.accounts.models import Member

    now, (member, keyring) = timezone.now(), fatima()
    importing.import_rows(
        opened=prepared_upload(member, keyring, REAL_CASES - Case.objects.count()),
        by=Actor(member, now, keyring),
    )
    people = json.loads((settings.DATA / "demo.json").read_text())["members"]
    ruud = Member.objects.get(login="ruud")
    phrase = next(person["phrase"] for person in people if person["login"] == "ruud")
    his = login.keyring_of(ruud, login.unlock_seed(ruud, phrase))
    _fill(size, ruud.pk, [Case, CaseGrant, Action])
    cookies = {"fatima": (member, keyring), "ruud": (ruud, his)}
    sys.stdout.write(
        json.dumps(
            {
                name: f"{sessions.SESSION_COOKIE}={sessions.open_session(*each, now=now)}"
                for name, each in cookies.items()
            }
        )
    )


def _fill(size: int, owner: int, models: list[type]) -> None:
    """Insert `size` copies of a case with one grant for `owner` and one action, in SQL."""
    from django.db import connection

    is_sqlite = connection.vendor == "sqlite"
    key = "randomblob(16)" if is_sqlite else "decode(md5(random()::text || n.i), 'hex')"
    day = "date('now', ({0}) || ' days')" if is_sqlite else "current_date + ({0})::int"
    due = day.format("n.i % 60 - 10")
    open_case = {"report_id": "NULL", "coordinator_id": str(owner), "state": "'active'"}
    owned = {"case_id": "n.i", "member_id": str(owner), "until": "NULL", "level": "'manage'"}
    act = {"case_id": "n.i", "owner_id": str(owner), "goal_id": "NULL", "due_on": due}
    values = [
        open_case | {"risk": "CASE n.i % 20 WHEN 0 THEN 'high' ELSE 'low' END", "id": "n.i"},
        owned | {"kind": "'owner'"},
        act | {"state": "'open'", "form_key": key, "group": "'family'"},
    ]
    with connection.cursor() as cursor:
        for model, own in zip(models, values, strict=True):
            table = model._meta.db_table  # type: ignore[attr-defined]
            names = [field.column for field in model._meta.fields]  # type: ignore[attr-defined]
            copied = [name for name in names if name != "id" or "id" in own]
            into = ", ".join(f'"{name}"' for name in copied)
            selected = ", ".join(own.get(name, f'm."{name}"') for name in copied)
            cursor.execute(
                "WITH RECURSIVE n(i) AS"
                f" (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < {size + 1000})"
                f' INSERT INTO {table} ({into}) SELECT {selected} FROM n, "{table}" m'
                f" WHERE m.id = (SELECT min(id) FROM {table})"
            )
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    _prepare(int(sys.argv[1]))
