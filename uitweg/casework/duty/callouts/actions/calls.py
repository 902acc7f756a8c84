"""Take the steps of pages that are due: call who is on the step, by every way it names."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction
from django.db.models import F, QuerySet

from uitweg.casework.duty.callouts.actions.people import (
    WayToReach,
    called_in_round,
    everybody,
    not_yet_called,
    people_of,
    ways_to_reach,
)
from uitweg.casework.duty.callouts.models import Page, PageCall
from uitweg.casework.duty.callouts.rules import steps as page_steps
from uitweg.casework.duty.callouts.rules.paging import PageState, Urgency
from uitweg.casework.duty.callouts.rules.steps import GIVES_UP_AFTER, PageProgress
from uitweg.casework.duty.callouts.rules.texts import page_message
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions.outbox import enqueue_message, outcomes_of
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.platform.jobs.rules.job import JobLoop, job
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.policy.page_steps import PageStep, StepTable
from uitweg.platform.store.locking import lock_for_update

log = logging.getLogger("uitweg.duty")


def page_group(page_id: int) -> str:
    """Return the group of a page's messages in the outbox."""
    return f"page:{page_id}"


@job("pages", every=timedelta(seconds=1), loop=JobLoop.PAGE, after=("page-casework",))
def advance_due_pages(*, now: datetime) -> int:
    """Take each step that is due, urgent pages first; return how many.

    A page whose messages all failed goes to its next step at once. One page that cannot go on does
    not stop the others.
    """
    _hurry_what_failed(now)
    taken = 0
    for page_id in Page.objects.due(now).values_list("pk", flat=True):
        try:
            taken += _take_due_step(page_id, now)
        except Exception as error:
            # tried again in the next round; the error's text may hold an address
            log.error("a step of page %s failed: %s", page_id, type(error).__name__)
    return taken


@transaction.atomic
def _take_due_step(page_id: int, now: datetime) -> bool:
    """Take the step of one page, if it is still due; whoever comes second finds it taken."""
    page = lock_for_update(Page.objects.due(now).filter(pk=page_id)).first()
    if page is None:
        return False
    progress = page.progress
    if progress.state is PageState.ACKNOWLEDGED:
        progress = page_steps.came_back(progress, now=now)
    table, calls, is_last = step_table(), list[PageCall](), False
    # a step for which nobody is there is passed over at once
    while not calls and not is_last:
        is_last = page_steps.is_at_last_step(progress, table)
        calls = _calls_of_step(page, progress, table, now)
        progress = page_steps.step_taken(progress, table, now=now)
        if not calls and not is_last:
            progress = page_steps.hurried(progress, table, now=now)
    page.follow(progress)
    page.save()
    return True


def _calls_of_step(
    page: Page, progress: PageProgress, table: StepTable, now: datetime
) -> list[PageCall]:
    """Queue the messages of the next step, and return the tries that they are."""
    step = page_steps.next_step(progress, table)
    members = people_of(step.who, page, now=now)
    if not page_steps.is_at_last_step(progress, table):
        called = called_in_round(page, progress.round)
        members = not_yet_called(members, step, progress, called)
    calls = _call(members, step, page, progress, table, now)
    if not calls and page_steps.is_at_last_step(progress, table):
        calls = _call(everybody(now=now), step, page, progress, table, now)
    return calls


def _call(
    members: Iterable[Member],
    step: PageStep,
    page: Page,
    progress: PageProgress,
    table: StepTable,
    now: datetime,
) -> list[PageCall]:
    tries = table.classes[page.urgency]
    calls = []
    for member in members:
        attempts: defaultdict[ChannelKind, Iterator[int]] = defaultdict(count)
        for way in ways_to_reach(member, step.by, now=now):
            for nth in range(tries.voice_tries if way.kind is ChannelKind.VOICE else 1):
                call = PageCall(
                    page=page,
                    round=progress.round,
                    step=progress.step,
                    attempt=next(attempts[way.kind]),
                    member=member,
                    channel=way.kind,
                    due_at=now + nth * tries.voice_every,
                )
                call.key = call.own_key
                _enqueue(call, way, now)
                calls.append(call)
    return PageCall.objects.bulk_create(calls)


def _enqueue(call: PageCall, way: WayToReach, now: datetime) -> None:
    urgency = Urgency(call.page.urgency)
    text = page_message(urgency, call.page.number, way.kind)
    enqueue_message(
        key=call.key,
        channel=Channel(way.kind.value),
        to=way.address,
        subject=text.subject,
        body=text.body,
        now=now,
        group=page_group(call.page_id),
        lane=Lane.PAGE,
        due_at=call.due_at,
        give_up_at=call.due_at + GIVES_UP_AFTER[urgency],
    )


def _last_calls(now: datetime) -> QuerySet[PageCall]:
    """Return the calls of the last step of each open page, as far as they are due."""
    return PageCall.objects.filter(
        page__state=PageState.OPEN,
        page__next_at__gt=now,
        round=F("page__round"),
        step=F("page__step") - 1,
        due_at__lte=now,
    )


def failed_last_calls(*, now: datetime) -> dict[int, str]:
    """Return the open pages whose last calls were all given up, each with one of those calls."""
    keys = defaultdict[int, list[str]](list)
    for page_id, key in _last_calls(now).order_by("id").values_list("page_id", "key"):
        keys[page_id].append(key)
    if not keys:
        return {}
    outcomes = outcomes_of(key for of_page in keys.values() for key in of_page)
    return {
        page_id: of_page[0]
        for page_id, of_page in keys.items()
        if {outcomes[key].state for key in of_page if key in outcomes} == {MessageState.FAILED}
    }


def _hurry_what_failed(now: datetime) -> None:
    """Make the next step due of each page whose last calls were all given up."""
    for page_id, key in failed_last_calls(now=now).items():
        _hurry(page_id, key, now)


@transaction.atomic
def _hurry(page_id: int, key: str, now: datetime) -> None:
    """Hurry a page whose last step still is the one of this call: one failure hurries it once."""
    page = lock_for_update(Page.objects.open().filter(pk=page_id, next_at__gt=now)).first()
    if page is None or not _last_calls(now).filter(page=page, key=key).exists():
        return
    progress = page_steps.hurried(page.progress, step_table(), now=now)
    if progress != page.progress:
        page.follow(progress)
        page.save()
