"""The worklist, a page at a time: one query a page, equally fast for the first and the last."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.models import Message
from uitweg.channel.conversation.rules.answering import answer_by, is_late
from uitweg.channel.conversation.rules.reports import ReporterRole, ReportState
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.audit.rules import Act

READ_WORKLIST = Act("worklist:read", "Werklijst gelezen")

ROWS_PER_PAGE = 25


@dataclass(frozen=True)
class WaitingReport:
    """One row of the worklist. Those with danger now come first, then the longest waiting."""

    report_id: int
    number: str
    danger_now: bool
    is_new: bool
    role: str
    needed: str
    received_at: datetime
    answer_by: date
    is_late: bool
    minutes_waiting: int
    taken_by: int | None
    unread: bool


@dataclass(frozen=True)
class WorklistPage:
    """`next` is the cursor of the following page, "" on the last; it goes into the address."""

    rows: list[WaitingReport]
    next: str


def load_worklist_page(*, by: Actor, after: str) -> WorklistPage:
    """Return the page behind the cursor `after`; an empty or invalid one gives the first page.

    Reports of a restricted case are left out for who has no part in it.

    A report of which several messages wait on one page is there once, with the oldest of them.
    """
    waiting = Message.objects.waiting().select_related("report")
    closed = by.member.shut_out_ids("report")
    if closed:
        waiting = waiting.exclude(report__in=closed)
    position = _read_cursor(after)
    if position:
        danger_now, received_at, pk = position
        waiting = waiting.after(danger_now=danger_now, received_at=received_at, pk=pk)
    messages = list(waiting[: ROWS_PER_PAGE + 1])
    oldest_by_report: dict[int, Message] = {}
    for message in messages[:ROWS_PER_PAGE]:
        oldest_by_report.setdefault(message.report_id, message)
    has_next = len(messages) > ROWS_PER_PAGE
    told = _told_by_report(list(oldest_by_report.values()), by.keyring)
    return WorklistPage(
        rows=[
            _waiting_report(message, *told[pk], by.now) for pk, message in oldest_by_report.items()
        ],
        next=_cursor_of(messages[ROWS_PER_PAGE - 1]) if has_next else "",
    )


def count_waiting_dangers(*, by: Actor) -> int:
    """Return how many reports, that `by` may read, have danger that nobody answered."""
    waiting = Message.objects.waiting().filter(danger_now=True)
    waiting = waiting.exclude(report__in=by.member.shut_out_ids("report"))
    return waiting.order_by().values("report").distinct().count()


def _told_by_report(messages: list[Message], keyring: Keyring) -> dict[int, tuple[str, str]]:
    """Return who wrote each report, and when this message says that they need somebody.

    A later message does not say who wrote it, so then the first does.
    """
    told = {message.report_id: reports.role_and_need(message, keyring) for message in messages}
    if unsaid := [pk for pk, (role, _) in told.items() if role in ("", ReporterRole.UNSAID)]:
        for first in Message.objects.first_of(unsaid).select_related("report"):
            role, _ = reports.role_and_need(first, keyring)
            told[first.report_id] = (role, told[first.report_id][1])
    return told


def _waiting_report(message: Message, role: str, needed: str, now: datetime) -> WaitingReport:
    report, received_on = message.report, timezone.localdate(message.received_at)
    return WaitingReport(
        report_id=report.pk,
        number=report.number,
        danger_now=message.danger_now,
        is_new=report.state == ReportState.WAITING,
        role=ReporterRole.words_of(role),
        needed=needed,
        received_at=message.received_at,
        answer_by=answer_by(received_on, danger_now=message.danger_now),
        is_late=is_late(received_on, danger_now=message.danger_now, today=timezone.localdate(now)),
        minutes_waiting=int((now - message.received_at).total_seconds() // 60),
        taken_by=report.taken_by,
        unread=message.read_on is None,
    )


def _cursor_of(message: Message) -> str:
    """Return the message's place in the order of the worklist: danger, moment and id."""
    return f"{int(message.danger_now)}.{message.received_at.timestamp():.6f}.{message.pk}"


def _read_cursor(after: str) -> tuple[bool, datetime, int] | None:
    """Return danger, moment and id of what `_cursor_of` wrote; None for anything else."""
    parts = after.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    danger, seconds, fraction, pk = parts
    try:
        moment = datetime.fromtimestamp(int(seconds), tz=timezone.get_current_timezone())
    except (OverflowError, ValueError, OSError):
        return None
    moment = moment.replace(microsecond=int(fraction[:6].ljust(6, "0")))
    return danger == "1", moment, int(pk[:18])
