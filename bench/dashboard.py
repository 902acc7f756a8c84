"""The dashboard, the list of cases and a case of 200 entries, among up to a million cases.

One colleague owns all filled-in cases; fatima has a day's work: her own cases, 40 actions, 5 periods.
`python -m bench.dashboard` makes that and prints session cookies as JSON.
"""

import json
import os
import sqlite3
import sys
import time
from contextlib import closing
from datetime import timedelta

from bench.figures import Figure, quantile
from bench.process import measure_inside
from tests.support.installation import Installation
from tests.support.reporters import Line

TIMES = 60
TARGET_MS = 100  # of any staff page, p95, whatever it shows


def pages(city: Installation, size: int) -> tuple[list[Figure], dict[str, float]]:
    """Request each page; return its p95 with its target, and the medians (ms). No part may be up."""
    _share_out(city)
    ready = measure_inside(city, "bench.dashboard")
    pages = {
        "dashboard": ("/werk/", "fatima"),
        "dashboard of the lead": ("/werk/", "ruud"),
        "list of cases": ("/casussen/", "fatima"),
        "case page, 200 entries": (f"/casus/{ready['case']}/", "fatima"),
    }
    city.start("staff")
    try:
        line = Line(city.staff_port)
        took = {
            name: _times(line, path, str(ready[who]))
            for name, (path, who) in (pages | {"floor": ("/health", "fatima")}).items()
        }
    finally:
        city.stop()
    floor = f"/health p50 {quantile(took.pop('floor'), 0.5):.1f} ms"
    figures = [
        Figure(
            f"{name}, {size:,} cases, p95",
            round(quantile(times, 0.95), 1),
            "ms",
            f"≤ {TARGET_MS}" if size <= 100_000 else "",
            floor,
        )
        for name, times in took.items()
    ]
    return figures, {name: quantile(times, 0.5) for name, times in took.items()}


def _times(line: Line, path: str, cookie: str) -> list[float]:
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        status, _body = line.get(path, Cookie=cookie)
        took.append(1000 * (time.perf_counter() - started))
        assert status == 200, (path, status)
    return took


def _share_out(city: Installation) -> None:
    """Give each filled-in case its owner's grant, a risk, a review date, an action, a period."""
    with closing(sqlite3.connect(city.folder / "staff.sqlite")) as store:
        store.execute("PRAGMA synchronous=OFF")
        (last,) = store.execute("SELECT max(case_id) FROM cases_casegrant").fetchone()
        store.execute(
            "UPDATE cases_case SET risk = CASE id % 20 WHEN 0 THEN 'high' ELSE 'low' END,"
            " review_on = date('now', (id % 400 - 10) || ' days'), state = 'active' WHERE id > ?",
            (last,),
        )
        owned = {"case_id": "c.id", "member_id": "c.coordinator_id"}
        action = {
            "case_id": "c.id",
            "owner_id": "c.coordinator_id",
            "goal_id": "NULL",
            "due_on": "date('now', (c.id % 60 - 30) || ' days')",
            "state": "'open'",
            "form_key": "randomblob(16)",
        }
        period = {
            "case_id": "c.id",
            "kind": "'talk'",
            "started_at": "datetime('now', (c.id % 60 - 63) || ' hours')",
            "ends_at": "datetime('now', (c.id % 60 + 9) || ' hours')",
            "ended": "''",
            "ended_at": "NULL",
            "ended_by_id": "NULL",
            "form_key": "randomblob(16)",
        }
        tables = {"cases_casegrant": owned, "cases_action": action, "cases_period": period}
        for table, values in tables.items():
            _copy_first_row(store, table, values, after_case=last)
        store.commit()
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy_first_row(
    store: sqlite3.Connection, table: str, values: dict[str, str], *, after_case: int
) -> None:
    """Copy the table's first row to each case after this id; `values` replace its values (SQL)."""
    names = [row[1] for row in store.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    selected = ", ".join(values.get(name, f'm."{name}"') for name in names)
    into = ", ".join(f'"{name}"' for name in names)
    store.execute(
        f"INSERT INTO {table} ({into}) SELECT {selected} FROM {table} m, cases_case c"
        f" WHERE m.id = (SELECT min(id) FROM {table}) AND c.id > ?",
        (after_case,),
    )


def _prepare() -> None:
    from django.conf import settings
    from django.utils import timezone

    from bench.inside import _pages
    from uitweg.casework.cases.case.models import Case
    from uitweg.casework.cases.periods.actions import start_period
    from uitweg.casework.cases.periods.rules import PeriodBound, PeriodKind
    from uitweg.casework.cases.plan.actions.plan import add_action
    from uitweg.platform.accounts.actions import login, sessions
    from uitweg.platform.accounts.actions.authorization import Actor
    from uitweg.platform.accounts.models import Member
    from uitweg.platform.sealing import tokens

    people = json.loads((settings.DATA / "demo.json").read_text())["members"]
    ready, now = _pages(), timezone.now()
    keyrings = {}
    for name in ("fatima", "ruud"):
        phrase = next(person["phrase"] for person in people if person["login"] == name)
        member = Member.objects.get(login=name)
        keyrings[name] = login.keyring_of(member, login.unlock_seed(member, phrase))
        opened = sessions.open_session(member, keyrings[name], now=now)
        ready[name] = f"{sessions.SESSION_COOKIE}={opened}"
    fatima = Member.objects.get(login="fatima")
    for nth in range(5):
        start_period(
            case=Case.objects.get(pk=ready["case"]),
            kind=PeriodKind.OTHER,
            start=PeriodBound(now, has_time=True),
            end=PeriodBound(now + timedelta(hours=nth + 1), has_time=True),
            text=f"Verzonnen termijn {nth}",
            by=Actor(fatima, now, keyrings["fatima"]),
            form_key=tokens.new_token(16),
        )
    for nth in range(40):
        add_action(
            case=Case.objects.get(pk=ready["case"]),
            text=f"Verzonnen actie {nth}",
            owner=fatima,
            due_on=timezone.localdate(now),
            by=Actor(fatima, now, keyrings["fatima"]),
            form_key=tokens.new_token(16),
        )
    sys.stdout.write(json.dumps({name: ready[name] for name in ("case", *keyrings)}))


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    _prepare()
