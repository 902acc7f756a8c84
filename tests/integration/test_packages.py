"""What a partner gets: encrypted with a key of its own, on a live basis, and gone when it ends."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.support import people
from tests.support.partners import an_organisation
from tests.support.people import acting
from uitweg.casework.cases.models import Case, Consent, Disclosure
from uitweg.casework.cases.rules.consents import ConsentState
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.disclosures import DisclosureMethod
from uitweg.casework.partners.actions import packages
from uitweg.casework.partners.actions.packages import PartTerms
from uitweg.casework.partners.models import Organisation, PackageLink
from uitweg.casework.partners.rules.packages import (
    Answer,
    PackageContent,
    PackageKind,
    Section,
)
from uitweg.platform.sealing import tokens

CONTENT = PackageContent(
    title="Kan een jongere van 16 vanavond bij u slapen?",
    asked="Hij kan niet meer naar huis.",
    sender="Fatima",
    phone="06-555 01 20",
    sections=(Section("Wie", "Daan, 16 jaar"),),
)


def a_consent(case: Case, organisation: Organisation, member: Any, **terms: Any) -> Consent:
    return Consent.objects.create(
        **{
            "case": case,
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
        | terms
    )


def test_sending(case, fatima) -> None:
    org = an_organisation()
    consent = a_consent(case, org, fatima)
    seed, public = packages.new_reply_key()
    by = acting(fatima, keyring=people.keyring_of(fatima))
    package = packages.send_package(
        kind=PackageKind.REFERRAL,
        organisation=org,
        content=CONTENT,
        parts=[PartTerms(case, frozenset({DataGroup.CONTACT}), consent=consent.pk)],
        via=DisclosureMethod.REFERRAL,
        purpose="opvang",
        answer_by=None,
        opens_until=by.now + timedelta(days=2),
        reply_public=public,
        by=by,
    )
    assert Disclosure.objects.count() == 1
    reply = packages.answer_package(
        package=package,
        answer=Answer.ACCEPT,
        text="kom maar",
        form_key=b"1" * 16,
        member=None,
        now=timezone.now(),
    )
    assert packages.decrypt_replies(package, seed=seed)[0].text == "kom maar"
    packages.end_dead_packages(now=timezone.now())
    packages.end_dead_packages(now=timezone.now() + timedelta(days=3))
    assert not PackageLink.objects.exists()
