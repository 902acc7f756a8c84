"""Imports and destructions of cases, killed at random moments: nothing may be half done.

After each kill both databases are counted. A list was imported completely or not at all, and
completely when that was acknowledged. Of a case there is everything, or only the proof of its
destruction; the counts that may be published stay equal.
"""

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.browser.test_destruction_killed import APPROVED, SAID, START
from tests.browser.test_import_killed import COUNTS
from tests.support.installation import ROOT, Installation

ROWS, A_RUN, MOST = 300, 60, 100
"""Rows of a list, cases of a destruction, and the most kills (each starts two programs)."""
BRINGS = """
import time
from bench.importing import a_list, fatima
from uitweg.casework.spreadsheets.actions import importing
from uitweg.platform.accounts.actions.authorization import Actor
by, keyring = fatima()
waits = a_list(by, keyring, ROWS)
print("begun", flush=True)
started = time.monotonic()
importing.import_rows(opened=waits, by=Actor(by, timezone.now(), keyring))
print("done", time.monotonic() - started, flush=True)
time.sleep(60)
"""
LISTS = """
by, lead = Member.objects.get(login="fatima"), Member.objects.get(login="ruud")
taken = RunLine.objects.values("case")
old = Case.objects.filter(report_id=None).exclude(pk__in=taken).exclude(sealed_key=b"")
if not old.exists():
    raise SystemExit  # no list came in whole since
old = list(old.order_by("pk").values_list("pk", flat=True)[:A_RUN])
Case.objects.filter(pk__in=old).update(
    state="closed", ending="safe", ground="wmo", closed_on=date(2009, 5, 1),
    kept_until=date(2024, 5, 1),
)
run = case_destruction.propose_destruction(cases=old, by=Actor(by, now))
case_destruction.approve_destruction(run=run, by=Actor(lead, now))
"""
DESTROYS = """
import time
print("begun", flush=True)
started = time.monotonic()
while Run.objects.filter(state="approved").exists():
    execution.execute_approved(now=timezone.now())
print("done", time.monotonic() - started, flush=True)
time.sleep(60)
"""
OF_A_LIST = ("Case", "CaseGrant", "Sheet", "Entry", "Action", "ImportedRow")


def kills(city: Installation, *, times: int) -> dict[str, Any]:
    """Kill imports and destructions `times`; count what was half done, lost or acknowledged too early."""
    started = time.monotonic()
    city.more["UITWEG_POLICY"] = _signed(city.folder.parent)
    phrase = city.members()["fatima"]["phrase"]
    _made(city, START + APPROVED.replace("PHRASE", repr(phrase)))  # cases with a conversation
    bring = BRINGS.replace("ROWS", str(ROWS))
    long = {"import": _struck(city, bring) or 1.0, "destruction": 1.0}
    faults: list[str] = []
    found = dict.fromkeys(("in_the_middle", "lists_whole", "lists_not_there", "cases_gone"), 0)
    by_what = dict.fromkeys(long, 0)
    before = _counted(city)
    for n in range(times):
        what = ("import", "destruction")[n % 2]
        by_what[what] += 1
        if what == "destruction" and "approved" not in before["said"]["runs"]:
            _made(city, START + LISTS.replace("A_RUN", str(A_RUN)))
            before = _counted(city)
        program = DESTROYS if what == "destruction" else bring
        ended = _struck(city, program, after=random.uniform(0, 1.1 * long[what]))
        long[what] = ended or long[what]
        after = _counted(city)
        found["in_the_middle"] += ended is None
        if what == "import":
            came = after["tables"]["Case"] > before["tables"]["Case"]
            found["lists_whole" if came else "lists_not_there"] += 1
            faults += _of_a_list(before["tables"], after["tables"], said=ended is not None)
        faults += _of_cases(before["said"], after["said"], same=what == "destruction")
        before = after
    found["cases_gone"] = before["said"]["gone"]
    return {
        "good": not faults,
        "kills": times,
        "by_what": by_what,
        **found,
        "half": len(faults),
        "faults": faults[:20],
        "seconds": round(time.monotonic() - started),
    }


def _signed(folder: Path) -> str:
    """Write a signed copy of the retention table, without which nothing is destroyed."""
    text = (ROOT / "policy" / "retention.yaml").read_text("utf-8")
    signed = text.replace("signed_on: null", "signed_on: 2020-01-01")
    (folder / "retention.yaml").write_text(signed, "utf-8")
    return str(folder)


def _struck(city: Installation, program: str, *, after: float | None = None) -> float | None:
    """Run a program and kill -9 it `after` so many seconds, or at its end.

    Returns how long it took, or None when it was killed before its end.
    """
    line = [sys.executable, "-c", START + program]
    with subprocess.Popen(line, env=city.environment, stdout=subprocess.PIPE, text=True) as going:
        assert going.stdout
        assert going.stdout.readline() == "begun\n"
        if after is None:
            said = going.stdout.readline()
            going.kill()
        else:
            time.sleep(after)
            going.kill()
            said = going.stdout.read()
    return float(said.split()[1]) if said.startswith("done") else None


def _made(city: Installation, program: str) -> None:
    done = city.program(program)
    assert done.returncode == 0, done.stderr


def _counted(city: Installation) -> dict[str, Any]:
    done = city.program(START + SAID + COUNTS)
    assert done.returncode == 0, done.stderr
    said, tables = (json.loads(line) for line in done.stdout.splitlines())
    return {"said": said, "tables": tables}


def _of_a_list(before: dict[str, int], after: dict[str, int], *, said: bool) -> list[str]:
    """Return faults: a list imported in part, or acknowledged and not imported."""
    came = {table: after[table] - before[table] for table in OF_A_LIST}
    whole = set(came.values()) == {ROWS} and after["Import"] - before["Import"] == 1
    nothing = set(came.values()) == {0} and after["SearchToken"] == before["SearchToken"]
    faults = [] if whole or nothing else [f"half a list: {came}"]
    return [*faults, "said and not there"] if said and not whole else faults


def _of_cases(before: dict[str, Any], after: dict[str, Any], *, same: bool) -> list[str]:
    """Return faults: a case destroyed in part, or changed counts."""
    wrong = {
        "hanging": after["hanging"] != [],
        "half a case": after["half"] != 0,
        "proof": after["certified"] != after["gone"],
        "messages left": after["said"] != 0,
        "trail": after["broken"] is not None,
        "counts": same and after["counts"] != before["counts"],
        "came back": after["gone"] < before["gone"],
    }
    return [f"{name}: {after}" for name, is_so in wrong.items() if is_so]
