"""What the tick does with an approved list; each step can be cut off and is gone on with.

The order: the case is shut (nobody opens it again) · the mailbox of its conversation is shut ·
a round later the conversation is given up, unless a message came in · its texts and files go ·
the case's key, all rows under it, the proof and the trail's line go and come in one commit.
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
from uitweg.casework.retention.rules.case_destruction import Kind, Left, LineState, RunState
from uitweg.casework.subject_access.actions import packages as insight
from uitweg.channel.actions import ending
from uitweg.channel.models import Report
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.policy import retention

A_TURN = 50
CONVERSATION = "conversation-case"
PERSON = "persons"


def execute(*, now: datetime) -> int:
    """Go on with what was begun, then begin what was approved; returns how many went."""
    going = RunLine.objects.filter(state=LineState.GOING).select_related("case", "run")
    gone = sum(_go_on(line, now=now) for line in going.order_by("id")[:A_TURN])
    listed = RunLine.objects.filter(state=LineState.LISTED, run__state=RunState.APPROVED)
    for line in listed.select_related("case", "run").order_by("id")[:A_TURN]:
        _begin(line, now=now)
    gone += calls.execute(now=now)
    _close_runs(today=timezone.localdate(now))
    return gone


def _begin(line: RunLine, *, now: datetime) -> None:
    """Shut the case, if everything that was true when it was listed still is."""
    today, kind = timezone.localdate(now), Kind(line.run.kind)
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=line.case_id)
        why = why_it_stays(case, kind, today=today)
        if why is None and kind is Kind.CASES and _message_waits(case):
            why = Left.MESSAGE
        if why is not None:
            _leave(line, why)
            return
        if kind is Kind.CASES:
            destruction.claim(case)
        RunLine.objects.filter(pk=line.pk).update(state=LineState.GOING)


def _go_on(line: RunLine, *, now: datetime) -> bool:
    """Take one case, or its person, further; returns whether it is gone now."""
    case = line.case
    if line.run.kind == Kind.PERSON:
        return _forget(line, case, now=now)
    if case.report_id and not ending.is_shut(case.report_id):
        if not ending.begin_with_case(case.report_id, now=now):
            _take_back(line, case)
        return False  # a round later everything is looked at once more
    report = None
    if case.report_id:
        if not ending.settle_with_case(case.report_id):
            _take_back(line, case)
            return False
        report = ending.finish_with_case(case.report_id, now=now)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        destruction.wipe(locked, but=(RunLine,))
        _certify(line, case, report, today=timezone.localdate(now))
    return True


def _message_waits(case: Case) -> bool:
    return case.report_id is not None and ending.has_waiting(case.report_id)


def _take_back(line: RunLine, case: Case) -> None:
    with transaction.atomic():
        destruction.give_back(case)
        _leave(line, Left.MESSAGE)


def _leave(line: RunLine, why: Left) -> None:
    RunLine.objects.filter(pk=line.pk).update(state=LineState.LEFT, why=why)


def _forget(line: RunLine, case: Case, *, now: datetime) -> bool:
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        destruction.forget_person(case)
        insight.give_up(case)
        _count(PERSON, retention.table().rows[PERSON].keep, today=timezone.localdate(now))
        RunLine.objects.filter(pk=line.pk).update(state=LineState.GONE)
        audit_log.record(None, "case:forget", case, origin="tick", reason=f"run:{line.run_id}")
    return True


def _certify(line: RunLine, case: Case, report: Report | None, *, today: date) -> None:
    """Count what went, once, in the commit in which it goes."""
    _count(line.row, line.term, today=today)
    if report is not None:
        _count(CONVERSATION, retention.table().rows[CONVERSATION].keep, today=today)
        audit_log.record_day("report:destroy", report, reason=CONVERSATION)
    RunLine.objects.filter(pk=line.pk).update(state=LineState.GONE)
    audit_log.record(None, "case:destroy", case, origin="tick", reason=f"run:{line.run_id}")


def _count(row: str, term: str, *, today: date) -> None:
    proof, _ = Destruction.objects.get_or_create(day=today, row=row, term=term)
    Destruction.objects.filter(pk=proof.pk).update(count=F("count") + 1)


def _close_runs(*, today: date) -> None:
    of_cases = Run.objects.filter(state=RunState.APPROVED).exclude(kind=Kind.CALLS)
    for run in of_cases.order_by("id")[:A_TURN]:
        if not run.lines.under_way().exists():
            rows = Run.objects.filter(pk=run.pk, state=RunState.APPROVED)
            rows.update(state=RunState.EXECUTED, done_on=today)
