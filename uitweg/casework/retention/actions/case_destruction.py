"""Lists of cases to destroy: one proposes, another approves; what lets a case stay longer."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from uitweg.casework.cases.models import Case, Sheet
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.cases.rules.retention import row_id
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.retention.actions.conversations import refuse_changed_hold
from uitweg.casework.retention.models import CaseHold, Run, RunLine, closed_cases
from uitweg.casework.retention.rules.case_destruction import (
    DESTRUCTION_TRANSITIONS,
    CaseHoldReason,
    DestructionFacts,
    DestructionKind,
    DestructionState,
    ListedCaseState,
    StayReason,
    stays_because,
)
from uitweg.casework.retention.rules.terms import may_hold_until
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention import RetentionTerm
from uitweg.platform.store.locking import lock_row

MAX_CASES_PER_LIST = 500
FORGET_REFUSALS = {StayReason.UNSIGNED: "forget-unsigned", StayReason.HELD: "forget-held"}


def term_of_case(case: Case) -> RetentionTerm:
    return retention.retention_table().rows[row_id(LegalGround(case.ground))]


def why_it_stays(case: Case, kind: DestructionKind, *, today: date) -> StayReason | None:
    """Say what keeps this case, or its person, from being destroyed; None when nothing does."""
    hold = CaseHold.objects.filter(case=case).first()
    facts = DestructionFacts(
        state=CaseState(case.state),
        kept_until=_last_day(case),
        held_until=hold.until if hold else None,
        signed=retention.retention_table().is_signed_on(today),
        on_request=term_of_case(case).on_request,
    )
    return stays_because(kind, facts, today=today)


def _last_day(case: Case) -> date | None:
    """Return the day that was promised, or a later one when the table got longer since."""
    if case.kept_until is None or case.closed_on is None:
        return case.kept_until
    return max(case.kept_until, term_of_case(case).last_day(case.closed_on))


def propose_destruction(
    *,
    cases: Iterable[int],
    by: Actor,
) -> Run:
    """Put closed cases whose term is over on a list, for another to look at; nothing is opened.

    Raises NotPossible when none of them may go, or when one is on a list already.
    """
    require(by.member, Permission.RETENTION_PROPOSE)
    today = by.today
    asked = Case.objects.filter(pk__in=list(cases)[:MAX_CASES_PER_LIST]).order_by("id")
    going = [one for one in asked if why_it_stays(one, DestructionKind.CASES, today=today) is None]
    if not going:
        raise NotPossible("run-empty")
    return _make_list(DestructionKind.CASES, going, by=by)


def propose_to_forget(
    *,
    case: Case,
    by: Actor,
) -> Run:
    """The youngster asks to be taken out: put the person of one case on a list.

    Raises NotPossible when the table or the ground does not let it, or nobody is known.
    """
    require(by.member, Permission.CASE_REMOVE_PERSON, case)
    today = by.today
    if stays := why_it_stays(case, DestructionKind.PERSON, today=today):
        raise NotPossible(FORGET_REFUSALS.get(stays, "forget-ground"))
    if not Sheet.objects.filter(case=case, kind=SheetKind.PERSON).exists():
        raise NotPossible("run-empty")
    return _make_list(DestructionKind.PERSON, [case], by=by)


def _make_list(
    kind: DestructionKind,
    cases: list[Case],
    *,
    by: Actor,
) -> Run:
    act = "case:propose" if kind is DestructionKind.CASES else "case:ask-to-remove-person"
    try:
        with transaction.atomic():
            run = Run.objects.create(kind=kind, proposed_by=by.member, proposed_on=by.today)
            RunLine.objects.bulk_create(
                RunLine(run=run, case=one, row=(term := term_of_case(one)).id, term=term.keep)
                for one in cases
            )
            names = [audit_log.audit_name(one) for one in cases]
            audit_log.record_all(by.member, act, names, reason=f"run:{run.pk}")
    except IntegrityError:
        raise NotPossible("run-listed") from None
    return run


def approve_destruction(
    *,
    run: Run,
    by: Actor,
) -> None:
    """A second person agrees; the worker does the rest. Raises NotPossible when it was decided."""
    require(by.member, Permission.RETENTION_APPROVE, run)
    if not retention.retention_table().is_signed_on(by.today):
        raise NotPossible("run-unsigned")
    with transaction.atomic():
        _decide(run, DestructionState.APPROVED, by=by)
        audit_log.record(by.member, "run:approve", run)


def refuse_destruction(
    *,
    run: Run,
    by: Actor,
) -> None:
    """A second person says no; the cases stay, and can be proposed again."""
    require(by.member, Permission.RETENTION_APPROVE, run)
    with transaction.atomic():
        _decide(run, DestructionState.REFUSED, by=by)
        run.lines.under_way().update(state=ListedCaseState.LEFT, why=StayReason.REFUSED)
        audit_log.record(by.member, "run:refuse", run)


def _decide(
    run: Run,
    then: DestructionState,
    *,
    by: Actor,
) -> None:
    before = [state for state, after in DESTRUCTION_TRANSITIONS.items() if then in after]
    rows = Run.objects.filter(pk=run.pk, state__in=before)
    decided = {"state": then, "decided_by": by.member, "decided_on": by.today}
    if not rows.update(**decided):
        raise NotPossible("run-decided")


def hold_case(
    *, case: Case, by: Actor, until: date, reason: CaseHoldReason, was: date | None = None
) -> None:
    """Let a closed case stay until and with a day; again replaces it. Raises NotPossible."""
    require(by.member, Permission.RETENTION_HOLD, case)
    today = by.today
    if not may_hold_until(
        until, today=today, longest_days=retention.retention_table().longest_hold_days
    ):
        raise NotPossible("hold-too-long")
    with transaction.atomic():
        if lock_row(case).state != CaseState.CLOSED:
            raise NotPossible("case-hold-too-late")
        refuse_changed_hold(CaseHold.objects.filter(case=case), was, until)
        held = {"until": until, "reason": reason, "by": by.member, "since": today}
        CaseHold.objects.update_or_create(case=case, defaults=held)
        audit_log.record(by.member, "case:hold", case, reason=reason)


def release_case(*, case: Case, by: Actor) -> None:
    """End a hold before its day; the term counts as if it had not been there."""
    require(by.member, Permission.RETENTION_HOLD, case)
    with transaction.atomic():
        if CaseHold.objects.filter(case=case).delete()[0]:
            audit_log.record(by.member, "case:release", case)


def delete_ended_holds(*, today: date) -> int:
    """Remove holds on cases that are over, and on cases that are open again."""
    over = CaseHold.objects.filter(until__lt=today)
    return (over | CaseHold.objects.exclude(case__state=CaseState.CLOSED)).delete()[0]


def set_last_days() -> int:
    """Give closed cases that have none their last day; returns how many."""
    given = 0
    for case in Case.objects.filter(state=CaseState.CLOSED, kept_until=None)[:MAX_CASES_PER_LIST]:
        if case.closed_on:
            until = term_of_case(case).last_day(case.closed_on)
            given += Case.objects.filter(pk=case.pk, kept_until=None).update(kept_until=until)
    return given


def count_overdue_cases(*, today: date) -> int:
    """Return how many closed cases have a term that is over and are on no list."""
    rows = closed_cases().filter(kept_until__lt=today).exclude(hold__until__gte=today)
    return rows.exclude(run_lines__state__in=["listed", "going"]).count()
