"""The signed PDF of a weighing leaves: to a lawyer or the prosecutor, on a live consent.

What left is recorded with the case as a hash and a number of the organisation. The text stays in
the compartment: no snapshot of it is kept under the key of the case.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import LawyerCheckOutcome, Stage
from uitweg.casework.appraisal.judging.actions.stages import StageRefusal
from uitweg.casework.appraisal.paper.actions import lawyer_checks, signed_papers
from uitweg.casework.appraisal.paper.actions.lawyer_checks import DISCLOSE_APPRAISAL
from uitweg.casework.appraisal.paper.rules.sharing import (
    CheckOfVersion,
    PaperRecipient,
    SharingBar,
    VersionToShare,
    sharing_bar,
)
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents, disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.actions.basis import kinds_offered
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.store.locking import lock_row

GROUP = DataGroup.LAW_POLICE
"""What a weighing is about, in the words in which the youngster is asked."""
METHODS = {
    PaperRecipient.LAWYER: DisclosureMethod.LAWYER,
    PaperRecipient.PROSECUTOR: DisclosureMethod.PROSECUTOR,
}
RECIPIENT_KINDS = {
    ServiceKind.LAWYER: PaperRecipient.LAWYER,
    ServiceKind.PROSECUTOR: PaperRecipient.PROSECUTOR,
}


@dataclass(frozen=True)
class SharingChoice:
    """One organisation that could get the version: as whom, and what is in the way (None: nothing).

    `has_it` says that it got this version before.
    """

    organisation: Organisation
    recipient: PaperRecipient
    bar: SharingBar | None
    has_it: bool


def share_appraisal(
    *, appraisal: Appraisal, organisation: Organisation, shown_sha256: bytes, by: Actor
) -> bytes:
    """Return the signed PDF for this organisation; recorded as a disclosure before.

    `shown_sha256` is of the PDF that the page spoke of. Raises NotAllowed without a grant to write
    in the compartment, or without access to the case; and NotPossible when the version may not go
    to this organisation at this moment, or when a signature is not whole.
    """
    require(by, Permission.APPRAISAL_DISCLOSE, appraisal)
    require(by, Permission.CASE_DISCLOSE, appraisal.case)
    key = open_compartment(compartment=appraisal.compartment, by=by)
    pdf = signed_papers.read_report(appraisal, key)
    if not signed_papers.is_whole(signed_papers.check_report(appraisal, pdf)):
        raise NotPossible(signed_papers.PaperRefusal.PAPER_CHANGED)
    with transaction.atomic():
        lock_row(appraisal.case)  # a consent that is withdrawn at this moment waits, or was first
        locked = lock_row(appraisal)
        _require_newest(locked)
        if signed_papers.hash_of_report(locked) != shown_sha256:
            raise NotPossible(StageRefusal.APPRAISAL_MOVED)
        _require_may_leave(locked, organisation, by=by)
        _record(locked, organisation, pdf, by=by)
    return pdf


def _require_newest(appraisal: Appraisal) -> None:
    """Raise NotPossible when a newer version is being made, or was signed."""
    newer = appraisal.compartment.appraisals.filter(number__gt=appraisal.number)
    if newer.exclude(stage=Stage.ENDED).exists():
        raise NotPossible(StageRefusal.APPRAISAL_NEWER)


def _require_may_leave(appraisal: Appraisal, organisation: Organisation, *, by: Actor) -> None:
    recipient = recipient_of(organisation, now=by.now)
    if bar := _bar(version_to_share(appraisal), appraisal.case, organisation, recipient, by.now):
        raise NotPossible(bar)


def _record(appraisal: Appraisal, organisation: Organisation, pdf: bytes, *, by: Actor) -> None:
    consent = consent_for(appraisal.case, organisation, now=by.now)
    recipient = recipient_of(organisation, now=by.now)
    assert consent is not None
    assert recipient is not None
    purpose = f"De weging, versie {appraisal.number}"
    disclosures.disclose(
        parts=[
            DisclosurePart(
                appraisal.case,
                1,
                frozenset({GROUP}),
                consent=consent.pk,
                organisation=organisation.pk,
            )
        ],
        content=pdf,
        via=METHODS[recipient],
        statement=DisclosureStatement(organisation.name, purpose, DisclosureBasis.CONSENT),
        by=by,
    )
    reason = f"{recipient}:{organisation.pk}"
    audit_log.record(by.member, DISCLOSE_APPRAISAL, appraisal, reason=reason)


def recipient_of(organisation: Organisation, *, now: datetime) -> PaperRecipient | None:
    """Return as whom this organisation gets a weighing, by what it offers today; None: it may not.

    One that is both gets it as prosecutor, which asks most.
    """
    offered = kinds_offered(organisation, now=now)
    found = {RECIPIENT_KINDS[kind] for kind in RECIPIENT_KINDS if kind in offered}
    if PaperRecipient.PROSECUTOR in found:
        return PaperRecipient.PROSECUTOR
    return next(iter(found), None)


def consent_for(case: Case, organisation: Organisation, *, now: datetime) -> Consent | None:
    """Return the yes to the weighing that counts now for this organisation, or None.

    The newest answer counts; a no to this organisation, to whatever question, is a no here too. A
    decision to share without consent is no basis for a weighing.
    """
    kinds = kinds_offered(organisation, now=now)
    asked = partial(
        consents.sharing_basis, case, organisation=organisation.pk, kinds=kinds, now=now
    )
    consent = asked(purpose=ConsentPurpose.APPRAISAL)[GROUP].consent
    if consent is None or asked()[GROUP].consent is None:
        return None
    return case.consents.get(pk=consent)


def version_to_share(appraisal: Appraisal) -> VersionToShare:
    """Return what counts of this version when it would leave."""
    check = lawyer_checks.newest_check(appraisal)
    rows = appraisal.case.disclosures.filter(via=DisclosureMethod.LAWYER)
    lawyers = rows.exclude(organisation=None).values_list("organisation", flat=True)
    return VersionToShare(
        stage=Stage(appraisal.stage),
        facts_changed=appraisal.facts_changed_at is not None,
        check=CheckOfVersion(LawyerCheckOutcome(check.outcome), check.organisation)
        if check
        else None,
        lawyers_with_it=lawyer_checks.organisations_with(appraisal) & frozenset(lawyers),
    )


def sharing_choices(appraisal: Appraisal, *, now: datetime) -> list[SharingChoice]:
    """Return the lawyers and prosecutors of the directory, by name, with what is in the way."""
    rows = Organisation.objects.filter(
        ended_on=None, services__kind__in=list(RECIPIENT_KINDS), services__ended_on=None
    )
    version, had = version_to_share(appraisal), lawyer_checks.organisations_with(appraisal)
    choices = list[SharingChoice]()
    for organisation in rows.distinct().order_by("name"):
        if recipient := recipient_of(organisation, now=now):
            bar = _bar(version, appraisal.case, organisation, recipient, now)
            has_it = organisation.pk in had
            choices.append(SharingChoice(organisation, recipient, bar, has_it))
    return choices


def _bar(
    version: VersionToShare,
    case: Case,
    organisation: Organisation,
    recipient: PaperRecipient | None,
    now: datetime,
) -> SharingBar | None:
    return sharing_bar(
        version,
        organisation.pk,
        recipient,
        is_ended=organisation.ended_on is not None,
        has_consent=consent_for(case, organisation, now=now) is not None,
    )
