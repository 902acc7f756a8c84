"""Emergency access to a colleague's case: the owner is told of it, and the lead reviews it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallState
from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.acts import (
    USE_EMERGENCY_ACCESS,
    USE_EMERGENCY_ACCESS_TO_REPORT,
)
from uitweg.casework.cases.case.rules.grants import (
    AccessLevel,
    EmergencyVerdict,
    GrantKind,
    GrantReason,
)
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.emergency_access.rules import emergency_end
from uitweg.casework.cases.grants.actions.grants import mail_managers
from uitweg.casework.cases.grants.actions.named_readers import name_readers
from uitweg.casework.cases.grants.actions.opening import current_team_key
from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.actions.mail import MemberMail
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.policy import retention
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_row

END_EMERGENCY_ACCESS = Act("case:emergency-end", "Noodtoegang eindigde met de dienst")
SEE_EMERGENCY_ACCESS = Act("case:emergency-seen", "Noodtoegang gezien door de eigenaar")
REVIEW_EMERGENCY_ACCESS = Act("case:review-emergency", "Noodtoegang beoordeeld")

EMERGENCY_MAIL = MemberMail(
    "Uitweg: noodtoegang gebruikt",
    "In Uitweg is noodtoegang gebruikt bij een casus van jou.\n\n"
    "Bij Nu staat bij welke en waarom: {address}/werk/\n",
)


class EmergencyRefusal(Refusal):
    NO_DANGER_IN_SOURCES = "Hier is geen gevaar dat openstaat. Er is niets geopend."
    EMERGENCY_CARD_FIRST = "Open eerst de veiligheidskaart. Er is niets veranderd."
    EMERGENCY_JUDGED = "Een collega heeft dit net beoordeeld. Jouw oordeel is niet bewaard."


def emergency_ends_at(begins_at: datetime, *, shift_ends_at: datetime | None) -> datetime:
    """Return when emergency access ends: with the shift, and by the term in the retention policy.

    `shift_ends_at` is None for who has no duty. The rota is known above this part, so whoever calls
    hands it in.
    """
    term = timedelta(minutes=retention.retention_table().number("emergency-access"))
    return emergency_end(begins_at, term=term, shift_ends_at=shift_ends_at)


def use_emergency_access(
    *,
    case: Case,
    level: AccessLevel,
    reason: GrantReason,
    why: str,
    shift_ends_at: datetime | None,
    by: Actor,
    form_key: bytes,
) -> None:
    """Give `by` access to a case in an emergency, and mail the members who manage it.

    The first use gives level `card`; with that, a second use can give level `read` until the first
    ends. Sending the same form twice gives access once. Raises NotAllowed for a restricted case,
    and NotPossible for a destroyed case, or for level `read` without having the card.
    """
    require(by, Permission.CASE_EMERGENCY, case)
    if case.state == CaseState.DESTROYED:
        raise NotPossible(CaseRefusal.CASE_CLOSED)
    grant = CaseGrant(level=level, reason=reason, until=_ends_at(case, level, by, shift_ends_at))
    _give_access(case, grant, why=why, restricted=False, by=by, form_key=form_key)


def open_sources(
    *,
    case: Case,
    reason: GrantReason,
    why: str,
    shift_ends_at: datetime | None,
    by: Actor,
    form_key: bytes,
) -> None:
    """Open the report and call notes of a restricted case to a lead, while there is danger in them.

    The case itself stays closed: its key is not sealed to the team. Raises NotPossible when there
    is no such danger, or when the case is not restricted any more.
    """
    require(by, Permission.REPORT_EMERGENCY, case)
    if not sources_in_danger(case):
        raise NotPossible(EmergencyRefusal.NO_DANGER_IN_SOURCES)
    until = emergency_ends_at(by.now, shift_ends_at=shift_ends_at)
    grant = CaseGrant(level=AccessLevel.CARD, groups=[], reason=reason, until=until)
    _give_access(case, grant, why=why, restricted=True, by=by, form_key=form_key)


def sources_in_danger(case: Case) -> bool:
    """Return whether a message or call of this case tells of danger that nobody ended."""
    messages = Message.objects.filter(report=case.report_id or 0, danger_now=True, danger_end="")
    calls = CallNote.objects.filter(case_id=case.pk, state=CallState.PASSED, danger_now=True)
    return messages.exists() or calls.exists()


def _give_access(
    case: Case, grant: CaseGrant, *, why: str, restricted: bool, by: Actor, form_key: bytes
) -> None:
    """Store the grant of an emergency with its reason, tell the managers, and write it down."""
    team = current_team_key(by.keyring)
    sealed_reason = envelope.seal(
        bytes(team.public_key), _sealing_context(form_key, "why"), why.encode()
    )
    with transaction.atomic():
        if lock_row(case).is_restricted is not restricted:
            raise NotPossible(CaseRefusal.CASE_REKEYED)
        if once(
            EmergencyAccess.objects.select_related("grant"),
            form_key,
            of={"grant__case": case, "grant__member": by.member},
            is_same=lambda earlier: (
                (earlier.grant.level, earlier.grant.reason) == (grant.level, grant.reason)
                and decrypt_reason(earlier, by.keyring) == why
            ),
        ):
            return
        grant.case, grant.member, grant.kind = case, by.member, GrantKind.EMERGENCY
        grant.since, grant.given_by = by.now, by.member.pk
        grant.save(force_insert=True)
        EmergencyAccess.objects.create(grant=grant, form_key=form_key, sealed_reason=sealed_reason)
        mail_key = f"emergency-{grant.pk}"
        mail_managers(case, EMERGENCY_MAIL, key=mail_key, except_for=by.member, now=by.now)
        name_readers(case)
        if restricted:
            audit_log.record(by.member, USE_EMERGENCY_ACCESS_TO_REPORT, case, reason=grant.reason)
        else:
            reason = f"{grant.level}:{grant.reason}"
            audit_log.record(by.member, USE_EMERGENCY_ACCESS, case, reason=reason)


def _ends_at(case: Case, level: AccessLevel, by: Actor, shift_ends_at: datetime | None) -> datetime:
    """Return when the access ends: that of level `read` ends with that of the card."""
    if level is AccessLevel.CARD:
        return emergency_ends_at(by.now, shift_ends_at=shift_ends_at)
    grants = case.grants.active_for(by.member.pk).filter(kind=GrantKind.EMERGENCY)
    latest = grants.order_by("-until").first()
    if level is not AccessLevel.READ or latest is None or latest.until is None:
        raise NotPossible(EmergencyRefusal.EMERGENCY_CARD_FIRST)
    return latest.until


@dataclass(frozen=True)
class EmergencyStay:
    """The emergency access of one member to one case: the card, and more since, ending together."""

    case: Case
    member: Member
    begins_at: datetime
    until: datetime


def stays_ending_with_a_shift(*, now: datetime) -> list[EmergencyStay]:
    """Return the emergency access of this moment that was to end before its whole term."""
    grants = CaseGrant.objects.active().filter(kind=GrantKind.EMERGENCY.value, until__gt=now)
    stays: dict[tuple[int, int, datetime | None], EmergencyStay] = {}
    for grant in grants.select_related("case", "member").order_by("since", "pk"):
        if grant.until is not None:
            stay = EmergencyStay(grant.case, grant.member, grant.since, grant.until)
            stays.setdefault((grant.case_id, grant.member_id, grant.until), stay)
    return [
        stay
        for stay in stays.values()
        if stay.until < emergency_ends_at(stay.begins_at, shift_ends_at=None)
    ]


def end_earlier(*, stay: EmergencyStay, shift_ends_at: datetime) -> bool:
    """End emergency access with a shift that turned out to end earlier; tell whether it did.

    Never lengthens it. The worker's, because nobody clicks when a rota changes.
    """
    until = emergency_ends_at(stay.begins_at, shift_ends_at=shift_ends_at)
    if until >= stay.until:
        return False
    with transaction.atomic():
        case = lock_row(stay.case)
        grants = case.grants.filter(member=stay.member, kind=GrantKind.EMERGENCY.value)
        if not grants.filter(until=stay.until).update(until=until):
            return False
        name_readers(case)
        origin = ActOrigin.WORKER
        audit_log.record(None, END_EMERGENCY_ACCESS, case, origin=origin, reason="shift-over")
    return True


def mark_seen_by_owner(
    *,
    access: EmergencyAccess,
    by: Actor,
) -> None:
    """Record that a member who manages the case saw this, which removes it from their home page."""
    require(by, Permission.CASE_GRANT, access.grant.case)
    with transaction.atomic():
        unseen = EmergencyAccess.objects.filter(pk=access.pk, owner_seen_at=None)
        if unseen.update(owner_seen_at=by.now):
            audit_log.record(by.member, SEE_EMERGENCY_ACCESS, access.grant.case)


def review_emergency_access(
    *,
    access: EmergencyAccess,
    verdict: EmergencyVerdict,
    explanation: str,
    by: Actor,
    form_key: bytes = b"",
) -> None:
    """Store the lead's verdict on this use. Raises NotPossible when it was reviewed already."""
    require(by, Permission.CASE_REVIEW_EMERGENCY, access)
    team = current_team_key(by.keyring)
    sealed_review = envelope.seal(
        bytes(team.public_key),
        _sealing_context(bytes(access.form_key), "review"),
        explanation.encode(),
    )
    with transaction.atomic():
        unreviewed = EmergencyAccess.objects.filter(pk=access.pk, verdict="")
        if not unreviewed.update(
            verdict=verdict,
            reviewed_by=by.member,
            reviewed_on=by.today,
            sealed_review=sealed_review,
        ):
            access.refresh_from_db(fields=["reviewed_by"])
            raise NotPossible(EmergencyRefusal.EMERGENCY_JUDGED, ask=access.reviewed_by_id)
        drafts.discard_sent_draft(form_key)
        audit_log.record(
            by.member, REVIEW_EMERGENCY_ACCESS, access.grant.case, reason=verdict.value
        )


def decrypt_reason(access: EmergencyAccess, keyring: Keyring) -> str:
    """Decrypt why a member used emergency access, or return "" when that fails.

    Sealed to the team, so that the lead can read it without access to the case.
    """
    return _unseal_field(access, "why", bytes(access.sealed_reason), keyring)


def decrypt_review(access: EmergencyAccess, keyring: Keyring) -> str:
    """Decrypt what the lead wrote about it, or return "" when that fails."""
    return _unseal_field(access, "review", bytes(access.sealed_review), keyring)


def _unseal_field(access: EmergencyAccess, field: str, sealed: bytes, keyring: Keyring) -> str:
    if not sealed:
        return ""
    try:
        sealing_context = _sealing_context(bytes(access.form_key), field)
        return envelope.unseal(keyring.seed_for(sealed), sealing_context, sealed).decode()
    except (CannotOpen, Malformed):
        return ""


def _sealing_context(form_key: bytes, field: str) -> bytes:
    """Return the context of `sealed_<field>` in the row with this form key."""
    return context("cases_emergencyaccess", form_key.hex(), f"sealed_{field}")
