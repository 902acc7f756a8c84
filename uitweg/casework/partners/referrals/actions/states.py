"""Referrals of a case: begin one, who may know of it, and its next state."""

from datetime import datetime

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.actions.entries import EntryAttributes
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.actions.ends import end_package
from uitweg.casework.partners.dispatch.models import PackageReply
from uitweg.casework.partners.dispatch.rules.packages import PackageEnd, PartnerAnswer, ReachRefusal
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import (
    REFERRAL_TRANSITIONS,
    STATES_BY_TEAM,
    ReferralState,
    referral_group,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_for_update, lock_row

READ_REFERRAL = Act("referral:read", "Verwijzing bekeken")
WRITE_REFERRAL = Act("referral:write", "Verwijzing gemaakt of veranderd")


class ReferralRefusal(Refusal):
    REFERRAL_MOVED = (
        "Een collega of de partner deed net iets met deze verwijzing. Er is niets veranderd door "
        "jouw klik."
    )
    NOT_THEIR_SERVICE = "Dit aanbod is niet van deze partner. Er is niets begonnen."


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
        audit_log.record(by.member, READ_REFERRAL, referral.case, result="refused")
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
        raise NotPossible(ReferralRefusal.NOT_THEIR_SERVICE)
    if organisation.ended_on or (service is not None and service.ended_on):
        raise NotPossible(ReachRefusal.PARTNER_ENDED)
    with transaction.atomic():
        locked = case_keys.lock_cases({case.pk: case.key_round})[case.pk]
        if not locked.is_open:
            raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
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
        audit_log.record(by.member, WRITE_REFERRAL, case, reason="draft")
    return referral


STATE_OF_ANSWER = {
    PartnerAnswer.ACCEPT: ReferralState.ACCEPTED,
    PartnerAnswer.DECLINE_FULL: ReferralState.DECLINED,
    PartnerAnswer.DECLINE_NO_FIT: ReferralState.DECLINED,
    PartnerAnswer.DECLINE_OTHER: ReferralState.DECLINED,
    PartnerAnswer.STARTED: ReferralState.STARTED,
    PartnerAnswer.DONE: ReferralState.DONE,
}
"""The state that an answer leads to; a question and a note lead to none."""
STEP_WORDS = {
    ReferralState.STARTED: "Begonnen bij {}.",
    ReferralState.DONE: "Klaar bij {}.",
    ReferralState.NO_SHOW: "Niet gekomen bij {}.",
    ReferralState.HANDED_OVER: "Overgedragen aan {}: zij gaan hiermee verder.",
    ReferralState.WITHDRAWN: "De vraag aan {} is teruggenomen.",
}


def apply_reply(*, reply: PackageReply, now: datetime) -> None:
    """Let an answer change the referral that it is about, inside the caller's transaction.

    The caller locked the package, so two answers come one after the other. An answer that does not
    count, or that does not fit the state any more, changes no state; every answer is news for the
    team. A package that is not of a referral is left alone.
    """
    rows = Referral.objects.of_package(reply.package)
    referral = lock_for_update(Referral.objects.filter(pk__in=rows.values("pk"))).first()
    if referral is None:
        return
    referral.news_at = referral.news_at or now
    to = STATE_OF_ANSWER.get(PartnerAnswer(reply.answer)) if reply.counts else None
    is_current = referral.package_id == reply.package_id
    if to and is_current and to in REFERRAL_TRANSITIONS[ReferralState(referral.state)]:
        referral.state, referral.state_at, referral.state_by = to.value, now, None
    referral.save(update_fields=["news_at", "state", "state_at", "state_by"])


def change_state(*, referral: Referral, to: ReferralState, version: int, by: Actor) -> None:
    """Say what became of a referral: started, done, not come, handed over, or taken back.

    Taken back, the link dies in the same transaction, and the partner is told. A second click
    changes nothing. Raises NotPossible when it cannot go to that state, or a colleague or the
    partner was first.
    """
    case = referral.case
    require(by, Permission.REFERRAL_WRITE, case)
    key = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        case_keys.lock_case(key)
        package = lock_row(referral.package) if referral.package else None
        locked = lock_row(referral)
        if locked.state == to:
            return
        possible = REFERRAL_TRANSITIONS[ReferralState(locked.state)]
        if to not in STATES_BY_TEAM & possible or locked.version != version:
            raise NotPossible(ReferralRefusal.REFERRAL_MOVED, ask=locked.state_by_id)
        was_sent = locked.state != ReferralState.DRAFT
        locked.state, locked.state_at, locked.state_by = to.value, by.now, by.member
        locked.version += 1
        locked.save(update_fields=["state", "state_at", "state_by", "version"])
        if to is ReferralState.WITHDRAWN and package:
            end_package(package=package, end=PackageEnd.WITHDRAWN, now=by.now)
        if was_sent:
            step = STEP_WORDS[to].format(referral.organisation.name)
            attributes = EntryAttributes(group=referral_group(kind_of(referral)))
            entries.write_entry(key, EntryKind.STEP, step, by=by, attributes=attributes)
        audit_log.record(by.member, WRITE_REFERRAL, case, reason=to.value)
