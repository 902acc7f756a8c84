"""Destroying closed cases: one member proposes a run, another decides; and holding a case."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.retention import row_id
from uitweg.casework.cases.case.rules.workflow import CaseState, LegalGround
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.retention.actions import signing
from uitweg.casework.retention.actions.conversations import HoldRefusal, refuse_changed_hold
from uitweg.casework.retention.models import CaseHold, Run, RunLine, closed_cases
from uitweg.casework.retention.rules.case_destruction import (
    DESTRUCTION_TRANSITIONS,
    UNFINISHED_LINE_STATES,
    CaseHoldReason,
    DestructionFacts,
    DestructionKind,
    DestructionState,
    ListedCaseState,
    StayReason,
    reason_to_stay,
)
from uitweg.casework.retention.rules.terms import may_hold_until
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention import RetentionTerm
from uitweg.platform.store.locking import lock_row

APPROVE_RUN = Act("run:approve", "Vernietigen goedgekeurd")
REFUSE_RUN = Act("run:refuse", "Vernietigen geweigerd")
HOLD_CASE = Act("case:hold", "Casus langer bewaard")
RELEASE_CASE = Act("case:release", "Casus niet langer bewaard")
PROPOSE_DESTRUCTION = Act("case:propose", "Op een lijst om te vernietigen gezet")
ASK_TO_REMOVE_PERSON = Act("case:ask-to-remove-person", "Gevraagd om de persoon weg te halen")
REMOVE_PERSON = Act("case:remove-person", "Persoon uit een casus gehaald")

MAX_CASES_PER_RUN = 500


class RunRefusal(Refusal):
    RUN_UNSIGNED = "De tabel is niet ondertekend. Er wordt niets vernietigd."
    RUN_EMPTY = "Er is niets dat weg kan. Er is niets veranderd."
    RUN_LISTED = "Een van deze casussen staat al op een lijst. Er is niets veranderd."
    RUN_DECIDED = "Hierover is al beslist. Er is niets veranderd door jouw klik."
    FORGET_UNSIGNED = "De tabel is niet ondertekend. Er wordt niets weggehaald."
    FORGET_HELD = "Iemand wil dat deze casus blijft. Er is niets veranderd."
    FORGET_GROUND = "Op deze grondslag kan dat niet. Er is niets veranderd."
    CASE_HOLD_TOO_LATE = "Deze casus is niet gesloten, of net vernietigd. Er is niets veranderd."


FORGET_REFUSALS = {
    StayReason.UNSIGNED: RunRefusal.FORGET_UNSIGNED,
    StayReason.HELD: RunRefusal.FORGET_HELD,
}


def term_of_case(case: Case) -> RetentionTerm:
    """Return the retention term that goes with the legal ground of this case."""
    return retention.retention_table().rows[row_id(LegalGround(case.ground))]


def reason_to_stay_now(case: Case, kind: DestructionKind, *, today: date) -> StayReason | None:
    """Return what keeps this case, or its person, from destruction now; None when nothing does."""
    hold = CaseHold.objects.filter(case=case).first()
    facts = DestructionFacts(
        state=CaseState(case.state),
        kept_until=_last_day(case),
        held_until=hold.until if hold else None,
        signed=signing.is_signed_on(today),
        on_request=term_of_case(case).on_request,
    )
    return reason_to_stay(kind, facts, today=today)


def _last_day(case: Case) -> date | None:
    """Return the last day that was set, or a later one when the term got longer since."""
    if case.kept_until is None or case.closed_on is None:
        return case.kept_until
    return max(case.kept_until, term_of_case(case).last_day(case.closed_on))


def propose_destruction(*, cases: Iterable[int], by: Actor) -> Run:
    """Propose to destroy these cases, by id; those that may not be destroyed are left out.

    Nothing is decrypted. Raises NotPossible when no case may be destroyed, or when one is on an
    unfinished run already.
    """
    require(by, Permission.RETENTION_PROPOSE)
    chosen = Case.objects.filter(pk__in=list(cases)[:MAX_CASES_PER_RUN]).order_by("id")
    may_go = [
        case
        for case in chosen
        if reason_to_stay_now(case, DestructionKind.CASES, today=by.today) is None
    ]
    if not may_go:
        raise NotPossible(RunRefusal.RUN_EMPTY)
    return _create_run(DestructionKind.CASES, may_go, by=by)


def propose_to_forget(*, case: Case, by: Actor) -> Run:
    """Propose to remove the person sheet of one case, because the youngster asks for it.

    Raises NotPossible when the table is not signed, the case is held, its legal ground does not
    allow it, there is no person sheet, or the case is on an unfinished run already.
    """
    require(by, Permission.CASE_REMOVE_PERSON, case)
    if reason := reason_to_stay_now(case, DestructionKind.PERSON, today=by.today):
        raise NotPossible(FORGET_REFUSALS.get(reason, RunRefusal.FORGET_GROUND))
    if not Sheet.objects.filter(case=case, kind=SheetKind.PERSON).exists():
        raise NotPossible(RunRefusal.RUN_EMPTY)
    return _create_run(DestructionKind.PERSON, [case], by=by)


def _create_run(kind: DestructionKind, cases: list[Case], *, by: Actor) -> Run:
    act = PROPOSE_DESTRUCTION if kind is DestructionKind.CASES else ASK_TO_REMOVE_PERSON
    terms = [term_of_case(case) for case in cases]
    try:
        with transaction.atomic():
            run = Run.objects.create(kind=kind, proposed_by=by.member, proposed_on=by.today)
            RunLine.objects.bulk_create(
                RunLine(run=run, case=case, row=term.id, term=term.keep)
                for case, term in zip(cases, terms, strict=True)
            )
            names = [audit_log.audit_name(case) for case in cases]
            audit_log.record_all(by.member, act, names, reason=f"run:{run.pk}")
    except IntegrityError:
        raise NotPossible(RunRefusal.RUN_LISTED) from None
    return run


def approve_destruction(*, run: Run, by: Actor) -> None:
    """Approve a run as the second member; the worker then carries it out.

    Raises NotPossible when it was decided before, or when the table is not signed.
    """
    require(by, Permission.RETENTION_APPROVE, run)
    if not signing.is_signed_on(by.today):
        raise NotPossible(RunRefusal.RUN_UNSIGNED)
    with transaction.atomic():
        _decide(run, DestructionState.APPROVED, by=by)
        audit_log.record(by.member, APPROVE_RUN, run)


def refuse_destruction(*, run: Run, by: Actor) -> None:
    """Refuse a run as the second member; its cases stay, and can be proposed again.

    Raises NotPossible when it was decided before.
    """
    require(by, Permission.RETENTION_APPROVE, run)
    with transaction.atomic():
        _decide(run, DestructionState.REFUSED, by=by)
        run.lines.under_way().update(state=ListedCaseState.LEFT, why=StayReason.REFUSED)
        audit_log.record(by.member, REFUSE_RUN, run)


def _decide(run: Run, decision: DestructionState, *, by: Actor) -> None:
    allowed_from = [
        state for state, following in DESTRUCTION_TRANSITIONS.items() if decision in following
    ]
    undecided = Run.objects.filter(pk=run.pk, state__in=allowed_from)
    if not undecided.update(state=decision, decided_by=by.member, decided_on=by.today):
        raise NotPossible(RunRefusal.RUN_DECIDED)


def hold_case(
    *,
    case: Case,
    by: Actor,
    until: date,
    reason: CaseHoldReason,
    shown_until: date | None = None,
) -> None:
    """Keep a closed case up to and including `until`; replaces an earlier hold.

    `shown_until` is the last day of the hold that the page showed. Raises NotPossible when `until`
    is out of range, when the case is not closed, or when a colleague changed the hold since.
    """
    require(by, Permission.RETENTION_HOLD, case)
    if not may_hold_until(
        until, today=by.today, longest_days=retention.retention_table().longest_hold_days
    ):
        raise NotPossible(HoldRefusal.HOLD_TOO_LONG)
    with transaction.atomic():
        if lock_row(case).state != CaseState.CLOSED:
            raise NotPossible(RunRefusal.CASE_HOLD_TOO_LATE)
        refuse_changed_hold(CaseHold.objects.filter(case=case), shown_until, until)
        hold = {"until": until, "reason": reason, "by": by.member, "since": by.today}
        CaseHold.objects.update_or_create(case=case, defaults=hold)
        audit_log.record(by.member, HOLD_CASE, case, reason=reason)


def release_case(*, case: Case, by: Actor) -> None:
    """End a hold early; from then on only the term counts."""
    require(by, Permission.RETENTION_HOLD, case)
    with transaction.atomic():
        if CaseHold.objects.filter(case=case).delete()[0]:
            audit_log.record(by.member, RELEASE_CASE, case)


def delete_ended_holds(*, today: date) -> int:
    """Delete holds whose last day is past, and holds on cases that were reopened."""
    ended = CaseHold.objects.filter(until__lt=today)
    reopened = CaseHold.objects.exclude(case__state=CaseState.CLOSED)
    return (ended | reopened).delete()[0]


def set_last_days() -> int:
    """Give closed cases that have no last day one, a batch at a time; return how many got it."""
    changed = 0
    for case in Case.objects.filter(state=CaseState.CLOSED, kept_until=None)[:MAX_CASES_PER_RUN]:
        if case.closed_on:
            until = term_of_case(case).last_day(case.closed_on)
            changed += Case.objects.filter(pk=case.pk, kept_until=None).update(kept_until=until)
    return changed


def count_overdue_cases(*, today: date) -> int:
    """Count the closed cases whose term is over, that nobody holds and x."""
    overdue = closed_cases().filter(kept_until__lt=today).exclude(hold__until__gte=today)
    return overdue.exclude(run_lines__state__in=UNFINISHED_LINE_STATES).count()
