"""The list of a hand-over, written by itself from the rows of the shift: one query a block.

It is the same for every reader, so the worker can write it, who opens nothing: numbers and fixed
words. Who may open which number is decided when it is read (`handover_page`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.workflow import OPEN_STATES
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.rules.callouts import CalloutState
from uitweg.casework.duty.handover.models import Handover
from uitweg.casework.duty.handover.rules import (
    ACT_WORDS,
    LINES_READ,
    BlockKind,
    HandoverBlock,
    HandoverLine,
    done_lines,
    number_of,
)
from uitweg.channel.conversation.models import Message
from uitweg.channel.conversation.rules.answering import answer_by
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.models import NamedReader
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.ui.moments import local_midnight

GOES_ON_FOR = timedelta(hours=12)
"""What runs out is looked up for so long when no next shift says how long that is."""


@dataclass(frozen=True)
class ListMarks:
    """The last audit entry and the last message at some moment, by number; 0 before the first."""

    entries: int
    messages: int


def current_marks() -> ListMarks:
    last_entry = AuditEntry.objects.aggregate(last=Max("pk"))["last"]
    last_message = Message.objects.aggregate(last=Max("pk"))["last"]
    return ListMarks(last_entry or 0, last_message or 0)


def write_list(handover: Handover, *, until: ListMarks, now: datetime) -> tuple[HandoverBlock, ...]:
    """Return the four blocks of this hand-over, up to `until`; see `HandoverBlock.closing`."""
    shift, after = handover.shift, handover.next_shift
    ends_at = after.ends_at if after else shift.ends_at + GOES_ON_FOR
    waiting, callouts = _waiting_messages(), _open_callouts()
    today = timezone.localdate(now)
    blocks = (
        _came(handover, until),
        _done(handover, until, now=min(now, shift.ends_at)),
        _open(waiting, callouts, today=today),
        _ends(waiting, callouts, today=today, now=now, until=ends_at),
    )
    closed = closed_things(line.thing for block in blocks for line in block.lines)
    return tuple(block.closing(closed).cut for block in blocks)


def closed_things(things: Iterable[str]) -> frozenset[str]:
    """Return which of these rows belong to a restricted case."""
    named = list(dict.fromkeys(things))
    case_ids = [int(thing.partition(":")[2]) for thing in named if thing.startswith("case:")]
    restricted = Case.objects.filter(pk__in=case_ids, is_restricted=True)
    readers = NamedReader.objects.filter(thing__in=named).values_list("thing", flat=True)
    return frozenset({*readers, *(f"case:{pk}" for pk in restricted.values_list("pk", flat=True))})


def _came(handover: Handover, until: ListMarks) -> HandoverBlock:
    """The reports that a message came for in the shift, and whether it was their first."""
    earlier = Message.objects.filter(report=OuterRef("report"), pk__lte=handover.messages_before)
    came = Message.objects.filter(pk__gt=handover.messages_before, pk__lte=until.messages)
    came = came.exclude(report__state__in=[ReportState.JUNK, ReportState.DELETED])
    rows = came.annotate(is_later=Exists(earlier)).order_by("pk")
    read = rows.values_list("report", "report__taken_by", "danger_now", "is_later")[:LINES_READ]
    lines: dict[int, HandoverLine] = {}
    for pk, taken_by, danger, is_later in read:
        is_danger = danger or (pk in lines and lines[pk].is_danger)
        words = "nieuw bericht" if is_later else "nieuwe melding"
        lines[pk] = _line("report", pk, words, taken_by, is_danger=is_danger)
    return HandoverBlock(BlockKind.CAME, tuple(lines.values()), is_cut=len(read) == LINES_READ)


def _done(handover: Handover, until: ListMarks, *, now: datetime) -> HandoverBlock:
    """What members did, from the audit log, and the callouts they handled."""
    entries = AuditEntry.objects.filter(
        pk__gt=handover.entries_before,
        pk__lte=until.entries,
        act__in=ACT_WORDS,
        result="done",
        member__isnull=False,
    )
    acts = list(entries.order_by("pk").values_list("act", "thing", "member")[:LINES_READ])
    handled = Callout.objects.filter(
        state=CalloutState.HANDLED, handled_at__gte=handover.shift.starts_at, handled_at__lte=now
    )
    callouts = list(handled.order_by("handled_at", "pk")[:LINES_READ])
    lines = [
        *done_lines(acts),
        *(_callout_line(callout, "afgehandeld", callout.handled_by) for callout in callouts),
    ]
    is_cut = LINES_READ in (len(acts), len(callouts))
    return HandoverBlock(BlockKind.DONE, tuple(lines), is_cut=is_cut)


def _waiting_messages() -> list[Message]:
    """Return the oldest waiting message of each report, danger first; without its text."""
    rows = Message.objects.waiting().select_related("report")
    by_report: dict[int, Message] = {}
    for message in rows.defer("for_team", "for_reporter", "report__reporter_key")[:LINES_READ]:
        by_report.setdefault(message.report_id, message)
    return list(by_report.values())


def _open_callouts() -> list[Callout]:
    return list(Callout.objects.unhandled().order_by("-urgency", "opened_at", "pk")[:LINES_READ])


def _open(waiting: list[Message], callouts: list[Callout], *, today: date) -> HandoverBlock:
    """What waits for somebody now: danger first, then callouts, messages, notes and actions."""
    danger = Message.objects.in_danger().values_list("report", "report__taken_by")[:LINES_READ]
    acute = Case.objects.in_acute_danger().values_list("pk", "coordinator")[:LINES_READ]
    notes = CallNote.objects.for_the_next_shift()[:LINES_READ]
    lines = [
        *(_waiting_line(message) for message in waiting if message.danger_now),
        *(
            _line("report", pk, "gevaar, al beantwoord", taken_by, is_danger=True)
            for pk, taken_by in dict.fromkeys(danger)
        ),
        *(_line("case", pk, "acuut gevaar", owner, is_danger=True) for pk, owner in acute),
        *(_callout_line(one, "wacht", None) for one in callouts if one.state == CalloutState.OPEN),
        *(
            _callout_line(one, "opgepakt, nog niet klaar", one.acknowledged_by_id)
            for one in callouts
            if one.state == CalloutState.ACKNOWLEDGED
        ),
        *(_waiting_line(message) for message in waiting if not message.danger_now),
        *(
            _line("callnote", note.pk, "belnotitie voor de volgende dienst", note.written_by_id)
            for note in notes
        ),
        *_action_lines(first=None, last=today),
    ]
    return HandoverBlock(BlockKind.OPEN, tuple(lines), is_cut=len(lines) >= LINES_READ)


def _ends(
    waiting: list[Message], callouts: list[Callout], *, today: date, now: datetime, until: datetime
) -> HandoverBlock:
    """What runs out before `until`, the soonest first: terms of answers, periods, deadlines."""
    last_day = timezone.localdate(until)
    periods = Period.objects.running().filter(ends_at__lte=until, case__state__in=OPEN_STATES)
    terms = [(message, _answer_by(message)) for message in waiting]
    lines = [
        *(
            _line("report", message.report_id, "antwoord", None, until=local_midnight(day))
            for message, day in terms
            if day <= last_day
        ),
        *(
            _line("case", case, "termijn", owner, until=ends_at)
            for case, owner, ends_at in periods.order_by("ends_at", "pk").values_list(
                "case", "case__coordinator", "ends_at"
            )[:LINES_READ]
        ),
        *(
            _callout_line(one, "komt terug", one.acknowledged_by_id, until=one.next_at)
            for one in callouts
            if one.state == CalloutState.ACKNOWLEDGED and one.next_at and one.next_at <= until
        ),
        *_action_lines(first=today, last=last_day),
    ]
    lines.sort(key=lambda line: line.until or now)
    return HandoverBlock(BlockKind.ENDS, tuple(lines), is_cut=len(lines) >= LINES_READ)


def _action_lines(*, first: date | None, last: date) -> list[HandoverLine]:
    """Return the open actions due up to `last`, and after `first` if that is given."""
    due = Action.objects.open().filter(due_on__lte=last, case__state__in=OPEN_STATES)
    due = due.filter(due_on__gt=first) if first else due
    rows = due.order_by("due_on", "pk").values_list("case", "owner", "due_on")[:LINES_READ]
    return [
        _line("case", case, "actie", owner, until=local_midnight(due_on))
        for case, owner, due_on in rows
        if due_on
    ]


def _waiting_line(message: Message) -> HandoverLine:
    words = "wacht op antwoord"
    taken_by = message.report.taken_by
    return _line("report", message.report_id, words, taken_by, is_danger=message.danger_now)


def _answer_by(message: Message) -> date:
    received_on = timezone.localdate(message.received_at)
    return answer_by(received_on, danger_now=message.danger_now)


def _line(
    kind: str,
    pk: int,
    words: str,
    member: int | None,
    *,
    is_danger: bool = False,
    until: datetime | None = None,
) -> HandoverLine:
    thing = f"{kind}:{pk}"
    return HandoverLine(thing, number_of(thing), words, member, is_danger, until)


def _callout_line(
    row: Callout, words: str, member: int | None, until: datetime | None = None
) -> HandoverLine:
    return HandoverLine(f"page:{row.pk}", f"oproep {row.number}", words, member, until=until)
