"""A new team key with many cases, while members write and the staff door is killed.

The lead's open page goes on with the keys of the cases, as its script does; two members write
notes at full speed; now and then the door is killed at a random moment and started again. Then
every text of every case is decrypted: none may be unreadable, none still have an old key, and each
note that was acknowledged is there once.
"""

import json
import random
import statistics
import threading
import time
import urllib.error
from typing import Any

from endurance.drafts import LOGIN, Typist
from tests.support.installation import Installation
from uitweg.platform.sealing import tokens

ROWS_AT_ONCE, KILLS_AT_MOST, GIVE_UP_AFTER = 2500, 50, 4 * 3600
"""Rows of one import of the filling; kills of a run (each costs a start); seconds."""
START = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.utils import timezone
from bench.importing import fatima, prepared_upload
from uitweg.platform.accounts.actions.authorization import Actor
"""
FILL = """
from uitweg.casework.cases.models import Case
from uitweg.casework.spreadsheets.actions import importing
by, ring = fatima()
for _ in range(TIMES):
    importing.import_rows(opened=prepared_upload(by, ring, ROWS), by=Actor(by, timezone.now(), ring))
print(json.dumps([Case.objects.count(), list(Case.objects.order_by("-pk").values_list("pk", flat=True)[:500])]))
"""
COUNT = """
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.keys.actions import key_renewal, reencryption
from uitweg.casework.cases.models import Case, Entry, SearchToken
by, ring = fatima()
found = {"cases": 0, "texts": 0, "unreadable": 0, "notes": {}}
keys = {}
for case in Case.objects.order_by("pk").iterator():
    key = case_keys.open_case_key_or_none(case, ring)
    if key is None:
        found["unreadable"] += not case.is_restricted
    else:
        keys[case.pk] = key
found["cases"] = len(keys)
for sealed in reencryption.case_sealed_fields():
    table, field = sealed.model._meta.db_table, sealed.field
    rows = sealed.model.objects.filter(case__in=Case.objects.exclude(key_id=b""))
    for pk, form_key, value in rows.values_list("case", "form_key", field).iterator():
        if value and pk in keys:
            text = keys[pk].unlock(table, bytes(form_key), value, field=field)
            found["texts"] += 1
            found["unreadable"] += text is None
            if text and text.startswith("Tijdens de wissel "):
                found["notes"][text] = found["notes"].get(text, 0) + 1
