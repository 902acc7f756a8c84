"""Many at once, and a machine that stops between two steps: a weighing is whole, on both stores."""

import json
from contextlib import nullcontext

import pytest

from tests.support.installation import Installation
from tests.support.machine import postgres

START = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from tests.support import appraisals, people
from tests.support.appraisals import actor, form_key
from uitweg.casework.appraisal.compartment.actions import compartments
from uitweg.casework.appraisal.judging.actions import judgements, stages
from uitweg.casework.appraisal.paper.actions import signing
from uitweg.casework.appraisal.models import *
from uitweg.casework.cases.grants.actions import opening
from uitweg.channel.answers.actions import reports
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.models import AuditEntry
PHRASES = ...
def unlocked(member, _phrase=None):
    people.PHRASE = PHRASES[member.login]
    return people_keyring(member)
people_keyring = people.keyring_of
people.keyring_of = appraisals.keyring_of = unlocked
fatima, joris = (Member.objects.get(login=name) for name in ("fatima", "joris"))
by = actor(fatima)
report = people.a_report()
said = reports.open_conversation(report=report, by=by)
case = opening.open_case(report=report, conversation=said, by=by)
def of_case(table, **said):
    return table.objects.filter(**{PATHS[table]: case}, **said)
PATHS = {Appraisal: "compartment__case", Compartment: "case", AppraisalJudgement: "appraisal__compartment__case",
         Signature: "appraisal__compartment__case"}
def acts(*names):
    things = [f"appraisal:{pk}" for pk in of_case(Appraisal).values_list("pk", flat=True)]
    return AuditEntry.objects.filter(act__in=names, thing__in=things, result="done").count()
"""

AT_ONCE = """
def at_once(work, things):
    def one(thing):
        try:
            work(thing)
            return "done"
        except NotPossible as error:
            return error.refusal.code
        finally:
            connections.close_all()
    with ThreadPoolExecutor(8) as pool:
        return sorted(pool.map(one, things))

his, hers = actor(joris), actor(fatima)
started = at_once(lambda _: compartments.start_appraisal(case=case, form_key=form_key(), by=hers), range(6))
appraisals.write_all(of_case(Appraisal).get(), appraisals.whole_content(), hers)
weighed = appraisals.WeighedCase(case, fatima, joris)
closed = at_once(lambda _: stages.close_facts(appraisal=weighed.appraisal, by=hers), range(4))
weighed.let_in(joris)

appraisal, written = weighed.appraisal, weighed.written()
given = at_once(
    lambda n: judgements.give_judgement(appraisal=appraisal, written=written, form_key=form_key(), by=(his, hers)[n % 2]),
    range(8),
)
reopened = at_once(lambda _: stages.reopen_facts(appraisal=appraisal, by=hers), range(2))
shown = weighed.shown_sha256()
def sign_or_withdraw(n):
    if n == 5:
        return signing.withdraw_signing(appraisal=weighed.appraisal, by=his)
    return signing.sign(appraisal=weighed.appraisal, shown_sha256=shown, by=(his, hers)[n % 2])
signed = at_once(sign_or_withdraw, range(8))
for by in (his, hers):
    signing.sign(appraisal=weighed.appraisal, shown_sha256=shown, by=by)
versions = at_once(lambda _: stages.new_version(appraisal=weighed.appraisal, form_key=form_key(), by=hers), range(1))
print(json.dumps({
    "started": started, "closed": closed, "given": given, "reopened": reopened,
    "judgements": sorted(of_case(AppraisalJudgement).values_list("place", flat=True)),
    "compartments": of_case(Compartment).count(), "signatures": of_case(Signature).count(),
    "stages": list(of_case(Appraisal).order_by("number").values_list("stage", flat=True)),
}))
"""

REOPEN_OR_JUDGE = """
def at_once(works):
    def one(work):
        try:
            work()
            return "done"
        except NotPossible as error:
            return error.refusal.code
        finally:
            connections.close_all()
    with ThreadPoolExecutor(8) as pool:
        return sorted(pool.map(one, works))

his, hers = actor(joris), actor(fatima)
weighed = appraisals.a_closed_one(case, fatima, joris)
faults = []
for _ in range(6):
    appraisal, written = weighed.appraisal, weighed.written()
    reopen = lambda: stages.reopen_facts(appraisal=appraisal, by=hers)
    judge = lambda: judgements.give_judgement(appraisal=appraisal, written=written, form_key=form_key(), by=his)
    said = at_once([reopen, judge, reopen])
    stage, there = weighed.appraisal.stage, of_case(AppraisalJudgement).count()
    if (stage, there) not in (("draft", 0), ("facts-closed", 1)):
        faults.append([said, stage, there])
    if there:
        of_case(AppraisalJudgement).delete()
    else:
        weighed.close_facts()
print(json.dumps({"faults": faults}))
"""

CUT_OFF = """
from tests.support.power_cut import stopped_at
weighed = appraisals.a_closed_one(case, fatima, joris)
his, hers = actor(joris), actor(fatima)
def stored():
    return [weighed.appraisal.stage, of_case(AppraisalJudgement).count(), of_case(Signature).count(), acts("appraisal:judge", "appraisal:sign"),
            bool(weighed.appraisal.sealed_content)]

faults, steps = [], []
def at_every_statement(work):
    before, number = stored(), 1
    while stopped_at(number, work):
        if stored() != before:
            faults.append([number, before, stored()])
        number += 1
    steps.append(number)

appraisal, written = weighed.appraisal, weighed.written()
keys = [form_key(), form_key()]
for by, key in zip((his, hers), keys):
    at_every_statement(lambda: judgements.give_judgement(appraisal=appraisal, written=written, form_key=key, by=by))
shown = weighed.shown_sha256()
for by in (hers, his):
    at_every_statement(lambda: signing.sign(appraisal=weighed.appraisal, shown_sha256=shown, by=by))
print(json.dumps({"faults": faults, "steps": steps, "end": stored()}))
"""


def run(tmp_path, store: str, program: str) -> dict[str, object]:  # type: ignore[no-untyped-def]
    with postgres() if store == "postgres" else nullcontext("") as address:
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": address}).make()
        phrases = {name: each["phrase"] for name, each in city.members().items()}
        done = city.program(START.replace("PHRASES = ...", f"PHRASES = {phrases!r}") + program)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.long
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_at_once_there_is_one_of_each(tmp_path, store) -> None:
    said = run(tmp_path, store, AT_ONCE)

    assert said["started"] == ["appraisal-there"] * 5 + ["done"]
    assert said["closed"] == ["done"] * 4
    assert sorted(said["given"]).count("done") == 2
    assert set(said["given"]) <= {"done", "judgement-there", "appraisal-moved"}
    assert said["judgements"] == ["first", "second"]
    assert said["reopened"] == ["appraisal-judged"] * 2
    assert (said["compartments"], said["signatures"]) == (1, 2)
    assert said["stages"] == ["signed", "draft"]


@pytest.mark.long
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_facts_are_opened_or_judged_never_both(tmp_path, store) -> None:
    assert run(tmp_path, store, REOPEN_OR_JUDGE)["faults"] == []


@pytest.mark.long
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_stopped_at_any_statement_nothing_is_half_judged_or_half_signed(tmp_path, store) -> None:
    said = run(tmp_path, store, CUT_OFF)

    assert said["faults"] == []
    assert all(steps > 8 for steps in said["steps"])
    assert said["end"] == ["signed", 2, 2, 4, True]
