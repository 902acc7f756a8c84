"""Referrals of a case: begin a draft, and what of them a member may see."""

from django.db import transaction

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.models import Case
from uitweg.casework.partners.models import Organisation, Referral, Service
from uitweg.casework.partners.rules.directory import ServiceKind
from uitweg.casework.partners.rules.referrals import ReferralState, referral_group
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens


def kind_of(referral: Referral) -> ServiceKind | None:
    """Return the kind of service that is asked, None when only an organisation was chosen."""
    return ServiceKind(referral.service.kind) if referral.service else None


def visible_referrals(case: Case, *, by: Actor) -> list[Referral]:
    """Return the referrals of a case of which this member may know, the newest first."""
    groups = case.visibility_for(by.member.pk).readable_groups
    referrals = Referral.objects.filter(case=case).with_names()
    return [each for each in referrals if referral_group(kind_of(each)) in groups]


def is_visible(referral: Referral, *, by: Actor) -> bool:
    """Return whether this member may know of the referral: they read its case and data group."""
    groups = referral.case.visibility_for(by.member.pk).readable_groups
    return (
        may(by, Permission.REFERRAL_READ, referral.case)
        and referral_group(kind_of(referral)) in groups
    )


def require_visible(referral: Referral, *, by: Actor) -> None:
    """Raise NotAllowed, and record the refusal, unless this member may know of the referral."""
    require(by, Permission.REFERRAL_READ, referral.case)
    if not is_visible(referral, by=by):
        audit_log.record(by.member, "referral:read", referral.case, result="refused")
        raise NotAllowed(Permission.REFERRAL_READ.value)


def start_draft(
    *, case: Case, organisation: Organisation, service: Service | None, by: Actor
) -> Referral:
    """Begin a referral that is not sent yet, or return the draft for this service that stands open.

    Raises NotPossible for a closed case, for an organisation or service that ended, and for a
    service of another organisation.
    """
    require(by, Permission.REFERRAL_WRITE, case)
    if service is not None and service.organisation_id != organisation.pk:
        raise NotPossible("not-their-service")
    if organisation.ended_on or (service is not None and service.ended_on):
        raise NotPossible("partner-ended")
    with transaction.atomic():
        locked = case_keys.lock_cases({case.pk: case.key_round})[case.pk]
        if not locked.is_open:
            raise NotPossible("case-closed")
        drafts = Referral.objects.filter(case=case, state=ReferralState.DRAFT)
        if draft := drafts.filter(organisation=organisation, service=service).first():
            return draft
        referral = Referral.objects.create(
            case=case,
            organisation=organisation,
            service=service,
            made_at=by.now,
            made_by=by.member,
            state_at=by.now,
            state_by=by.member,
            form_key=tokens.new_token(16),
        )
        audit_log.record(by.member, "referral:write", case, reason="draft")
    return referral
