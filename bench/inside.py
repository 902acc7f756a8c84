"""Measurements within a process of the staff: `python -m bench.inside CURSOR [case]`; prints JSON.

The worklist's query for the first page and the one after CURSOR, through Django and as bare SQL.
With `case` it also makes a case of 200 entries and a session to request pages with.
"""

import json
import os
import sys
import time
from collections.abc import Callable

TIMES = 300
ENTRIES = 200


def main(deep: str, *also: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    found: dict[str, object] = {"first": _query(""), "deep": _query(deep)}
    if also:
        found |= _pages()
    sys.stdout.write(json.dumps(found) + "\n")


def _query(after: str) -> dict[str, object]:
    from django.db import connections

    from uitweg.casework.dashboard.worklist.actions import ROWS_PER_PAGE, _read_cursor
    from uitweg.channel.conversation.models import Message

    rows = Message.objects.waiting().select_related("report")
    if after:
        place = _read_cursor(after)
        assert place
        rows = rows.after(danger_now=place[0], received_at=place[1], pk=place[2])
    page = rows[: ROWS_PER_PAGE + 1]
    sql, values = page.query.sql_with_params()

    def bare() -> object:
        with connections["channel"].cursor() as cursor:
            return cursor.execute(sql, values).fetchall()

    return {
        "rows": len(page),
        "ms": _times(lambda: list(page.all())),
        "floor_ms": _times(bare),
        "plan": page.explain(),
    }


def _times(work: Callable[[], object]) -> list[float]:
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - started))
    return took


def _pages() -> dict[str, object]:
    """Open a case, write 200 entries in it, and begin a session."""
    from django.conf import settings
    from django.utils import timezone

    from uitweg.casework.cases.case.rules.contents import EntryKind
    from uitweg.casework.cases.grants.actions.opening import open_case
    from uitweg.casework.cases.timeline.actions.entries import add_entry
    from uitweg.channel.answers.actions import reports
    from uitweg.channel.conversation.models import Report
    from uitweg.platform.accounts.actions import login, sessions
    from uitweg.platform.accounts.actions.authorization import Actor
    from uitweg.platform.accounts.models import Member
    from uitweg.platform.sealing import box, tokens

    now = timezone.now()
    people = json.loads((settings.DATA / "demo.json").read_text())["members"]
    phrase = next(person["phrase"] for person in people if person["login"] == "fatima")
    fatima = Member.objects.get(login="fatima")
    keyring = login.keyring_of(fatima, login.unlock_seed(fatima, phrase))
    report = Report.objects.order_by("id")[0]
    conversation = reports.open_conversation(
        report=report, by=Actor(fatima, timezone.now(), keyring)
    )
    case = open_case(report=report, conversation=conversation, by=Actor(fatima, now, keyring))
    for nth in range(ENTRIES):
        add_entry(
            case=case,
            kind=EntryKind("call"),
            text=f"Verzonnen regel {nth}. " + "Gebeld, niemand thuis. " * 12,
            by=Actor(fatima, now, keyring),
            form_key=tokens.new_token(16),
        )
    key = box.new_key()
    locked = [box.lock(key, b"here", b"x" * 300) for _ in range(ENTRIES)]
    return {
        "case": case.pk,
        "cookie": f"{sessions.SESSION_COOKIE}={sessions.open_session(fatima, keyring, now=now)}",
        "opening_ms": _times(lambda: [box.unlock(key, b"here", envelope) for envelope in locked]),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
