"""Open a page, and what people do with one: take it, pass it on, hold it longer, finish it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import Max

from uitweg.casework.duty.callouts.actions.calls import page_group
from uitweg.casework.duty.callouts.actions.ends import ACKNOWLEDGE_PAGE, end_page
from uitweg.casework.duty.callouts.actions.people import called_in_round, not_yet_called, people_of
from uitweg.casework.duty.callouts.actions.subjects import hides_danger_from
from uitweg.casework.duty.callouts.models import Page, PageSubject
from uitweg.casework.duty.callouts.rules import steps as page_steps
from uitweg.casework.duty.callouts.rules.paging import (
    FOR_LEADS,
    URGENCY_OF,
    OpenPage,
    PageAudience,
    PageKind,
    PageState,
    Urgency,
    page_to_join,
)
from uitweg.casework.duty.callouts.rules.texts import NUMBER_LENGTH, NUMBER_LETTERS
from uitweg.channel.conversation.models import Report
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.actions.outbox import cancel_messages
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.policy.page_steps import StepWho
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_for_update

OPEN_PAGE = Act("page:open", "Oproep begonnen")
PASS_PAGE_ON = Act("page:pass-on", "Oproep doorgegeven")
EXTEND_PAGE = Act("page:extend", "Oproep langer gehouden")
HANDLE_PAGE = Act("page:handle", "Oproep klaar")

TRIES = 5
MOST_MESSAGES = 200
"""Of one report; a page with more than these is not taken along."""


class CalloutRefusal(Refusal):
    PAGE_HANDLED = "Deze oproep is al klaar. Er belt niemand meer over."
    PAGE_TAKEN = "Een collega pakte deze oproep net op. Jouw klik veranderde niets."
    PAGE_EXTENDED = "Meer tijd kan niet. Is het klaar? Geef het anders door."
    PAGE_CAME_BACK = "Deze oproep kwam terug. Pak hem eerst opnieuw op."
    PAGE_CLOSED = "Je mag niet lezen waar dit om gaat. Geef het door: dan gaat het verder."
    PAGE_GREW = "Er kwam net iets bij. Kijk daar eerst naar; de oproep is nog niet klaar."


@dataclass(frozen=True)
class PagedThing:
    """Something to page about: a row, named as in the audit log, and which time of it."""

    kind: PageKind
    thing: str
    occurrence: str = ""

    @property
    def goes_to(self) -> tuple[Urgency, PageAudience]:
        audience = PageAudience.LEADS if self.kind in FOR_LEADS else PageAudience.DUTY
        return URGENCY_OF[self.kind], audience


@dataclass(frozen=True)
class UpcomingStep:
    """Whom a page calls at `at`, if nobody does anything before."""

    at: datetime
    members: list[Member]
    who: StepWho


def open_page(
    *,
    kind: PageKind,
    thing: str,
    now: datetime,
    occurrence: str = "",
    can_return: bool = False,
) -> None:
    """Page who must act on `thing`, a row named as in the audit log; once for each thing.

    With another `occurrence` the same thing is paged again. `can_return` says that it can be right
    and then wrong again, such as hours that nobody has: once it was settled it is paged anew.
    """
    if can_return:
        settled = PageSubject.objects.filter(thing=thing, is_settled=True).count()
        occurrence = f"after-{settled}" if settled else ""
    page_things([PagedThing(PageKind(kind), thing, occurrence)], now=now)


def page_things(things: Sequence[PagedThing], *, now: datetime) -> None:
    """Page about each of these once; those that go to the same people are one page."""
    in_order = sorted(things, key=lambda thing: thing.goes_to)
    for (urgency, audience), group in groupby(in_order, key=lambda thing: thing.goes_to):
        _page_about(list(group), urgency, audience, now)


def _page_about(
    things: list[PagedThing], urgency: Urgency, audience: PageAudience, now: datetime
) -> None:
    """Try again when another process paged about one of these, or drew the same number, first."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                _join_or_open(things, urgency, audience, now)
        except IntegrityError:
            if not left:
                raise
        else:
            return


def _join_or_open(
    things: list[PagedThing], urgency: Urgency, audience: PageAudience, now: datetime
) -> None:
    known = PageSubject.objects.filter(thing__in=[thing.thing for thing in things])
    paged = set(known.values_list("thing", "occurrence"))
    unpaged = {(t.thing, t.occurrence): t for t in things if (t.thing, t.occurrence) not in paged}
    if not unpaged:
        return
    alike = Page.objects.open().filter(urgency=urgency, audience=audience)
    pages = [OpenPage(page.pk, page.opened_at, page.round) for page in lock_for_update(alike)]
    page_id = page_to_join(pages, urgency, now=now) or _new_page(urgency, audience, now)
    PageSubject.objects.bulk_create(
        PageSubject(page_id=page_id, kind=t.kind, thing=t.thing, occurrence=t.occurrence, at=now)
        for t in unpaged.values()
    )


def _new_page(urgency: Urgency, audience: PageAudience, now: datetime) -> int:
    taken = set(Page.objects.unhandled().values_list("number", flat=True))
    number = next(n for n in iter(_drawn_number, None) if n not in taken)
    page = Page(number=number, urgency=urgency, audience=audience, opened_at=now)
    page.follow(page_steps.opened(urgency, audience, now=now))
    page.save()
    audit_log.record_all(None, OPEN_PAGE, [f"page:{page.pk}"])
    return page.pk


def _drawn_number() -> str:
    return tokens.random_letters(NUMBER_LETTERS, NUMBER_LENGTH)


