"""What waits, a page at a time: one query, keyset pages, flat however deep."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from uitweg.channel.actions import reports
from uitweg.channel.models import Message
from uitweg.channel.rules.answering import answer_by, is_late
from uitweg.channel.rules.reports import ReporterRole, ReportState
from uitweg.platform.accounts.actions.keyring import Keyring

ROWS_PER_PAGE = 25


@dataclass(frozen=True)
class WaitingReport:
    """One line of the list."""

    report_id: int
    number: str
    danger_now: bool
    is_new: bool
    role: str
    received_at: datetime
    answer_by: date
    is_late: bool
    minutes: int
    taken_by: int | None
    unread: bool


@dataclass(frozen=True)
class WorklistPage:
    """`next` goes into the address of the following page; it names a moment and a number."""

    rows: list[WaitingReport]
    next: str


def load_worklist_page(*, keyring: Keyring, after: str, now: datetime) -> WorklistPage:
    """Return the page behind `after` ('' is the first). Nonsense in `after` is the first page."""
    waiting = Message.objects.waiting().select_related("report")
    place = _read_cursor(after)
    if place:
        waiting = waiting.after(danger_now=place[0], received_at=place[1], pk=place[2])
    found = list(waiting[: ROWS_PER_PAGE + 1])
    rows, seen = [], set[int]()
    for message in found[:ROWS_PER_PAGE]:
        if message.report_id not in seen:
            seen.add(message.report_id)
            rows.append(_waiting_report(message, keyring, now))
    more = len(found) > ROWS_PER_PAGE
    return WorklistPage(rows=rows, next=_cursor_of(found[ROWS_PER_PAGE - 1]) if more else "")


def _waiting_report(message: Message, keyring: Keyring, now: datetime) -> WaitingReport:
    report, received = message.report, timezone.localdate(message.received_at)
    return WaitingReport(
        report_id=report.pk,
        number=report.number,
        danger_now=message.danger_now,
        is_new=report.state == ReportState.WAITING,
        role=ReporterRole.words_of(reports.role_of_sender(message, keyring)),
        received_at=message.received_at,
        answer_by=answer_by(received, danger_now=message.danger_now),
        is_late=is_late(received, danger_now=message.danger_now, today=timezone.localdate(now)),
        minutes=int((now - message.received_at).total_seconds() // 60),
        taken_by=report.taken_by,
        unread=message.read_on is None,
    )


def _cursor_of(message: Message) -> str:
    return f"{int(message.danger_now)}.{message.received_at.timestamp():.6f}.{message.pk}"


def _read_cursor(after: str) -> tuple[bool, datetime, int] | None:
    parts = after.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        moment = datetime.fromtimestamp(int(parts[1]), tz=timezone.get_current_timezone())
    except (OverflowError, ValueError, OSError):
        return None
    moment = moment.replace(microsecond=int(parts[2][:6].ljust(6, "0")))
    return parts[0] == "1", moment, int(parts[3][:18])