found["old"] = key_renewal.outdated_cases().count()
found["tokens"] = SearchToken.objects.count()
print(json.dumps(found))
"""


class Writer:
    """A member who writes notes in cases one after another; `told` are those acknowledged."""

    def __init__(self, city: Installation, cookie: str, cases: list[int]) -> None:
        self.told: list[str] = []
        self.seconds: list[float] = []
        self.refused = 0
        self._city, self._cookie, self._cases = city, cookie, cases
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _go(self) -> None:
        page, waiting = None, None
        while not self._stop.is_set():
            try:
                page = page or Typist(self._city, self._cookie, "/", "")
                waiting = waiting or self._new_note(page)
                started = time.monotonic()
                page.ask(*waiting)
            except urllib.error.HTTPError:
                self.refused += 1
                waiting = None
            except OSError:  # the door was killed: the same form is sent again
                time.sleep(0.3)
            else:
                self.seconds.append(time.monotonic() - started)
                self.told.append(str(waiting[1]["text"]))
                waiting = None
                time.sleep(random.uniform(0, 0.2))

    def _new_note(self, page: Typist) -> tuple[str, dict[str, object]]:
        text = f"Tijdens de wissel {tokens.token_text(12)}"
        key = tokens.new_token(16).hex()
        form = {"csrfmiddlewaretoken": page.token, "text": text, "kind": "note", "key": key}
        return f"/casus/{random.choice(self._cases)}/", form


def turn(city: Installation, *, cases: int, kills: int) -> dict[str, Any]:
    """Turn the team key of a city with so many cases, under writers and kills; count what broke."""
    times = max(1, cases // ROWS_AT_ONCE)
    fill = FILL.replace("TIMES", str(times)).replace("ROWS", str(min(cases, ROWS_AT_ONCE)))
    total, own = json.loads(_run(city, START + fill))
    before = json.loads(_run(city, START + COUNT))
    cookies = {name: _cookie(city, name) for name in ("fatima", "ruud")}
    city.start("staff")
    quiet = _write_for(city, cookies["fatima"], own, seconds=10)
    writers = [Writer(city, cookies["fatima"], own) for _ in range(2)]
    started = time.monotonic()
    pressed, struck = _renew_all(city, cookies["ruud"], kills=min(kills, KILLS_AT_MOST))
    seconds = time.monotonic() - started
    for writer in writers:
        writer.stop()
    city.stop("staff")
    after = json.loads(_run(city, START + COUNT))
    told = [text for writer in (quiet, *writers) for text in writer.told]
    counts = [after["notes"].get(text, 0) for text in told]
    beside = [second for writer in writers for second in writer.seconds]
    return {
        "good": not after["unreadable"] and not after["old"] and set(counts) <= {1}
        and after["texts"] >= before["texts"],
        "cases": total,
        "seconds": round(seconds),
        "seconds_of_the_press": round(pressed, 2),
        "cases_a_second": round(total / seconds, 1),
        "kills": struck,
        "texts": after["texts"],
        "unreadable": after["unreadable"],
        "still_old": after["old"],
        "notes_beside_it": len(beside),
        "notes_lost": counts.count(0),
        "notes_double": sum(count > 1 for count in counts),
        "notes_refused": sum(writer.refused for writer in writers),
        "writers_p50_ms": _milliseconds(beside, 0.5),
        "writers_p99_ms": _milliseconds(beside, 0.99),
        "writers_p99_ms_without": _milliseconds(quiet.seconds, 0.99),
    }  # fmt: skip


def _write_for(city: Installation, cookie: str, cases: list[int], *, seconds: float) -> Writer:
    """Let a writer write for so long, before anything happens beside it."""
    writer = Writer(city, cookie, cases)
    time.sleep(seconds)
    writer.stop()
    return writer


def _renew_all(city: Installation, cookie: str, *, kills: int) -> tuple[float, int]:
    """Press the button and go on until no case is left; return its seconds, and how many kills."""
    page = Typist(city, cookie, "/", "")
    present = page.ask("/beheer/leden/sleutel/").partition('name="present" value="')[2][:16]
    started = time.monotonic()
    page.ask("/beheer/leden/sleutel/nieuw/", _form(page, present=present))
    pressed, struck, left = time.monotonic() - started, 0, -1
    deadline, next_kill = time.monotonic() + GIVE_UP_AFTER, time.monotonic() + 3
    while left and time.monotonic() < deadline:
        killer = None
        if struck < kills and time.monotonic() > next_kill:
            killer = threading.Timer(random.uniform(0, 1), city.kill, ["staff"])
            killer.start()
        try:
            answer = page.ask(
                "/beheer/leden/sleutel/verder/", _form(page), accept="application/json"
            )
            left = json.loads(answer)["left"]
            time.sleep(0.2)  # as the page's script
        except (OSError, ValueError):
            time.sleep(0.2)
        if killer:
            killer.join()
            struck += 1
            city.start("staff")
            next_kill = time.monotonic() + random.uniform(2, 6)
    return pressed, struck


def _form(page: Typist, **more: str) -> dict[str, object]:
    return {"csrfmiddlewaretoken": page.token, **more}


def _cookie(city: Installation, name: str) -> str:
    program = LOGIN.replace('"fatima"', repr(name))
    return _run(city, program.replace("PHRASE", repr(city.members()[name]["phrase"]))).strip()


def _milliseconds(seconds: list[float], share: float) -> float:
    """Return the time that this share of the requests took at most; 0 without requests."""
    if len(seconds) < 2:
        return 0.0
    return round(1000 * statistics.quantiles(seconds, n=1000)[round(1000 * share) - 1], 1)


def _run(city: Installation, program: str) -> str:
    done = city.program(program)
    assert done.returncode == 0, done.stderr
    return done.stdout
