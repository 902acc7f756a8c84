"""Exact moments of a conversation become days, once nothing in it waits for an answer."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import chain

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from uitweg.channel.models import Answer, Message, Report
from uitweg.channel.rules.answering import start_of_day

STORE = "channel"
REPORTS_PER_TURN = 200


def coarsen_conversations(*, now: datetime, days: int) -> int:
    """Coarsen what was answered at least so many days ago; returns how many conversations."""
    before = now - timedelta(days=days)
    waits = Exists(Message.objects.filter(report=OuterRef("report"), handled_at=None))
    handled = Message.objects.filter(~waits, day_only=False, handled_at__lte=before)
    written = Answer.objects.filter(~waits, day_only=False, written_at__lte=before)
    found = {
        report_id
        for rows in (handled, written)
        for report_id in rows.order_by("report").values_list("report", flat=True)[:REPORTS_PER_TURN]
    }
    return sum(_coarsen_conversation(report_id) for report_id in sorted(found))


def _coarsen_conversation(report_id: int) -> bool:
    with transaction.atomic(using=STORE):
        report = Report.objects.select_for_update().filter(pk=report_id).first()
        if report is None or report.messages.filter(handled_at=None).exists():
            return False  # someone wrote meanwhile: its clock runs
        midnight = {"received_at": _start_of_day(report.received_at)}
        Report.objects.filter(pk=report_id).update(**midnight)
        _coarsen_keeping_order(report)
    return True


def _coarsen_keeping_order(report: Report) -> None:
    """Give each thing said its day, and a millionth of a second for its place in that day."""
    messages = ((one.received_at, 0, one.pk, one) for one in report.messages.defer("for_team"))
    answers = ((one.written_at, 1, one.pk, one) for one in report.answers.defer("for_team"))
    places = Counter[date]()
    for at, _, pk, one in sorted(chain(messages, answers), key=lambda said: said[:3]):
        day = _start_of_day(at)
        places[day.date()] += 1
        moment = day + timedelta(microseconds=places[day.date()])
        if isinstance(one, Message):
            handled = _start_of_day(one.handled_at) if one.handled_at else None
            changed = {"received_at": moment, "handled_at": handled, "day_only": True}
            Message.objects.filter(pk=pk).update(**changed)
        else:
            Answer.objects.filter(pk=pk).update(written_at=moment, day_only=True)


def _start_of_day(moment: datetime) -> datetime:
    return start_of_day(timezone.localtime(moment))
