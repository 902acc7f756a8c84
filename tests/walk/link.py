"""A partner without an account: asked by mail, with a link, and a code by telephone."""

import json
from typing import Any

from django.conf import settings
from django.test import Client

from tests.support import packages, people
from tests.walk import fixed
from tests.walk.text import Normaliser
from tests.walk.visit import Stores
from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.directory.models import Organisation
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules import Channel


def lines(stores: Stores, host: str) -> list[str]:
    """Return what each step answered, from the mail to the answer, and its traces together."""
    fixed.begin("partner with a link")
    outbox.configured_channels = lambda: frozenset(Channel)
    demo = json.loads((settings.DATA / "demo.json").read_text(encoding="utf-8"))
    people.PHRASE = next(each["phrase"] for each in demo["members"] if each["login"] == "fatima")
    normal, said = Normaliser(), list[str]()

    def step(title: str, answer: Any) -> None:
        said.extend([f"=== {title}", f"status {answer.status_code}"])
        shown = json.dumps(answer.json(), indent=1, ensure_ascii=False, sort_keys=True)
        said.extend(normal(line) for line in shown.splitlines())

    with stores.rolled_back():
        sent = packages.a_package(
            Case.objects.get(pk=1),
            Member.objects.get(login="fatima"),
            organisation=Organisation.objects.get(name="De Brug"),
        )
        visitor = packages.LinkVisitor(sent.link)
        visitor.client = Client(SERVER_NAME=host)
        step("the link", visitor.state())
        step("a code by text message", visitor.ask_code())
        step("a wrong code", visitor.open("000000"))
        step("the code", visitor.open(sent.last_code()))
        said.extend(["=== what the browser opens", repr(visitor.content())])
        read = {"token": visitor.token, "opened": visitor.opened["opened"]}
        step("it was read", visitor.post("gelezen", **read))
        step("an answer that is none", visitor.answer("onzin"))
        step("a question", visitor.answer("question", "Hoe laat komt hij?"))
        step("yes", visitor.answer("accept"))
        step("the link again", visitor.state())
        said.append("=== all together")
        said.extend(f"audit: {normal(each)}" for each in stores.audit_entries())
        said.extend(f"stored: {each}" for each in stores.changes())
    return said