def newest_thing(page: Page) -> int:
    """Return the number of the subject that joined this page last; 0 without one."""
    newest = page.subjects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def page_for_thing(thing: str) -> Page | None:
    """Return the page about this thing that is not handled, or else the last one; or None."""
    pages = Page.objects.filter(subjects__thing=thing)
    return pages.unhandled().order_by("-pk").first() or pages.order_by("-pk").first()


def upcoming_steps(page: Page, now: datetime) -> list[UpcomingStep]:
    """Return what happens with this page if nobody does anything, up to the call of the leads.

    As the worker does it: a step that would call nobody is passed over, and the next is earlier.
    """
    table, progress = step_table(), page.progress
    if progress.state is PageState.HANDLED:
        return []
    if progress.state is PageState.ACKNOWLEDGED:
        progress = page_steps.came_back(progress, now=progress.next_at or now)
    called = called_in_round(page, progress.round)
    ahead, is_last = list[UpcomingStep](), False
    while not is_last:
        step, at = page_steps.next_step(progress, table), progress.next_at or now
        is_last = page_steps.is_at_last_step(progress, table)
        members = people_of(step.who, page, now=at)
        if not is_last:
            members = not_yet_called(members, step, progress, called)
        progress = page_steps.step_taken(progress, table, now=at)
        if members:
            ahead.append(UpcomingStep(at, members, step.who))
            called |= {(member.pk, channel) for member in members for channel in step.by}
        elif not is_last:
            progress = page_steps.hurried(progress, table, now=at)
    return ahead


def acknowledge_page(*, page: Page, by: Actor) -> None:
    """Take a page: the telephones are silent until its time is over. A second time is no change.

    Raises NotPossible when somebody else took it, or it was handled, or there is danger in it that
    `by` may not read: who takes it must be able to deal with it.
    """
    require(by, Permission.PAGE_ACT, page)
    with transaction.atomic():
        row = _locked(page)
        if _is_held_by(row, by):
            return
        _require_readable(row, by)
        taken = page_steps.acknowledged(row.progress, step_table(), by=by.pk, now=by.now)
        _save_act(row, taken, ACKNOWLEDGE_PAGE, by)


def acknowledge_pages_about(*, report: Report, by: Actor) -> None:
    """Take each open page that is about messages of this report alone.

    So that who takes a report on the worklist is not telephoned about it; what a colleague has, or
    what is about more than this report, stays as it is.
    """
    unhandled = report.messages.filter(handled_at=None).order_by("-pk")
    things = {f"message:{pk}" for pk in unhandled.values_list("pk", flat=True)[:MOST_MESSAGES]}
    about = Page.objects.open().filter(subjects__thing__in=things).distinct().order_by("pk")
    for page in about:
        waiting = page.subjects.filter(is_settled=False).values_list("thing", flat=True)
        if things.issuperset(waiting):
            with suppress(NotPossible):
                acknowledge_page(page=page, by=by)


def pass_page_on(*, page: Page, by: Actor) -> None:
    """Say that `by` cannot: the next step is taken now. Raises NotPossible as for taking it."""
    require(by, Permission.PAGE_ACT, page)
    with transaction.atomic():
        row = _locked(page)
        _is_held_by(row, by)
        passed = page_steps.passed_on(row.progress, step_table(), now=by.now)
        row.follow(passed)
        row.save()
        audit_log.record(by.member, PASS_PAGE_ON, row)


def extend_page(*, page: Page, by: Actor) -> None:
    """Hold a page longer that `by` took. Raises NotPossible also when that was done too often."""
    require(by, Permission.PAGE_ACT, page)
    with transaction.atomic():
        row = _locked(page)
        if not _is_held_by(row, by):
            raise NotPossible(CalloutRefusal.PAGE_CAME_BACK)
        if not page_steps.may_extend(row.progress, step_table()):
            raise NotPossible(CalloutRefusal.PAGE_EXTENDED)
        row.follow(page_steps.extended(row.progress, step_table(), now=by.now))
        row.save()
        audit_log.record(by.member, EXTEND_PAGE, row)


def handle_page(*, page: Page, by: Actor, seen: int | None = None) -> None:
    """Say that a page is done: nothing of it leaves any more. Raises NotPossible as for taking.

    `seen` is the number of the newest thing (`newest_thing`) that the page showed: when something
    joined it since, nothing is done, or that would never be paged. None: it was not shown.
    """
    require(by, Permission.PAGE_ACT, page)
    with transaction.atomic():
        row = _locked(page)
        _is_held_by(row, by)
        _require_readable(row, by)
        if seen is not None and row.subjects.filter(pk__gt=seen, is_settled=False).exists():
            raise NotPossible(CalloutRefusal.PAGE_GREW)
        end_page(row, handled_by=by.pk, now=by.now)
        audit_log.record(by.member, HANDLE_PAGE, row)


def _locked(page: Page) -> Page:
    row = lock_for_update(Page.objects.filter(pk=page.pk)).first()
    if row is None or row.state == PageState.HANDLED:
        raise NotPossible(CalloutRefusal.PAGE_HANDLED, ask=row.handled_by if row else None)
    return row


def _is_held_by(page: Page, by: Actor) -> bool:
    """Return whether `by` took this page. Raises NotPossible when somebody else did."""
    if page.state != PageState.ACKNOWLEDGED:
        return False
    if page.acknowledged_by_id != by.pk:
        raise NotPossible(CalloutRefusal.PAGE_TAKEN, ask=page.acknowledged_by_id)
    return True


def _require_readable(page: Page, by: Actor) -> None:
    if hides_danger_from(page, by=by):
        raise NotPossible(CalloutRefusal.PAGE_CLOSED)


def _save_act(page: Page, progress: page_steps.PageProgress, act: Act, by: Actor) -> None:
    page.follow(progress)
    page.save()
    cancel_messages(group=page_group(page.pk), now=by.now)
    audit_log.record(by.member, act, page)
