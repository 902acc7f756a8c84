"""STUB of this branch only, to try the screens with: the real paging replaces this whole file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from uitweg.casework.duty.models import Page
from uitweg.casework.duty.rules.paging import Audience, PageKind, PageState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission

COMES_BACK_AFTER = timedelta(minutes=15)
MOST_EXTENSIONS = 2


@dataclass(frozen=True)
class UpcomingStep:
    at: datetime
    members: list[Member]
    who: str


def open_page(*, kind: PageKind, thing: str, now: datetime) -> None:
    raise NotImplementedError


def upcoming_steps(page: Page, now: datetime) -> list[UpcomingStep]:
    if page.next_at is None:
        return []
    steps = []
    taker = page.acknowledged_by
    if page.state == PageState.ACKNOWLEDGED and taker is not None:
        steps.append(UpcomingStep(page.next_at, [taker], "acknowledger"))
    leads = list(Member.objects.leads_to_call(today=timezone.localdate(now)))
    after = timedelta(minutes=3 * len(steps))
    return [*steps, UpcomingStep(page.next_at + after, leads, Audience.LEADS)]


def page_for_thing(thing: str) -> Page | None:
    return Page.objects.filter(subjects__thing=thing).first()


def acknowledge_page(*, page: Page, by: Actor) -> None:
    _change(
        page,
        by,
        lambda row: row.state == PageState.ACKNOWLEDGED and row.acknowledged_by_id != by.pk,
        state=PageState.ACKNOWLEDGED,
        acknowledged_by=by.member,
        acknowledged_at=by.now,
        next_at=by.now + COMES_BACK_AFTER,
    )


def pass_page_on(*, page: Page, by: Actor) -> None:
    _change(page, by, lambda _: False, state=PageState.OPEN, next_at=by.now)


def extend_page(*, page: Page, by: Actor) -> None:
    if page.extended >= MOST_EXTENSIONS:
        raise NotPossible("page-extended")
    _change(
        page,
        by,
        lambda row: row.acknowledged_by_id != by.pk,
        next_at=by.now + COMES_BACK_AFTER,
        extended=page.extended + 1,
    )


def handle_page(*, page: Page, by: Actor) -> None:
    _change(
        page,
        by,
        lambda _: False,
        state=PageState.HANDLED,
        next_at=None,
        handled_by=by.pk,
        handled_at=by.now,
    )


def _change(page: Page, by: Actor, is_taken: Callable[[Page], bool], **fields: object) -> None:
    require(by, Permission.PAGE_ACT, page)
    row = Page.objects.get(pk=page.pk)
    if row.state == PageState.HANDLED:
        raise NotPossible("page-handled", ask=row.handled_by)
    if is_taken(row):
        raise NotPossible("page-taken", ask=row.acknowledged_by_id)
    Page.objects.filter(pk=page.pk).update(**fields)
