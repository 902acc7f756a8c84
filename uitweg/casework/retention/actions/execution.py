"""What the worker does with retention terms, and with an approved run of cases.

Each step can be interrupted and repeated. A case is destroyed in this order:
1. the case is marked as destroyed, so that nobody can reopen it;
2. the mailbox of its conversation is closed;
3. in the next round the conversation is deleted, unless a message came in meanwhile;
4. the case's key, all its rows, the count and the audit entry change in one transaction.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import DESTROY_CASE
from uitweg.casework.cases.workflow.actions import destruction
from uitweg.casework.retention.actions import calls, case_destruction, conversations
from uitweg.casework.retention.actions.case_destruction import REMOVE_PERSON, reason_to_stay_now
from uitweg.casework.retention.models import Destruction, Run, RunLine
from uitweg.casework.retention.rules.case_destruction import (
    DestructionKind,
    DestructionState,
    ListedCaseState,
    StayReason,
)
from uitweg.casework.subject_access.actions import packages
from uitweg.channel.answers.actions.junk import DESTROY_REPORT
from uitweg.channel.conversation.models import Report
from uitweg.channel.deletion.actions import report_destruction
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import ActOrigin
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_row

LINES_PER_BATCH = 50
CONVERSATION_ROW = "conversation-case"
PERSON_ROW = "persons"


@job("retention", every=timedelta(minutes=1))
def apply_terms(*, now: datetime) -> None:
    """Give conversations and cases their last day, warn of what ends, destroy what is over."""
    today = timezone.localdate(now)
    conversations.delete_ended_holds(today=today)
    conversations.set_last_days()
    conversations.warn_team(now=now)
    conversations.destroy_due(now=now)
    case_destruction.delete_ended_holds(today=today)
    case_destruction.set_last_days()


@job("case-destruction", every=timedelta(seconds=30), after=("retention",))
def execute_approved(*, now: datetime) -> int:
    """Continue the destructions that have begun, then begin those that were approved.

    Return how many cases, persons and call notes were destroyed.
    """
    under_way = RunLine.objects.filter(state=ListedCaseState.GOING).select_related("case", "run")
    destroyed = sum(_advance(line, now=now) for line in under_way.order_by("id")[:LINES_PER_BATCH])
    approved = RunLine.objects.filter(
        state=ListedCaseState.LISTED, run__state=DestructionState.APPROVED
    )
    for line in approved.select_related("case", "run").order_by("id")[:LINES_PER_BATCH]:
        _begin(line, now=now)
    destroyed += calls.execute_approved_calls(now=now)
    _close_finished_runs(today=timezone.localdate(now))
    return destroyed


def _begin(line: RunLine, *, now: datetime) -> None:
    """Mark the case as going, if all that was true when it was proposed is still true."""
    today, kind = timezone.localdate(now), DestructionKind(line.run.kind)
    with transaction.atomic():
        case = lock_row(line.case)
        reason = reason_to_stay_now(case, kind, today=today)
        if reason is None and kind is DestructionKind.CASES and _has_waiting_message(case):
            reason = StayReason.MESSAGE
        if reason is not None:
            _keep_case(line, reason)
            return
        if kind is DestructionKind.CASES:
            destruction.claim_for_destruction(case)
        RunLine.objects.filter(pk=line.pk).update(state=ListedCaseState.GOING)


def _advance(line: RunLine, *, now: datetime) -> bool:
    """Do the next step for one case, or its person; return whether it is destroyed now."""
    case = line.case
    if line.run.kind == DestructionKind.PERSON:
        return _forget_person(line, case, now=now)
    if case.report_id and not report_destruction.is_mailbox_closed(case.report_id):
        if not report_destruction.begin_destruction_with_case(case.report_id, now=now):
            _release_case(line, case)
        return False  # the next round checks again for messages that came in meanwhile
    report = None
    if case.report_id:
        if not report_destruction.confirm_destruction_with_case(case.report_id):
            _release_case(line, case)
            return False
        report = report_destruction.finish_destruction_with_case(case.report_id, now=now)
    with transaction.atomic():
        destruction.destroy_contents(lock_row(case), kept_models=(RunLine,))
        _certify(line, case, report, today=timezone.localdate(now))
    return True


def _has_waiting_message(case: Case) -> bool:
    return case.report_id is not None and report_destruction.has_waiting_message(case.report_id)


def _release_case(line: RunLine, case: Case) -> None:
    """Make the case closed again instead of destroying it: a message from the reporter waits."""
    with transaction.atomic():
        destruction.release_claim(case)
        _keep_case(line, StayReason.MESSAGE)


def _keep_case(line: RunLine, reason: StayReason) -> None:
    RunLine.objects.filter(pk=line.pk).update(state=ListedCaseState.LEFT, why=reason)


def _forget_person(line: RunLine, case: Case, *, now: datetime) -> bool:
    with transaction.atomic():
        destruction.forget_person(lock_row(case))
        packages.delete_unfinished_packages(case)
        _count_destroyed(PERSON_ROW, today=timezone.localdate(now))
        RunLine.objects.filter(pk=line.pk).update(state=ListedCaseState.GONE)
        audit_log.record(
            None, REMOVE_PERSON, case, origin=ActOrigin.WORKER, reason=f"run:{line.run_id}"
        )
    return True


def _certify(line: RunLine, case: Case, report: Report | None, *, today: date) -> None:
    """Count what was destroyed and record it, in the transaction that destroys it."""
    Destruction.objects.add(line.row, line.term, day=today)
    if report is not None:
        _count_destroyed(CONVERSATION_ROW, today=today)
        audit_log.record_worker_day(DESTROY_REPORT, report, reason=CONVERSATION_ROW)
    RunLine.objects.filter(pk=line.pk).update(state=ListedCaseState.GONE)
    audit_log.record(None, DESTROY_CASE, case, origin=ActOrigin.WORKER, reason=f"run:{line.run_id}")


def _count_destroyed(row: str, *, today: date) -> None:
    term = retention.retention_table().rows[row].keep
    Destruction.objects.add(row, term, day=today)


def _close_finished_runs(*, today: date) -> None:
    approved = Run.objects.filter(state=DestructionState.APPROVED)
    runs_of_cases = approved.exclude(kind=DestructionKind.CALLS)
    for run in runs_of_cases.order_by("id")[:LINES_PER_BATCH]:
        if not run.lines.under_way().exists():
            still_approved = approved.filter(pk=run.pk)
            still_approved.update(state=DestructionState.EXECUTED, done_on=today)
