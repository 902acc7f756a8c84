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
from typing import Any

from tests.processes.test_destruction_killed import APPROVED, SAID, START
from tests.processes.test_import_killed import COUNTS
from tests.support.installation import Installation

ROWS, CASES_PER_RUN, MAX_KILLS = 300, 60, 100
"""Rows of an import, cases of a destruction run, and the most kills (each starts two programs)."""
IMPORT = """
import time
from bench.importing import prepared_upload, fatima
from uitweg.casework.spreadsheets.actions import importing
from uitweg.platform.accounts.actions.authorization import Actor
by, keyring = fatima()
opened = prepared_upload(by, keyring, ROWS)
print("begun", flush=True)
started = time.monotonic()
importing.import_rows(opened=opened, by=Actor(by, timezone.now(), keyring))
print("done", time.monotonic() - started, flush=True)
time.sleep(60)
"""
APPROVE_A_RUN = """
by, lead = Member.objects.get(login="fatima"), Member.objects.get(login="ruud")
on_a_run = RunLine.objects.values("case")
old = Case.objects.filter(report_id=None).exclude(pk__in=on_a_run).exclude(sealed_key=b"")
if not old.exists():
    raise SystemExit  # no import was completed since
old = list(old.order_by("pk").values_list("pk", flat=True)[:CASES_PER_RUN])
Case.objects.filter(pk__in=old).update(
    state="closed", ending="safe", ground="wmo", closed_on=date(2009, 5, 1),
    kept_until=date(2024, 5, 1),
)
run = case_destruction.propose_destruction(cases=old, by=acting(by, now=now))
case_destruction.approve_destruction(run=run, by=acting(lead, now=now))
"""
DESTROY = """
import time
print("begun", flush=True)
started = time.monotonic()
while Run.objects.filter(state="approved").exists():
    execution.execute_approved(now=timezone.now())
print("done", time.monotonic() - started, flush=True)
time.sleep(60)
"""
TABLES_OF_A_ROW = ("Case", "CaseGrant", "Sheet", "Entry", "Action", "ImportedRow")


def kills(city: Installation, *, times: int) -> dict[str, Any]:
    """Kill imports and destructions; count what was half done, lost or acknowledged too early."""
    started = time.monotonic()
    phrase = city.members()["fatima"]["phrase"]
    _run(city, START + APPROVED.replace("PHRASE", repr(phrase)))  # cases with a conversation
    programs = {"import": IMPORT.replace("ROWS", str(ROWS)), "destruction": DESTROY}
    duration = {"import": _run_and_kill(city, programs["import"]) or 1.0, "destruction": 1.0}
    faults: list[str] = []
    results = dict.fromkeys(("in_the_middle", "lists_whole", "lists_not_there", "cases_gone"), 0)
    kills_by_kind = dict.fromkeys(programs, 0)
    before = _counted(city)
    for nth in range(times):
        kind = ("import", "destruction")[nth % 2]
        kills_by_kind[kind] += 1
        if kind == "destruction" and "approved" not in before["cases"]["runs"]:
            _run(city, START + APPROVE_A_RUN.replace("CASES_PER_RUN", str(CASES_PER_RUN)))
            before = _counted(city)
        kill_after = random.uniform(0, 1.1 * duration[kind])
        took = _run_and_kill(city, programs[kind], after=kill_after)
        duration[kind] = took or duration[kind]
        after = _counted(city)
        results["in_the_middle"] += took is None
        if kind == "import":
            is_imported = after["tables"]["Case"] > before["tables"]["Case"]
            results["lists_whole" if is_imported else "lists_not_there"] += 1
            faults += _import_faults(
                before["tables"], after["tables"], is_acknowledged=took is not None
            )
        faults += _case_faults(
            before["cases"], after["cases"], counts_must_match=kind == "destruction"
        )
        before = after
    results["cases_gone"] = before["cases"]["gone"]
    return {
        "good": not faults,
        "kills": times,
        "by_what": kills_by_kind,
        **results,
        "half": len(faults),
        "faults": faults[:20],
        "seconds": round(time.monotonic() - started),
    }


def _run_and_kill(city: Installation, program: str, *, after: float | None = None) -> float | None:
    """Run a program and kill -9 it `after` so many seconds, or when it is done.

    Return how long it took, or None when it was killed before it was done.
    """
    line = [sys.executable, "-c", START + program]
    with subprocess.Popen(line, env=city.environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        if after is None:
            output = process.stdout.readline()
            process.kill()
        else:
            time.sleep(after)
            process.kill()
            output = process.stdout.read()
    return float(output.split()[1]) if output.startswith("done") else None


def _run(city: Installation, program: str) -> str:
    completed = city.program(program)
    assert completed.returncode == 0, completed.stderr
    return completed.stdout


def _counted(city: Installation) -> dict[str, Any]:
    """Return what is left of destroyed cases, and the number of rows of each table."""
    output = _run(city, START + SAID + COUNTS)
    cases, tables = (json.loads(line) for line in output.splitlines())
    return {"cases": cases, "tables": tables}


def _import_faults(
    before: dict[str, int], after: dict[str, int], *, is_acknowledged: bool
) -> list[str]:
    """Return faults: a spreadsheet imported in part, or acknowledged and not imported."""
    added = {table: after[table] - before[table] for table in TABLES_OF_A_ROW}
    is_whole = set(added.values()) == {ROWS} and after["Import"] - before["Import"] == 1
    is_nothing = set(added.values()) == {0} and after["SearchToken"] == before["SearchToken"]
    faults = [] if is_whole or is_nothing else [f"half an import: {added}"]
    return [*faults, "acknowledged and not there"] if is_acknowledged and not is_whole else faults


def _case_faults(
    before: dict[str, Any], after: dict[str, Any], *, counts_must_match: bool
) -> list[str]:
    """Return faults: a case destroyed in part, or changed counts."""
    faults = {
        "rows left": after["hanging"] != [],
        "half a case": after["half"] != 0,
        "proof": after["certified"] != after["gone"],
        "messages left": after["said"] != 0,
        "audit log": after["broken"] is not None,
        "counts": counts_must_match and after["counts"] != before["counts"],
        "came back": after["gone"] < before["gone"],
    }
    return [f"{name}: {after}" for name, is_fault in faults.items() if is_fault]
