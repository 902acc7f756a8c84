"""A case with a card, a consent and a partner, and the form of a referral as a browser sends it."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.partners import a_service, an_organisation
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState, Recipient
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.referrals.actions import states as referrals
from uitweg.casework.partners.referrals.models import Referral
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens

PERSON = {"called": "Mo", "age": "16", "languages": "Nederlands en Arabisch", "school": "ROC Zuid"}
CARD = {
    "alarm": "Wordt gezocht door twee mannen",
    "no": "Niet in Nieuw-West komen",
    "contact": "Alleen via Joris",
    "call": "Moeder, 06-555 012 61",
    "address": "Verzonnenstraat 1",
}
SHARED = frozenset({DataGroup.CONTACT, DataGroup.SITUATION, DataGroup.SAFETY})
ASKED = "Kan hij om 00:45 komen? Ik breng hem zelf."


def actor_of(member: Member, *, minutes: int = 0) -> Actor:
    now = timezone.now() + timedelta(minutes=minutes)
    return people.acting(member, now=now, keyring=people.keyring_of(member))


def fill_in(case: Case, member: Member, **on_card: str) -> None:
    """Write the person sheet and the safety card, which says this too."""
    for kind, fields in ((SheetKind.PERSON, PERSON), (SheetKind.SAFETY, CARD | on_card)):
        sheets.write_sheet(
            case=case,
            kind=kind,
            fields=dict(fields),
            version=0,
            by=actor_of(member),
            form_key=tokens.new_token(16),
        )


def say_yes(
    case: Case,
    member: Member,
    organisation: Organisation,
    *,
    groups: frozenset[DataGroup] = SHARED,
    state: ConsentState = ConsentState.GIVEN,
    days: int = 30,
) -> Consent:
    """Record an answer of the youngster about these data groups for this organisation."""
    answer = ConsentAnswer(
        state,
        groups=groups,
        recipients=(Recipient(organisation.name, organisation=organisation.pk),),
        purpose=ConsentPurpose.SHELTER,
        until=timezone.localdate() + timedelta(days=days),
    )
    return consents.record_consents(case=case, answers=[answer], by=actor_of(member))[0]


def a_shelter(**fields: Any) -> Service:
    return a_service(an_organisation(**fields))


def a_draft(case: Case, member: Member, *, service: Service | None = None) -> Referral:
    """Begin a referral to a shelter, of a case that is filled in, with a consent for it."""
    service = service or a_shelter()
    fill_in(case, member)
    say_yes(case, member, service.organisation)
    return referrals.start_draft(
        case=case, organisation=service.organisation, service=service, by=actor_of(member)
    )


def url_of(referral: Referral, *, end: str = "") -> str:
    return f"/casus/{referral.case_id}/verwijs/{referral.pk}/{end}"


def form_of(page: str, **typed: Any) -> dict[str, Any]:
    """Return the form of a draft's page as it stands, with the question and what is typed."""
    chosen = re.search(r'<option\s+value="([^"]+)"\s+selected', page)
    form = {
        "version": re.search(r'name="version" value="(\d+)"', page),
        "seen": re.search(r'name="seen" value="([0-9a-f]*)"', page),
    }
    ticked = re.findall(r'name="pieces"\s+value="([a-z-]+)"\s+checked', page)
    assert chosen
    values = {name: match[1] for name, match in form.items() if match}
    return values | {"pieces": ticked, "text": ASKED, "answer_by": chosen[1]} | typed


def sending_form_of(page: str, **typed: Any) -> dict[str, Any]:
    """Return the same with the button that sends it."""
    return form_of(page, **typed) | {"send": "1"}


def sent(client: Client, referral: Referral, **typed: Any) -> Any:
    """Open the page of a draft and press the button; return the answer."""
    page = client.get(url_of(referral)).content.decode()
    return client.post(url_of(referral), sending_form_of(page, **typed))
