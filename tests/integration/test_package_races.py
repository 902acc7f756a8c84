"""Many at once, and a machine that stops between two steps: what counts is whole, on both stores."""

import json
from contextlib import nullcontext

import pytest

from tests.support.installation import Installation
from tests.support.machine import postgres

AT_ONCE = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from django.utils import timezone
from tests.support import packages as made, people
from uitweg.casework.cases.models import Case
from uitweg.casework.partners.dispatch.actions import ends as package_ends
from uitweg.casework.partners.dispatch.actions import links as package_links, messages as package_messages, packages
from uitweg.casework.partners.models import PackageLink, PackageReply
from uitweg.casework.partners.dispatch.rules.messages import CodeWay
from uitweg.casework.partners.dispatch.actions.links import LinkHolder
from uitweg.casework.partners.dispatch.rules.packages import PackageEnd, PartnerAnswer
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import split_key, tokens
people.PHRASE = PHRASE
package_messages.code_ways = lambda _: list(CodeWay)
fatima = Member.objects.get(login="fatima")
case = Case.objects.visible_to(fatima).order_by("pk").first()
sent = made.a_package(case, fatima, organisation=made.an_organisation("Proefhuis (verzonnen)"))
link = {"public_id": bytes(sent.package.public_id)}
link["proof"] = split_key.link_proof(bytes.fromhex(sent.link.partition("#")[2]))

def at_once(work, things):
    def one(thing):
        try:
            return work(thing)
        finally:
            connections.close_all()
    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(one, things))

asked = at_once(lambda _: package_links.request_code(**link, way=CodeWay.SMS, now=timezone.now()), range(12))
right = int(sent.last_code())
guesses = [f"{(right + n) % 10**6:06d}" for n in range(1, 13)]
tried = at_once(lambda code: package_links.open_with_code(**link, code=code, now=timezone.now()), guesses)

def answer(n):
    said = list(PartnerAnswer)[n % 4]
    reply = packages.answer_package(package=sent.package, answer=said, text="", form_key=tokens.new_token(16),
                                    by=LinkHolder(sent.package, timezone.now()))
    return reply.counts
counted = at_once(answer, range(12))

second = made.a_package(case, fatima, organisation=sent.package.organisation)
def end_or_answer(n):
    try:
        if n % 2:
            package_ends.end_package(package=second.package, end=PackageEnd.WITHDRAWN, now=timezone.now())
            return None
        return packages.answer_package(package=second.package, answer=PartnerAnswer.ACCEPT, text="",
                                       form_key=tokens.new_token(16), by=LinkHolder(second.package, timezone.now())).counts
    except packages.NotPossible:
        return None
raced = at_once(end_or_answer, range(12))
second.package.refresh_from_db()
print(json.dumps({
    "codes": OutgoingMessage.objects.filter(channel="sms").count(), "asked": len(set(asked)),
    "heard": sorted(each.tries_left for each in tried),
    "counted": sum(counted), "kept": PackageReply.objects.filter(package=sent.package).count(),
    "raced": sum(bool(each) for each in raced) <= 1, "ended": second.package.end,
    "left": bytes(second.package.sealed_content).hex(),
    "keys": PackageLink.objects.filter(package=second.package).exclude(server_half=b"").count(),
}))
"""

CUT_OFF = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from tests.support import packages as made, partners, people
from tests.support.power_cut import stopped_at
from uitweg.casework.cases.models import Case, Disclosure
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.models import *
from uitweg.casework.partners.dispatch.actions.links import LinkHolder
from uitweg.casework.partners.dispatch.rules.packages import PartnerAnswer
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.models import OutgoingMessage
people.PHRASE = PHRASE
fatima = Member.objects.get(login="fatima")
case = Case.objects.visible_to(fatima).order_by("pk").first()
house = partners.an_organisation("Proefhuis (verzonnen)")

def stored():
    return (Package.objects.count(), PackageLink.objects.count(), Disclosure.objects.count(),
            OutgoingMessage.objects.filter(group__startswith="package:").count())

faults, number = [], 1
before = stored()
while stopped_at(number, lambda: made.a_package(case, fatima, organisation=house)):
    if stored() != before:
        faults.append(["sending", number, stored()])
    number += 1
sent_steps = number
package = Package.objects.latest("pk")

def whole():
    package.refresh_from_db()
    open_keys = PackageLink.objects.filter(package=package).exclude(server_half=b"").count()
    return bool(package.sealed_content), open_keys, package.replies.count(), package.ended_at is None

assert whole() == (True, 1, 0, True)
number = 1
def answer():
    packages.answer_package(package=package, answer=PartnerAnswer.ACCEPT, text="ja", form_key=bytes(16), by=LinkHolder(package, timezone.now()))
while stopped_at(number, answer):
    if whole() != (True, 1, 0, True):
        faults.append(["answering", number, whole()])
    number += 1
print(json.dumps({"faults": faults, "sent": sent_steps, "answered": number, "end": whole()}))
"""


def run(tmp_path, store: str, program: str) -> dict[str, object]:  # type: ignore[no-untyped-def]
    with postgres() if store == "postgres" else nullcontext("") as address:
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": address}).make()
        phrase = city.members()["fatima"]["phrase"]
        done = city.program(program.replace("PHRASE = PHRASE", f"PHRASE = {phrase!r}"))
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.long
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_many_at_once_guess_no_more_than_five_and_one_answer_counts(tmp_path, store) -> None:
    said = run(tmp_path, store, AT_ONCE)

    assert (said["codes"], said["asked"]) == (1, 1)
    assert said["heard"] == [0] * 8 + [1, 2, 3, 4]
    assert (said["counted"], said["kept"]) == (1, 12)
    assert said["raced"]
    assert said["ended"] in {"withdrawn", "answered"}
    assert (said["left"], said["keys"]) == ("", 0)


@pytest.mark.long
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_stopped_at_any_statement_nothing_is_half_sent_or_half_answered(tmp_path, store) -> None:
    said = run(tmp_path, store, CUT_OFF)

    assert said["faults"] == []
    assert said["sent"] > 10
    assert said["answered"] > 8
    assert said["end"] == [False, 0, 1, False]
