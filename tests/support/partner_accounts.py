"""Accounts of partners in tests, and questions that were sent to their organisation."""

from datetime import timedelta

from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import (
    ConsentGiver,
    ConsentMode,
    ConsentPurpose,
    ConsentState,
)
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
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import tokens

GROUPS = frozenset({DataGroup.SAFETY, DataGroup.CONTACT})
SECRET_WORDS = "Alleen via Joris, nooit appen"


def a_partner(
    organisation: Organisation, name: str = "Mirjam", role: Role = Role.PARTNER_CARE
) -> Member:
    """Return an admitted account of this organisation."""
    return people.a_member(None, name, role, organisation=organisation.pk)  # type: ignore[arg-type]


def a_consent(case: Case, organisation: Organisation, by: Member) -> Consent:
    """Return the consent of the youngster that covers `GROUPS` for this organisation."""
    given = [each for each in case.consents.all() if each.organisations == [organisation.pk]]
    if given:
        return given[0]
    return Consent.objects.create(
        case=case,
        purpose=next(iter(ConsentPurpose)),
        state=ConsentState.GIVEN,
        given_by=next(iter(ConsentGiver)),
        mode=next(iter(ConsentMode)),
        groups=sorted(GROUPS),
        organisations=[organisation.pk],
        asked_at=timezone.now(),
        heard_by=by,
        form_key=tokens.new_token(16),
    )


def a_package(
    case: Case,
    organisation: Organisation,
    by: Member,
    *,
    kind: PackageKind = PackageKind.REFERRAL,
    reply_public: bytes | None = None,
    asked: str = "Ik breng hem zelf.",
) -> Package:
    """Return a package that `by` sent to this organisation with the youngster's consent."""
    now = timezone.now()
    consent = a_consent(case, organisation, by)
    content = PackageContent(
        title="Kan hij vannacht bij u slapen?",
        asked=asked,
        sender="Joris, zorgcoördinator",
        phone="06-105 994 58",
        sections=(PackageSection("Veilig contact", SECRET_WORDS),),
    )
    return packages.send_package(
        kind=kind,
        organisation=organisation,
        content=content,
        parts=[PartTerms(case, GROUPS, consent.pk, None)],
        purpose="opvang voor een nacht",
        answer_by=now + timedelta(hours=1),
        opens_until=now + timedelta(days=3),
        reply_public=reply_public or packages.new_reply_key()[1],
        by=people.acting(by, keyring=people.keyring_of(by)),
    )


def answered(**said: object) -> dict[str, object]:
    """Return the form that answers a package, filled in."""
    return {"answer": "accept", "text": "", "key": tokens.new_token(16).hex(), **said}
