"""Votes on pages: added (public door), counted and forgotten (worker). And who-is-there.

The worker says whether somebody has duty, for a short time; the public door reads it.
"""

from collections import Counter
from datetime import date, datetime, timedelta

from django.db import transaction

from uitweg.knowledge.guide.models import DayVotes, DutyStatus, PageVote
from uitweg.knowledge.guide.rules import (
    DUTY_SAID_AHEAD,
    MOST_VOTES_A_DAY,
    MOST_VOTES_WAITING,
    DutyState,
    duty_state_at,
    is_voted_on,
)
from uitweg.platform.content import levels, load
from uitweg.platform.store.locking import lock_for_update

STORE = "channel"
VOTES_PER_TURN = 1000


def is_page(path: str, level: str) -> bool:
    """Tell whether there is a page that asks for votes at this path and reading level."""
    reading_level = next((each for each in levels() if each.id == level), None)
    if reading_level is None or not reading_level.has(path):
        return False
    return is_voted_on(path, {page.path for page in load(level=level).pages})


def add_vote(*, page: str, level: str, helped: bool) -> bool:
    """Store one vote; return False when so many wait that it is not stored.

    The bound is looked at before anything is written, so a flood of votes takes no turn from the
    messages that are stored in the same database.
    """
    if PageVote.objects.values("id")[:MOST_VOTES_WAITING].count() >= MOST_VOTES_WAITING:
        return False
    PageVote.objects.create(page=page, level=level, helped=helped)
    return True


@transaction.atomic(using=STORE)
def count_votes(*, today: date) -> int:
    """Add the waiting votes to the counts of `today` and delete them; return how many went.

    One transaction: cut off, no vote is lost or counted twice. Votes on no page of ours, which
    only somebody with the door's login can add, are deleted and not counted.
    """
    waiting = list(lock_for_update(PageVote.objects.order_by("id"))[:VOTES_PER_TURN])
    votes = Counter((vote.page, vote.level, vote.helped) for vote in waiting)
    for page, level in sorted({(page, level) for page, level, _ in votes}):
        if is_page(page, level):
            counts, _ = DayVotes.objects.get_or_create(day=today, page=page, level=level)
            helped = counts.helped + votes[page, level, True]
            not_helped = counts.not_helped + votes[page, level, False]
            counts.helped = min(helped, MOST_VOTES_A_DAY)
            counts.not_helped = min(not_helped, MOST_VOTES_A_DAY)
            counts.save()
    return PageVote.objects.filter(pk__in=[vote.pk for vote in waiting]).delete()[0]


def delete_old_counts(*, today: date, kept_days: int) -> int:
    return DayVotes.objects.before(today - timedelta(days=kept_days)).delete()[0]


def say_duty(state: DutyState, *, until: datetime, now: datetime) -> bool:
    """Say to the public door what holds until a moment; return whether a row was written.

    It is cut off at a minute and a half. Said again before half of that is over, nothing is
    written.
    """
    until = min(until, now + DUTY_SAID_AHEAD)
    said = DutyStatus.objects.first()
    if state is DutyState.UNSAID:
        return said is not None and bool(DutyStatus.objects.all().delete())
    if (
        said
        and said.state == state
        and (said.until == until or now + DUTY_SAID_AHEAD / 2 < said.until <= until)
    ):
        return False
    DutyStatus.objects.update_or_create(pk=1, defaults={"state": state, "until": until})
    return True


def said_of_duty(*, now: datetime) -> tuple[DutyState, datetime]:
    """Return what holds now of who has duty, and until when; UNSAID until `now`."""
    said = DutyStatus.objects.first()
    if said is None or not duty_state_at(now, state=DutyState(said.state), until=said.until):
        return DutyState.UNSAID, now
    return DutyState(said.state), said.until
