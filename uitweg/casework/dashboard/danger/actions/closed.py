"""Danger in a restricted case: whoever may not read it still sees that it is there."""

from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallState
from uitweg.casework.cases.case.models import Case
from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may

CLOSED_DANGERS_SHOWN = 100


@dataclass(frozen=True)
class ClosedDanger:
    """Danger that this reader may not read: its number, since when, and whether it was answered.

    `owner` and `case_id` are None and 0 for all but a lead, who may open it in an emergency.
    """

    number: str
    since: datetime
    is_answered: bool
    owner: Member | None = None
    case_id: int = 0


def load_closed_dangers(*, by: Actor) -> list[ClosedDanger]:
    """Return the danger in reports and calls that are closed to `by`, the longest first."""
    require(by, Permission.WORKLIST_READ)
    reports, calls = by.member.shut_out_ids("report"), by.member.shut_out_ids("callnote")
    dangers: dict[str, ClosedDanger] = {}
    if reports:
        cases = _cases_for_lead(by, report_id__in=reports)
        by_report = {case.report_id: case for case in cases}
        messages = Message.objects.filter(report__in=reports, danger_now=True, danger_end="")
        messages = messages.select_related("report").defer("for_team", "for_reporter")
        for message in messages.order_by("received_at", "id")[:CLOSED_DANGERS_SHOWN]:
            number, answered = message.report.number, message.handled_at is not None
            first = dangers.get(number)
            dangers[number] = _danger(
                number,
                first.since if first else message.received_at,
                answered and (first is None or first.is_answered),
                by_report.get(message.report_id),
            )
    if calls:
        rows = CallNote.objects.filter(pk__in=calls, danger_now=True, state=CallState.PASSED)
        passed = list(rows.order_by("started_at", "id")[:CLOSED_DANGERS_SHOWN])
        by_pk = {case.pk: case for case in _cases_for_lead(by, pk__in=[c.case_id for c in passed])}
        for call in passed:
            case = by_pk.get(call.case_id or 0)
            dangers[call.number] = _danger(call.number, call.started_at, False, case)
    return sorted(dangers.values(), key=lambda danger: danger.since)


def _danger(number: str, since: datetime, answered: bool, case: Case | None) -> ClosedDanger:
    if case is None:
        return ClosedDanger(number, since, answered)
    return ClosedDanger(number, since, answered, case.coordinator, case.pk)


def _cases_for_lead(by: Actor, **which: object) -> list[Case]:
    if not may(by, Permission.REPORT_EMERGENCY):
        return []
    return list(Case.objects.filter(**which).select_related("coordinator").order_by("pk"))
