"""Packages for tests: sending one, and a partner who opens its link as their browser does."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.partners import an_organisation
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import ConsentState
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.leaving import PartTerms
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import (
    PackageContent,
    PackageKind,
    PackageSection,
)
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions.secret_bodies import body_of
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import box, split_key, tokens
from uitweg.platform.sealing.wire import context

CONTENT = PackageContent(
    title="Kan een jongere van 16 vanavond bij u slapen?",
    asked="Hij kan niet meer naar huis.",
    sender="Fatima, zorgcoördinator",
    phone="06-555 01 20",
    sections=(PackageSection("Wie", "Daan, 16 jaar"),),
)


def a_consent(case: Case, organisation: Organisation, member: Member, **terms: Any) -> Consent:
    """Return a consent to share name and contact with this organisation."""
    given: dict[str, Any] = {
        "purpose": "shelter",
        "state": ConsentState.GIVEN,
        "given_by": "self",
        "mode": "spoken",
        "groups": ["contact"],
        "organisations": [organisation.pk],
        "asked_at": timezone.now(),
        "heard_by": member,
        "form_key": tokens.new_token(16),
    }
    return Consent.objects.create(case=case, **(given | terms))


@dataclass
class SentPackage:
    """A package, the seed that opens its answers, and the consent it rests on."""

    package: Package
    seed: bytes
    consent: Consent

    @property
    def link(self) -> str:
        """The address in the mail, while that waits in the outbox."""
        mail = OutgoingMessage.objects.get(key=f"package:{self.package.pk}:link")
        return next(line for line in body_of(mail).splitlines() if "/vraag/" in line)

    def last_code(self) -> str:
        codes = OutgoingMessage.objects.filter(key__startswith=f"package:{self.package.pk}:code-")
        last = codes.order_by("-id").first()
        assert last is not None
        return "".join(filter(str.isdigit, body_of(last)))[:6]


def a_package(
    case: Case,
    member: Member,
    *,
    organisation: Organisation | None = None,
    content: PackageContent = CONTENT,
    kind: PackageKind = PackageKind.REFERRAL,
    now: datetime | None = None,
) -> SentPackage:
    """Send this content to an organisation, on a consent of this moment."""
    organisation = organisation or an_organisation()
    now = now or timezone.now()
    consent = a_consent(case, organisation, member, asked_at=now)
    seed, public = packages.new_reply_key()
    package = packages.send_package(
        kind=kind,
        organisation=organisation,
        content=content,
        parts=[PartTerms(case, frozenset({DataGroup.CONTACT}), consent=consent.pk)],
        purpose="Opvang voor een nacht",
        answer_by=now + timedelta(hours=4),
        opens_until=now + timedelta(days=3),
        reply_public=public,
        by=people.acting(member, now=now, keyring=people.keyring_of(member)),
    )
    return SentPackage(package, seed, consent)


class LinkVisitor:
    """Who has the link, with a browser that does what the page's script does."""

    def __init__(self, link: str) -> None:
        self.path, _, half = link.partition("#")
        self.path = "/vraag/" + self.path.partition("/vraag/")[2]
        self.public_id = bytes.fromhex(self.path.split("/")[2])
        self.link_half = bytes.fromhex(half)
        self.client = Client(enforce_csrf_checks=True)
        self.opened: dict[str, Any] = {}

    def post(self, what: str, **fields: Any) -> Any:
        return self.client.post(
            f"{self.path}{what}/", json.dumps(fields), content_type="application/json"
        )

    @property
    def proof(self) -> str:
        return b64encode(split_key.link_proof(self.link_half)).decode()

    @property
    def token(self) -> str:
        half = b64decode(self.opened["answer_half"])
        return b64encode(split_key.answer_token(self.link_half, half)).decode()

    def state(self) -> Any:
        return self.post("staat", proof=self.proof)

    def ask_code(self, way: str = "sms") -> Any:
        return self.post("code", proof=self.proof, way=way)

    def open(self, code: str) -> Any:
        answer = self.post("open", proof=self.proof, code=code)
        if answer.status_code == 200 and "opened" in answer.json():
            self.opened = answer.json()
        return answer

    def content(self) -> PackageContent:
        """Decrypt what was sent, with both halves."""
        names = ("server_half", "sealed_key", "sealed_content")
        return self.decrypted(*(b64decode(self.opened[name]) for name in names))

    def decrypted(
        self, server_half: bytes, sealed_key: bytes, sealed_content: bytes
    ) -> PackageContent:
        """Decrypt what was sent, with the half in the link and this half of the server."""
        key = box.unlock(
            split_key.link_key(self.link_half, server_half),
            context("partners_packagelink", self.public_id.hex(), "sealed_key"),
            sealed_key,
        )
        place = context("partners_package", self.public_id.hex(), "sealed_content")
        return PackageContent.from_json(box.unlock(key, place, sealed_content).decode())

    def answer(self, answer: str, text: str = "", **more: str) -> Any:
        fields = {
            "token": self.token,
            "opened": self.opened["opened"],
            "answer": answer,
            "text": text,
            "form_key": tokens.new_token(16).hex(),
        }
        return self.post("antwoord", **(fields | more))


def opened_by(sent: SentPackage, link: str = "") -> LinkVisitor:
    """Return a visitor who asked for a code and typed it."""
    visitor = LinkVisitor(link or sent.link)
    assert visitor.ask_code().status_code == 200
    assert visitor.open(sent.last_code()).status_code == 200
    return visitor
