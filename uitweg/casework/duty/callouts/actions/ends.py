"""Ends of callouts: handled by a member, or settled because what they were about is over."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.duty.callouts.actions.calls import page_group
from uitweg.casework.duty.callouts.models import Page, PageSubject
from uitweg.casework.duty.callouts.rules.paging import PageKind, PageState
from uitweg.casework.duty.callouts.rules.steps import acknowledged, handled
from uitweg.casework.partners.referrals.models import Referral
from uitweg.channel.conversation.models import Message
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.models import Member
from uitweg.platform.alarms.actions import open_alarms
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.jobs.actions.outbox import cancel_messages, coarsen_messages
from uitweg.platform.jobs.rules.job import JobLoop, job
from uitweg.platform.policy import retention
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.store.locking import lock_for_update
from uitweg.platform.ui.moments import local_midnight

ACKNOWLEDGE_PAGE = Act("page:acknowledge", "Oproep opgepakt")
SETTLE_PAGE = Act("page:settle", "Oproep vanzelf klaar")

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


LOOKED_AT_ONCE = 200
EXACT_FOR = timedelta(days=1)
"""How long the moments of a handled page stay exact, and what it was about stays with it."""
NAMES_A_REPORT = (PageKind.MESSAGE, PageKind.DANGER)


def end_page(page: Page, *, handled_by: int | None, now: datetime) -> None:
    """End a locked page: every message of it that did not leave yet is cancelled with it."""
    page.follow(handled(page.progress))
    page.handled_by, page.handled_at = handled_by, now
    page.save()
    cancel_messages(group=page_group(page.pk), now=now)


@job("settled-pages", every=timedelta(seconds=1), loop=JobLoop.PAGE, after=("pages",))
def close_settled_pages(*, now: datetime) -> int:
    """End each page of which all things were dealt with; return how many."""
    unsettled = PageSubject.objects.filter(is_settled=False)
    closed = 0
    for page_id in Page.objects.unhandled().order_by("id").values_list("pk", flat=True):
        some = unsettled.filter(page=page_id).order_by("id")[:LOOKED_AT_ONCE]
        _mark_settled(settled_among(list(some), now=now))
        if not unsettled.filter(page=page_id).exists():
            closed += _close(page_id, now)
        else:
            _take_when_answered(page_id, now)
    return closed


def _take_when_answered(page_id: int, now: datetime) -> None:
    """Let an open page be in the hands of who answered all its danger: the telephones stop.

    Danger goes on after an answer, so it comes back as after taking it; not taken again for the
    same answer.
    """
    subjects = PageSubject.objects.filter(page=page_id, is_settled=False).order_by("id")
    some = list(subjects[: LOOKED_AT_ONCE + 1])
    answer = last_answer_to(some) if len(some) <= LOOKED_AT_ONCE else None
    if answer is None:
        return
    answered_by, answered_at = answer
    with transaction.atomic():
        page = lock_for_update(Page.objects.open().filter(pk=page_id)).first()
        member = Member.objects.filter(pk=answered_by).first()
        if (
            page is None
            or member is None
            or (page.acknowledged_at or page.opened_at) >= answered_at
        ):
            return
        page.follow(acknowledged(page.progress, step_table(), by=answered_by, now=now))
        page.save()
        cancel_messages(group=page_group(page_id), now=now)
        audit_log.record(member, ACKNOWLEDGE_PAGE, page, origin=ActOrigin.WORKER, reason="answered")


def unsettled_things(kind: PageKind, *, beginning: str = "") -> list[str]:
    """Return the things of this kind that were not settled, of those whose name begins so.

    Also of pages that somebody ended: what was right since, and goes wrong again, is paged anew.
    """
    rows = PageSubject.objects.filter(kind=kind, is_settled=False, thing__startswith=beginning)
    return list(rows.order_by("pk").values_list("thing", flat=True))


def settle_thing(*, thing: str, now: datetime) -> None:
    """Say that this thing was dealt with; the pages that were only about it end now."""
    subjects = PageSubject.objects.filter(thing=thing, is_settled=False)
    pages = set(subjects.values_list("page_id", flat=True))
    subjects.update(is_settled=True)
    for page_id in sorted(pages):
        if not PageSubject.objects.filter(page=page_id, is_settled=False).exists():
            _close(page_id, now)


def _mark_settled(subjects: Iterable[PageSubject]) -> None:
    ids = [subject.pk for subject in subjects]
    if ids:
        PageSubject.objects.filter(pk__in=ids).update(is_settled=True)


@transaction.atomic
def _close(page_id: int, now: datetime) -> bool:
    page = lock_for_update(Page.objects.unhandled().filter(pk=page_id)).first()
    # something may have joined it while this waited for the lock
    if page is None or page.subjects.filter(is_settled=False).exists():
        return False
    end_page(page, handled_by=None, now=now)
    audit_log.record_all(None, SETTLE_PAGE, [f"page:{page_id}"])
    return True


@job("duty-times", every=timedelta(minutes=1))
def coarsen_pages(*, now: datetime) -> int:
    """Make days of the moments of pages handled a day ago, and forget which report they named.

    Of a page that is not handled the reports are forgotten that were dealt with, so that it does
    not keep when they came.
    """
    PageSubject.objects.filter(
        kind__in=NAMES_A_REPORT, is_settled=True, at__lte=now - EXACT_FOR
    ).delete()
    old = Page.objects.filter(
        state=PageState.HANDLED, handled_at__lte=now - EXACT_FOR, day_only=False
    )
    pages = list(old.order_by("handled_at", "id")[:LOOKED_AT_ONCE])
    for page in pages:
        _coarsen(page)
    return len(pages)


@transaction.atomic
def _coarsen(page: Page) -> None:
    for field in ("opened_at", "began_at", "acknowledged_at", "handled_at"):
        moment = getattr(page, field)
        setattr(page, field, moment and local_midnight(moment))
    page.day_only = True
    page.save()
    page.subjects.filter(kind__in=NAMES_A_REPORT).delete()
    for subject in page.subjects.order_by("id"):
        PageSubject.objects.filter(pk=subject.pk).update(at=local_midnight(subject.at))
    days = {local_midnight(call.due_at) for call in page.calls.order_by("id")}
    for day in sorted(days):
        page.calls.filter(due_at__gte=day).update(due_at=day)
    coarsen_messages(group=page_group(page.pk))


@job("old-pages", every=timedelta(hours=1))
def delete_old_pages(*, now: datetime) -> int:
    """Delete the pages that were handled longer ago than their term; return how many."""
    before = now - timedelta(days=retention.retention_table().number("pages"))
    old = Page.objects.filter(state=PageState.HANDLED, handled_at__lt=before)
    ids = list(old.order_by("handled_at", "id").values_list("pk", flat=True)[:LOOKED_AT_ONCE])
    Page.objects.filter(pk__in=ids).delete()
    return len(ids)
