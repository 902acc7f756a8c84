"""Which things of pages were dealt with since, by the rows of the parts they belong to."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from uitweg.casework.cases.models import Action, Case, EmergencyAccess
from uitweg.casework.duty.models import PageSubject
from uitweg.casework.duty.rules.paging import PageKind
from uitweg.casework.partners.referrals.models import Referral
from uitweg.channel.models import Message
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.alarms.actions import open_alarms

GONE = (ReportState.JUNK, ReportState.DELETED)


def settled_among(subjects: Sequence[PageSubject], *, now: datetime) -> list[PageSubject]:
    """Return those of these whose thing was dealt with, or is not there any more.

    Of a kind that is not looked up here nothing is settled: a person says so, or `settle_thing`.
    """
    settled = []
    for kind, still_open in STILL_OPEN.items():
        numbered = [(_number(s.thing), s) for s in subjects if s.kind == kind]
        if numbered:
            waiting = set(still_open({number for number, _ in numbered}, now))
            settled += [subject for number, subject in numbered if number not in waiting]
    return settled


def last_answer_to(subjects: Sequence[PageSubject]) -> tuple[int, datetime] | None:
    """Return who answered last, and when, if these are all danger that somebody answered."""
    if any(subject.kind != PageKind.DANGER for subject in subjects):
        return None
    messages = Message.objects.filter(pk__in=[_number(subject.thing) for subject in subjects])
    handled = messages.order_by("handled_at", "pk").values_list("handled_by", "handled_at")
    answers = [(by, at) for by, at in handled if by is not None and at is not None]
    return answers[-1] if answers and len(answers) == len(handled) else None


def _number(thing: str) -> int:
    """Return the number in the name of a row ("message:12")."""
    return int(thing.partition(":")[2])


def _waiting_messages(ids: Iterable[int], now: datetime) -> Iterable[int]:
    return Message.objects.filter(pk__in=list(ids), handled_at=None).values_list("pk", flat=True)


def _dangers(ids: Iterable[int], now: datetime) -> Iterable[int]:
    """An answer does not end danger: a member says how it ended."""
    rows = Message.objects.filter(pk__in=list(ids), danger_end="")
    return rows.exclude(report__state__in=GONE).values_list("pk", flat=True)


def _acute_cases(ids: Iterable[int], now: datetime) -> Iterable[int]:
    acute = Case.objects.in_acute_danger().filter(pk__in=list(ids))
    return acute.values_list("pk", flat=True)


def _open_actions(ids: Iterable[int], now: datetime) -> Iterable[int]:
    rows = Action.objects.open().filter(pk__in=list(ids))
    return rows.values_list("pk", flat=True)


def _unreviewed_access(ids: Iterable[int], now: datetime) -> Iterable[int]:
    rows = EmergencyAccess.objects.filter(pk__in=list(ids))
    return rows.filter(Q(verdict=""), owner_seen_at=None).values_list("pk", flat=True)


def _alarms(ids: Iterable[int], now: datetime) -> Iterable[int]:
    return open_alarms().filter(pk__in=list(ids)).values_list("pk", flat=True)


def _failed_referrals(ids: Iterable[int], now: datetime) -> Iterable[int]:
    return Referral.objects.failed().filter(pk__in=list(ids)).values_list("pk", flat=True)


STILL_OPEN: dict[PageKind, Callable[[Iterable[int], datetime], Iterable[int]]] = {
    PageKind.MESSAGE: _waiting_messages,
    PageKind.DANGER: _dangers,
    PageKind.ACUTE_CASE: _acute_cases,
    PageKind.URGENT_ACTION: _open_actions,
    PageKind.EMERGENCY_ACCESS: _unreviewed_access,
    PageKind.PUBLIC_SITE: _alarms,
    PageKind.REFERRAL: _failed_referrals,
}
