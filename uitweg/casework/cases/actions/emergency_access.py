"""In an emergency: into a colleague's case, with a reason; the owner is told, the lead judges."""

from datetime import datetime, timedelta

from django.db import transaction

from uitweg.casework.cases.actions.manager_mail import mail_managers
from uitweg.casework.cases.actions.opening import current_team_key
from uitweg.casework.cases.models import Case, CaseGrant, EmergencyAccess
from uitweg.casework.cases.rules.grants import (
    AccessLevel,
    EmergencyVerdict,
    GrantKind,
    GrantReason,
)
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.actions.mail import MemberMail
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.policy import retention
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_row

EMERGENCY_MAIL = MemberMail(
    "Uitweg: noodtoegang gebruikt",
    "In Uitweg is noodtoegang gebruikt bij een casus van jou.\n\n"
    "Bij Nu staat bij welke en waarom: {address}/werk/\n",
)


def emergency_ends_at(now: datetime) -> datetime:
    """Return when an emergency is over: by the term of policy, until a rota knows the shift."""
    return now + timedelta(minutes=retention.retention_table().number("emergency-access"))


def use_emergency_access(
    *,
    case: Case,
    level: AccessLevel,
    reason: GrantReason,
    why: str,
    by: Actor,
    form_key: bytes,
) -> None:
    """Let `by` into a case without being let in: the safety card, then (again) all of it to read.

    Grant, the owner's news and the line in the audit log are one transaction. Raises NotAllowed for
    a strict case; NotPossible for a destroyed one, and for more than the card without the card.
    """
    require(by.member, Permission.CASE_EMERGENCY, case)
    if case.state == CaseState.DESTROYED:
        raise NotPossible("case-closed")
    team = current_team_key(by.keyring)
    sealed_why = envelope.seal(
        bytes(team.public_key), _sealing_context(form_key, "why"), why.encode()
    )
    with transaction.atomic():
        if lock_row(case).is_restricted:
            raise NotPossible("case-rekeyed")
        if EmergencyAccess.objects.filter(form_key=form_key).exists():
            return
        drafts.discard_sent_draft(form_key)
        grant = CaseGrant.objects.create(
            case=case,
            member=by.member,
            kind=GrantKind.EMERGENCY,
            level=level,
            since=by.now,
            until=_until(case, level, by),
            reason=reason,
            given_by=by.member.pk,
        )
        EmergencyAccess.objects.create(grant=grant, form_key=form_key, sealed_why=sealed_why)
        mail_key = f"emergency-{grant.pk}"
        mail_managers(case, EMERGENCY_MAIL, key=mail_key, except_for=by.member, now=by.now)
        audit_log.record(by.member, "case:emergency", case, reason=f"{level}:{reason}")


def _until(
    case: Case,
    level: AccessLevel,
    by: Actor,
) -> datetime:
    if level is AccessLevel.CARD:
        return emergency_ends_at(by.now)
    card = (
        case.grants.active_for(by.member.pk)
        .filter(kind=GrantKind.EMERGENCY)
        .order_by("-until")
        .first()
    )
    if level is not AccessLevel.READ or card is None or card.until is None:
        raise NotPossible("emergency-card-first")
    return card.until


def mark_seen_by_owner(
    *,
    access: EmergencyAccess,
    by: Actor,
) -> None:
    """Who manages the case has seen it; off their board."""
    require(by.member, Permission.CASE_GRANT, access.grant.case)
    with transaction.atomic():
        if EmergencyAccess.objects.filter(pk=access.pk, owner_seen_at=None).update(
            owner_seen_at=by.now
        ):
            audit_log.record(by.member, "case:emergency-seen", access.grant.case)


def review_emergency_access(
    *,
    access: EmergencyAccess,
    verdict: EmergencyVerdict,
    said: str,
    by: Actor,
    form_key: bytes = b"",
) -> None:
    """The lead says whether it was in order. Raises NotPossible when it was judged already."""
    require(by.member, Permission.CASE_REVIEW_EMERGENCY, access)
    team = current_team_key(by.keyring)
    place = _sealing_context(bytes(access.form_key), "review")
    with transaction.atomic():
        judged = EmergencyAccess.objects.filter(pk=access.pk, verdict="").update(
            verdict=verdict,
            reviewed_by=by.member,
            reviewed_on=by.today,
            sealed_review=envelope.seal(bytes(team.public_key), place, said.encode()),
        )
        if not judged:
            raise NotPossible("emergency-judged")
        drafts.discard_sent_draft(form_key)
        audit_log.record(
            by.member, "case:review-emergency", access.grant.case, reason=verdict.value
        )


def decrypt_reason(access: EmergencyAccess, keyring: Keyring) -> str:
    """Open why somebody went in; '' when it does not open. For the owner and the lead."""
    return _unseal_field(access, "why", bytes(access.sealed_why), keyring)


def decrypt_review(access: EmergencyAccess, keyring: Keyring) -> str:
    return _unseal_field(access, "review", bytes(access.sealed_review), keyring)


def _unseal_field(access: EmergencyAccess, what: str, closed: bytes, keyring: Keyring) -> str:
    if not closed:
        return ""
    try:
        place = _sealing_context(bytes(access.form_key), what)
        return envelope.unseal(keyring.seed_for(closed), place, closed).decode()
    except (CannotOpen, Malformed):
        return ""


def _sealing_context(form_key: bytes, what: str) -> bytes:
    return context("cases_emergencyaccess", form_key.hex(), f"sealed_{what}")
