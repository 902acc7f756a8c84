"""Consent: recording who agreed to what, withdrawing it, and on what may be shared now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions.consent_list import (
    consent_text,
    groups_of,
    opened_decision,
    stored_answers,
)
from uitweg.casework.cases.consents.models import Consent, SharingDecision
from uitweg.casework.cases.consents.rules.consents import (
    ConsentGiver,
    ConsentMode,
    ConsentPurpose,
    ConsentState,
    ConsentText,
    DecisionReasons,
    DecisionText,
    Recipient,
    SharingBasis,
    SharingChange,
    SharingScope,
    StoredAnswer,
    basis_for,
    lost_by_withdrawing,
)
from uitweg.casework.cases.consents.rules.disclosures import BASES_WITHOUT_CONSENT, DisclosureBasis
from uitweg.casework.cases.plan.actions.plan import PlanRefusal
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_row

WRITE_CONSENT = Act("consent:write", "Toestemming vastgelegd")


class ConsentRefusal(Refusal):
    CONSENT_FOR_WHAT = "Kies aan wie en waarover. Er is niets vastgelegd."
    CONSENT_WAS_NO_YES = "Hier was geen ja om in te trekken. Er is niets veranderd."
    DECISION_NOT_WHOLE = (
        "Vul alles in: voor welke taak, waarom, en wanneer de jongere het hoort. Er is niets "
        "vastgelegd."
    )


@dataclass(frozen=True)
class ConsentAnswer:
    """One answer to one question: to whom, which data groups, what for, and until when.

    `state` is GIVEN, REFUSED or NOT_ASKED. `said` is what was said, in somebody's own words, or why
    it was not asked. `heard_by` is who heard it; None is whoever writes it down.
    """

    state: ConsentState
    groups: frozenset[DataGroup]
    recipients: tuple[Recipient, ...]
    purpose: ConsentPurpose
    given_by: ConsentGiver = ConsentGiver.SELF
    mode: ConsentMode = ConsentMode.SPOKEN
    until: date | None = None
    said: str = ""
    heard_by: Member | None = None


@dataclass(frozen=True)
class SharingTerms:
    """What a decision to share without consent covers: nothing beyond it may go out by it."""

    basis: DisclosureBasis
    groups: frozenset[DataGroup]
    recipients: tuple[Recipient, ...]
    until: date
    tell_on: date | None


def sharing_basis(
    case: Case,
    *,
    organisation: int,
    kinds: frozenset[str],
    now: datetime,
    purpose: ConsentPurpose | None = None,
) -> dict[DataGroup, SharingBasis]:
    """Return for each data group on what it may go to this organisation now.

    `kinds` are the kinds of service that this organisation offers. With `purpose` only a yes to
    that question is a basis, and no decision; and what may not be shared at all does not become so
    by it. See `rules.consents.basis_for`.
    """
    bases = sharing_bases([case], {organisation: kinds}, now=now, purpose=purpose)
    return bases[case.pk, organisation]


def sharing_bases(
    cases: Iterable[Case],
    organisations: Mapping[int, frozenset[str]],
    *,
    now: datetime,
    purpose: ConsentPurpose | None = None,
) -> dict[tuple[int, int], dict[DataGroup, SharingBasis]]:
    """Return what `sharing_basis` does for each of these cases and organisations, in few queries.

    By the ids of case and organisation; `organisations` has the kinds of service of each.
    """
    pks = [case.pk for case in cases]
    decisions: dict[int, list[SharingScope]] = {pk: [] for pk in pks}
    for decision in SharingDecision.objects.filter(case__in=pks).live(now):
        decisions[decision.case_id].append(_live_decision(decision))
    bases = _bases(stored_answers(pks, now=now), organisations, decisions)
    if purpose is None:
        return bases
    of_purpose = _bases(stored_answers(pks, purpose=purpose, now=now), organisations, {})
    return {
        place: {group: _both(basis, of_purpose[place][group]) for group, basis in any_.items()}
        for place, any_ in bases.items()
    }


def _bases(
    answers: Mapping[int, Sequence[StoredAnswer]],
    organisations: Mapping[int, frozenset[str]],
    decisions: Mapping[int, Sequence[SharingScope]],
) -> dict[tuple[int, int], dict[DataGroup, SharingBasis]]:
    return {
        (case, organisation): {
            group: basis_for(
                group,
                organisation=organisation,
                kinds=kinds,
                answers=said,
                decisions=decisions.get(case, ()),
            )
            for group in DataGroup
        }
        for case, said in answers.items()
        for organisation, kinds in organisations.items()
    }


def _both(any_purpose: SharingBasis, of_purpose: SharingBasis) -> SharingBasis:
    if any_purpose.consent is not None and of_purpose.may_share:
        return of_purpose
    return SharingBasis(refused_on=any_purpose.refused_on or of_purpose.refused_on)


def lost_by_withdrawal(
    case: Case, kinds: Mapping[int, frozenset[str]], *, now: datetime
) -> dict[int, tuple[SharingChange, ...]]:
    """Return by the id of each live consent what organisations get no more once it is withdrawn.

    `kinds` has the kinds of help of each organisation.
    """
    answers = stored_answers([case.pk], now=now)[case.pk]
    decisions = [_live_decision(row) for row in SharingDecision.objects.filter(case=case).live(now)]
    return {
        answer.pk: lost_by_withdrawing(
            answer.pk, at=now, kinds=kinds, answers=answers, decisions=decisions
        )
        for answer in answers
        if answer.is_live
    }


def _live_decision(row: SharingDecision) -> SharingScope:
    return SharingScope(
        row.pk, frozenset(row.groups), frozenset(row.organisations), frozenset(row.service_kinds)
    )


def record_consents(
    *, case: Case, answers: Sequence[ConsentAnswer], by: Actor, form_key: bytes = b""
) -> list[Consent]:
    """Store what was answered: a row for each answer, all or none.

    Sending the same form twice stores it once. Raises NotAllowed when `by` may not see one of the
    data groups, and NotPossible for a closed case, or an answer without a group or a recipient.
    """
    key = _open_key_to_write(case, by)
    writable = case.visibility_for(by.member.pk).writable_groups
    for answer in answers:
        if not answer.groups or not answer.recipients:
            raise NotPossible(ConsentRefusal.CONSENT_FOR_WHAT)
        if not answer.groups <= writable:
            raise NotAllowed(Permission.CONSENT_WRITE.value)
        if answer.heard_by and not case.may_be_worked_on_by(answer.heard_by.pk):
            raise NotPossible(PlanRefusal.OWNER_WITHOUT_GRANT)
    form_keys = [form_key or tokens.new_token(16), *(tokens.new_token(16) for _ in answers[1:])]
    rows = [
        _consent_row(key, answer, token, by)
        for answer, token in zip(answers, form_keys, strict=True)
    ]

    def is_same(first: Consent) -> bool:
        return [_stored(row, key) for row in _together(first)] == [_stored(r, key) for r in rows]

    with transaction.atomic():
        case_keys.lock_case(key)
        if not rows:
            return []
        if earlier := once_in_case(Consent, case, form_keys[0], is_same):
            return _together(earlier)
        for row in rows:
            row.save(force_insert=True)
            audit_log.record(by.member, WRITE_CONSENT, case, reason=f"consent:{row.state}")
    return rows


def _together(first: Consent) -> list[Consent]:
    """Return the answers that were stored by one form, of which this is the first."""
    rows = Consent.objects.filter(case=first.case_id, asked_at=first.asked_at, pk__gte=first.pk)
    return list(rows.order_by("pk"))


def _stored(row: Consent, key: CaseKey) -> tuple[object, ...]:
    """Return what an answer said when it was written, to compare; a yes may be withdrawn by now."""
    is_yes = row.state in (ConsentState.GIVEN, ConsentState.WITHDRAWN)
    return (
        ConsentState.GIVEN if is_yes else row.state,
        *(row.purpose, row.given_by, row.mode, row.heard_by_id, row.until),
        *(groups_of(row.groups), consent_text(row, key)),
    )


def _consent_row(key: CaseKey, answer: ConsentAnswer, form_key: bytes, by: Actor) -> Consent:
    return Consent(
        case_id=key.case_id,
        purpose=answer.purpose,
        state=answer.state,
        given_by=answer.given_by,
        mode=answer.mode,
        groups=list(groups_of(answer.groups)),
        organisations=_organisations_of(answer.recipients),
        service_kinds=_kinds_of(answer.recipients),
        asked_at=by.now,
        heard_by=answer.heard_by or by.member,
        until=answer.until if answer.state is ConsentState.GIVEN else None,
        form_key=form_key,
    ).seal(key, text=ConsentText(answer.recipients, answer.said))


def _organisations_of(recipients: Iterable[Recipient]) -> list[int]:
    return sorted({each.organisation for each in recipients if each.organisation})


def _kinds_of(recipients: Iterable[Recipient]) -> list[str]:
    return sorted({each.kind for each in recipients if each.kind})


def withdraw_consent(*, consent: Consent, by: Actor) -> None:
    """End a consent from this moment on; a second click changes nothing.

    Whoever works in the case may do it, also when they do not see all that it is about. Raises
    NotPossible when it was no yes.
    """
    require(by, Permission.CONSENT_WRITE, consent.case)
    with transaction.atomic():
        lock_row(consent.case)  # what is being sent at this moment waits, and then finds no basis
        row = lock_row(consent)
        if row.state == ConsentState.WITHDRAWN:
            return
        if row.state != ConsentState.GIVEN:
            raise NotPossible(ConsentRefusal.CONSENT_WAS_NO_YES)
        row.state, row.withdrawn_at, row.withdrawn_heard_by = (
            ConsentState.WITHDRAWN.value,
            by.now,
            by.member,
        )
        row.save(update_fields=["state", "withdrawn_at", "withdrawn_heard_by"])
        audit_log.record(by.member, WRITE_CONSENT, consent.case, reason="consent:withdrawn")


def withdraw_all(*, case: Case, by: Actor) -> int:
    """End each consent of a case that counts now, all or none; return how many that were."""
    require(by, Permission.CONSENT_WRITE, case)
    with transaction.atomic():
        rows = list(case.consents.live(by.now).order_by("pk"))
        for row in rows:
            withdraw_consent(consent=row, by=by)
    return len(rows)


def record_decision(
    *,
    case: Case,
    terms: SharingTerms,
    reasons: DecisionReasons,
    by: Actor,
    form_key: bytes = b"",
    decided_by: Member | None = None,
) -> SharingDecision:
    """Store a decision to share without consent, by `by` unless a colleague decided.

    Sending the same form twice stores it once. Raises NotAllowed when `by` may not see one of the
    data groups, and NotPossible for a closed case, without a group or recipient, with a reason that
    is missing, on a basis that is no reason to share without consent, or when it does not say when
    the youngster is told or why not.
    """
    key = _open_key_to_write(case, by)
    _require_whole_decision(case, terms, reasons, by, decided_by)
    form_key = form_key or tokens.new_token(16)
    text = DecisionText(**asdict(reasons), recipients=terms.recipients)

    def is_same(stored: SharingDecision) -> bool:
        opened = opened_decision(stored, key)
        kept = SharingTerms(
            DisclosureBasis(stored.basis),
            frozenset(map(DataGroup, stored.groups)),
            opened.recipients,
            stored.until,
            stored.tell_on,
        )
        by_whom = (decided_by or by.member).pk
        return (kept, opened.reasons, stored.decided_by_id) == (terms, text, by_whom)

    with transaction.atomic():
        case_keys.lock_case(key)
        if earlier := once_in_case(SharingDecision, case, form_key, is_same):
            return earlier
        row = SharingDecision(
            case=case,
            basis=terms.basis,
            groups=list(groups_of(terms.groups)),
            organisations=_organisations_of(terms.recipients),
            service_kinds=_kinds_of(terms.recipients),
            decided_at=by.now,
            decided_by=decided_by or by.member,
            until=terms.until,
            tell_on=terms.tell_on,
            form_key=form_key,
        ).seal(key, text=text)
        row.save(force_insert=True)
        audit_log.record(by.member, WRITE_CONSENT, case, reason=f"without-consent:{row.basis}")
    return row


def _require_whole_decision(
    case: Case,
    terms: SharingTerms,
    reasons: DecisionReasons,
    by: Actor,
    decided_by: Member | None,
) -> None:
    """Raise NotAllowed or NotPossible unless the decision says all that it has to."""
    if not terms.groups <= case.visibility_for(by.member.pk).writable_groups:
        raise NotAllowed(Permission.CONSENT_WRITE.value)
    if not terms.groups or not terms.recipients:
        raise NotPossible(ConsentRefusal.CONSENT_FOR_WHAT)
    if decided_by and not case.may_be_worked_on_by(decided_by.pk):
        raise NotPossible(PlanRefusal.OWNER_WITHOUT_GRANT)
    said = (reasons.task, reasons.purpose, reasons.necessity, reasons.alternatives)
    is_told_or_not = (terms.tell_on is None) == bool(reasons.why_not_told.strip())
    if not all(text.strip() for text in said) or not is_told_or_not:
        raise NotPossible(ConsentRefusal.DECISION_NOT_WHOLE)
    if terms.basis not in BASES_WITHOUT_CONSENT or terms.until < by.today:
        raise NotPossible(ConsentRefusal.DECISION_NOT_WHOLE)


def mark_told(*, decision: SharingDecision, by: Actor) -> None:
    """Write down that the youngster was told today; a second click changes nothing."""
    require(by, Permission.CONSENT_WRITE, decision.case)
    with transaction.atomic():
        untold = SharingDecision.objects.filter(pk=decision.pk, told_on=None)
        if untold.update(told_on=by.today):
            audit_log.record(by.member, WRITE_CONSENT, decision.case, reason="without-consent:told")


def _open_key_to_write(case: Case, by: Actor) -> CaseKey:
    require(by, Permission.CONSENT_WRITE, case)
    if not case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    return case_keys.open_case_key(case, by.keyring)
