"""Coarsen the exact times of a conversation to days, once nothing in it waits for an answer.

When somebody wrote can point to who they are, so the time of day is kept no longer than needed:
until everything is answered, and until a member said how danger in it ended, because the team is
reminded of that danger by the hour.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import chain

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from uitweg.channel.conversation.models import Answer, Message, Report
from uitweg.channel.conversation.rules.answering import start_of_day
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_for_update

STORE = "channel"
REPORTS_PER_TURN = 200


@job("coarsening", every=timedelta(seconds=10), after=("new-message-mails",))
def coarsen_conversations(*, now: datetime) -> int:
    """Coarsen conversations answered long enough ago; return how many were coarsened.

    A call handles a limited number of them; the worker calls again.
    """
    before = now - timedelta(days=retention.retention_table().number("exact-moments"))
    of_report = {"report": OuterRef("report")}
    has_waiting_message = Exists(Message.objects.filter(**of_report, handled_at=None))
    is_in_danger = Exists(Message.objects.in_danger().filter(**of_report))
    nothing_waits = ~has_waiting_message & ~is_in_danger
    messages = Message.objects.filter(nothing_waits, day_only=False, handled_at__lte=before)
    answers = Answer.objects.filter(nothing_waits, day_only=False, written_at__lte=before)
    report_ids = {
        report_id
        for rows in (messages, answers)
        for report_id in rows.order_by("report").values_list("report", flat=True)[:REPORTS_PER_TURN]
    }
    return sum(_coarsen_conversation(report_id) for report_id in sorted(report_ids))


def _coarsen_conversation(report_id: int) -> bool:
    with transaction.atomic(using=STORE):
        report = lock_for_update(Report.objects.filter(pk=report_id)).first()
        if report is None or report.messages.filter(handled_at=None).exists():
            return False  # a message came in meanwhile and waits for an answer
        if report.messages.in_danger().exists():
            return False
        day = _start_of_day(report.received_at)
        Report.objects.filter(pk=report_id).update(received_at=day)
        _coarsen_keeping_order(report)
    return True


def _coarsen_keeping_order(report: Report) -> None:
    """Set each message and answer to midnight plus one microsecond per position in that day."""
    messages = ((row.received_at, 0, row.pk, row) for row in report.messages.defer("for_team"))
    answers = ((row.written_at, 1, row.pk, row) for row in report.answers.defer("for_team"))
    rows_per_day = Counter[date]()
    for exact, _, pk, row in sorted(chain(messages, answers), key=lambda entry: entry[:3]):
        day = _start_of_day(exact)
        rows_per_day[day.date()] += 1
        coarse = day + timedelta(microseconds=rows_per_day[day.date()])
        if isinstance(row, Message):
            handled_at = _start_of_day(row.handled_at) if row.handled_at else None
            Message.objects.filter(pk=pk).update(
                received_at=coarse, handled_at=handled_at, day_only=True
            )
        else:
            Answer.objects.filter(pk=pk).update(written_at=coarse, day_only=True)


def _start_of_day(moment: datetime) -> datetime:
    return start_of_day(timezone.localtime(moment))
