"""The worker is killed again and again while it destroys cases: nothing is half, and it ends."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.killed import at_every_statement
from tests.support.machine import postgres

pytestmark = pytest.mark.long

START = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from datetime import date
from django.db import connections
from django.utils import timezone
from uitweg.platform.accounts.actions import login; from uitweg.platform.audit.actions import audit_log
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.casework.cases import counts
from uitweg.casework.cases.grants.actions.opening import open_case
from uitweg.casework.cases.models import Case
from uitweg.casework.retention.actions import execution, case_destruction
from uitweg.casework.retention.models import Destruction, Run, RunLine, TableSignature
from uitweg.platform.policy.retention import retention_table
from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.models import Message, Report, Tombstone
from tests.support.people import acting
from uitweg.platform.store import destroyed
now = timezone.now()
"""
APPROVED = """
by, lead = Member.objects.get(login="fatima"), Member.objects.get(login="ruud")
for role in ("lead", "privacy-officer"):
    TableSignature.objects.create(
        text_hash=retention_table().text_hash, role=role, member=lead, signed_on=date(2020, 1, 1)
    )
ring = login.keyring_of(by, login.unlock_seed(by, PHRASE))
for report in Report.objects.filter(state__in=["waiting", "taken"]).order_by("id")[:3]:
    said = reports.open_conversation(report=report, by=Actor(by, now, ring))
    open_case(report=report, conversation=said, by=Actor(by, now, ring))
Case.objects.update(
    state="closed", ending="safe", ground="wmo", closed_on=date(2009, 5, 1),
    kept_until=date(2024, 5, 1),
)
numbers = [n for n in Case.objects.values_list("report_id", flat=True) if n]
Message.objects.filter(report__in=numbers).update(handled_at=now)
numbers = list(Case.objects.values_list("pk", flat=True))
run = case_destruction.propose_destruction(cases=numbers, by=acting(by, now=now))
case_destruction.approve_destruction(run=run, by=acting(lead, now=now))
print(run.lines.count())
"""
KILLED = """
with connections["default"].execute_wrapper(killing):
    with connections["channel"].execute_wrapper(killing):
        for _ in range(6):
            execution.execute_approved(now=now)
"""
SAID = """
keyless = Case.objects.filter(sealed_key=b"")
hanging = [
    relation.related_model.__name__
    for relation in Case._meta.related_objects
    if relation.related_model.__name__ not in ("Goal", "RunLine")
    and relation.related_model._default_manager.filter(
        **{relation.field.name + "__in": keyless}).exists()
]
whole = Case.objects.exclude(sealed_key=b"").filter(entries=None).count()
numbers = [n for n in keyless.values_list("report_id", flat=True) if n]
print(json.dumps({
    "states": sorted(RunLine.objects.values_list("state", flat=True)),
    "gone": keyless.count(), "hanging": hanging, "half": whole,
    "certified": sum(Destruction.objects.filter(row="cases-wmo").values_list("count", flat=True)),
    "said": Message.objects.filter(report__in=numbers).count(),
    "stones": Tombstone.objects.filter(by_term=True, executed_at=None).count(),
    "runs": sorted(Run.objects.values_list("state", flat=True)),
    "noted": len(destroyed.read_journal(destroyed.journal_path()))
    if destroyed.journal_path().exists() else 0,
    "broken": audit_log.first_broken_entry(),
    "counts": str([sorted(map(str, counted().items())) for counted in counts.ALL_COUNTS]),
}))
"""


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def test_killed_at_one_statement_after_another_nothing_is_half(tmp_path: Path, store: str) -> None:
    """After each kill it goes on with what is left, and comes one statement further."""
    with postgres() if store == "postgres" else nullcontext("") as address:
        more = {"UITWEG_DATABASE_URL": address}
        city = Installation(tmp_path / "data", more).make()
        approved = APPROVED.replace("PHRASE", repr(city.members()["fatima"]["phrase"]))
        (made, first), tries = at_every_statement(
            city, START, [approved, SAID], does=KILLED, looks=SAID
        )
    cases, before = made.found, first.found
    for _, looked in tries:
        now = looked.found
        assert now["hanging"] == []
        assert now["half"] == 0
        assert now["certified"] == now["gone"]
        assert now["said"] == 0
        assert now["noted"] >= now["gone"]
        assert now["broken"] is None
        assert now["counts"] == before["counts"]

    assert len(tries) > 14
    assert now["states"] == ["gone"] * cases
    assert now["gone"] == cases > 1
    assert (now["stones"], now["runs"]) == (0, ["executed"])
