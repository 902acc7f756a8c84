"""The signed PDF of a weighing leaves: to a lawyer or the prosecutor, on a live consent.

What left is recorded with the case as a hash and a number of the organisation. The text stays in
the compartment: no snapshot of it is kept under the key of the case.
"""

from dataclasses import dataclass
from datetime import datetime

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
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.actions.basis import (
    SendingStanding,
    sending_standing,
    sending_standings,
)
from uitweg.casework.partners.dispatch.actions.leaving import leave, parts_on
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
        # only a yes to the weighing is a basis, and no decision without consent
        standing = sending_standing(
            organisation, [locked.case], now=by.now, purpose=ConsentPurpose.APPRAISAL
        )
        _require_may_leave(locked, standing)
        _record(locked, standing, pdf, by=by)
    return pdf


def _require_newest(appraisal: Appraisal) -> None:
    """Raise NotPossible when a newer version is being made, or was signed."""
    newer = appraisal.compartment.appraisals.filter(number__gt=appraisal.number)
    if newer.exclude(stage=Stage.ENDED).exists():
        raise NotPossible(StageRefusal.APPRAISAL_NEWER)


def _require_may_leave(appraisal: Appraisal, standing: SendingStanding) -> None:
    if bar := _bar(version_to_share(appraisal), appraisal.case, standing):
        raise NotPossible(bar)


def _record(appraisal: Appraisal, standing: SendingStanding, pdf: bytes, *, by: Actor) -> None:
    case, organisation = appraisal.case, standing.organisation
    recipient = recipient_of(standing.kinds)
    assert recipient is not None
    leave(
        parts_on(case, standing.bases[case.pk], [GROUP]),
        organisation=organisation,
        content=pdf,
        via=METHODS[recipient],
        purpose=f"De weging, versie {appraisal.number}",
        asked_for=ConsentPurpose.APPRAISAL,
        by=by,
    )
    reason = f"{recipient}:{organisation.pk}"
    audit_log.record(by.member, DISCLOSE_APPRAISAL, appraisal, reason=reason)


def recipient_of(offered: frozenset[str]) -> PaperRecipient | None:
    """Return as whom an organisation that offers this gets a weighing; None: it may not.

    One that is both gets it as prosecutor, which asks most.
    """
    found = {RECIPIENT_KINDS[kind] for kind in RECIPIENT_KINDS if kind in offered}
    if PaperRecipient.PROSECUTOR in found:
        return PaperRecipient.PROSECUTOR
    return next(iter(found), None)


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
    standings = sending_standings(
        rows.distinct().order_by("name"),
        [appraisal.case],
        now=now,
        purpose=ConsentPurpose.APPRAISAL,
    )
    return [
        SharingChoice(each.organisation, recipient, _bar(version, appraisal.case, each), pk in had)
        for pk, each in standings.items()
        if (recipient := recipient_of(each.kinds))
    ]


def _bar(version: VersionToShare, case: Case, standing: SendingStanding) -> SharingBar | None:
    organisation = standing.organisation
    return sharing_bar(
        version,
        organisation.pk,
        recipient_of(standing.kinds),
        is_ended=organisation.ended_on is not None,
        has_consent=standing.bases[case.pk][GROUP].consent is not None,
    )
