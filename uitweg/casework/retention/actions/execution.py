"""What the worker does with an approved list; each step can be cut off and is gone on with.

The order: the case is shut (nobody opens it again) · the mailbox of its conversation is shut ·
a round later the conversation is given up, unless a message came in · its texts and files go ·
the case's key, all rows under it, the proof and the audit log's line go and come in one commit.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from uitweg.casework.cases.actions import destruction
from uitweg.casework.cases.models import Case
from uitweg.casework.retention.actions import calls
from uitweg.casework.retention.actions.case_destruction import why_it_stays
from uitweg.casework.retention.models import Destruction, Run, RunLine
from uitweg.casework.retention.rules.case_destruction import (
    DestructionKind,
    DestructionState,
    ListedCaseState,
    StayReason,
)
from uitweg.casework.subject_access.actions import packages as insight
from uitweg.channel.actions import report_destruction
from uitweg.channel.models import Report
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import ActOrigin
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_row

LINES_PER_TURN = 50
CONVERSATION_ROW = "conversation-case"
PERSON_ROW = "persons"


def execute_approved(*, now: datetime) -> int:
    """Go on with what was begun, then begin what was approved; returns how many went."""
    going = RunLine.objects.filter(state=ListedCaseState.GOING).select_related("case", "run")
    gone = sum(_advance(line, now=now) for line in going.order_by("id")[:LINES_PER_TURN])
    listed = RunLine.objects.filter(
        state=ListedCaseState.LISTED, run__state=DestructionState.APPROVED
    )
    for line in listed.select_related("case", "run").order_by("id")[:LINES_PER_TURN]:
        _begin(line, now=now)
    gone += calls.execute_approved_calls(now=now)
    _close_finished_lists(today=timezone.localdate(now))
    return gone


def _begin(line: RunLine, *, now: datetime) -> None:
    """Shut the case, if everything that was true when it was listed still is."""
    today, kind = timezone.localdate(now), DestructionKind(line.run.kind)
    with transaction.atomic():
        case = lock_row(line.case)
        why = why_it_stays(case, kind, today=today)
        if why is None and kind is DestructionKind.CASES and _message_waits(case):
            why = StayReason.MESSAGE
        if why is not None:
            _leave_case(line, why)
            return
        if kind is DestructionKind.CASES:
            destruction.claim_for_destruction(case)
        RunLine.objects.filter(pk=line.pk).update(state=ListedCaseState.GOING)


def _advance(line: RunLine, *, now: datetime) -> bool:
    """Take one case, or its person, further; returns whether it is gone now."""
    case = line.case
    if line.run.kind == DestructionKind.PERSON:
        return _forget_person(line, case, now=now)
    if case.report_id and not report_destruction.is_mailbox_closed(case.report_id):
        if not report_destruction.begin_destruction_with_case(case.report_id, now=now):
            _give_case_back(line, case)
        return False  # a round later everything is looked at once more
    report = None
    if case.report_id:
        if not report_destruction.confirm_destruction_with_case(case.report_id):
            _give_case_back(line, case)
            return False
        report = report_destruction.finish_destruction_with_case(case.report_id, now=now)
    with transaction.atomic():
        destruction.destroy_contents(lock_row(case), kept_models=(RunLine,))
        _certify(line, case, report, today=timezone.localdate(now))
    return True


def _message_waits(case: Case) -> bool:
    return case.report_id is not None and report_destruction.has_waiting_message(case.report_id)


def _give_case_back(line: RunLine, case: Case) -> None:
    with transaction.atomic():
        destruction.release_claim(case)
        _leave_case(line, StayReason.MESSAGE)


def _leave_case(line: RunLine, why: StayReason) -> None:
    RunLine.objects.filter(pk=line.pk).update(state=ListedCaseState.LEFT, why=why)


def _forget_person(line: RunLine, case: Case, *, now: datetime) -> bool:
    with transaction.atomic():
        destruction.forget_person(lock_row(case))
        insight.delete_unfinished_packages(case)
        _count_destroyed(
            PERSON_ROW,
            retention.retention_table().rows[PERSON_ROW].keep,
            today=timezone.localdate(now),
        )
        RunLine.objects.filter(pk=line.pk).update(state=ListedCaseState.GONE)
        audit_log.record(
            None, "case:remove-person", case, origin=ActOrigin.WORKER, reason=f"run:{line.run_id}"
        )
    return True


def _certify(line: RunLine, case: Case, report: Report | None, *, today: date) -> None:
    """Count what went, once, in the commit in which it goes."""
    _count_destroyed(line.row, line.term, today=today)
    if report is not None:
        _count_destroyed(
            CONVERSATION_ROW, retention.retention_table().rows[CONVERSATION_ROW].keep, today=today
        )
        audit_log.record_worker_day("report:destroy", report, reason=CONVERSATION_ROW)
    RunLine.objects.filter(pk=line.pk).update(state=ListedCaseState.GONE)
    audit_log.record(
        None, "case:destroy", case, origin=ActOrigin.WORKER, reason=f"run:{line.run_id}"
    )


def _count_destroyed(row: str, term: str, *, today: date) -> None:
    proof, _ = Destruction.objects.get_or_create(day=today, row=row, term=term)
    Destruction.objects.filter(pk=proof.pk).update(count=F("count") + 1)


def _close_finished_lists(*, today: date) -> None:
    of_cases = Run.objects.filter(state=DestructionState.APPROVED).exclude(
        kind=DestructionKind.CALLS
    )
    for run in of_cases.order_by("id")[:LINES_PER_TURN]:
        if not run.lines.under_way().exists():
            rows = Run.objects.filter(pk=run.pk, state=DestructionState.APPROVED)
            rows.update(state=DestructionState.EXECUTED, done_on=today)
