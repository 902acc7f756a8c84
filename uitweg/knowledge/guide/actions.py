"""Add a vote on a page (public door); count the votes and forget old counts (worker)."""

from collections import Counter
from datetime import date, timedelta

from django.db import transaction

from uitweg.knowledge.guide.models import DayVotes, PageVote
from uitweg.knowledge.guide.rules import MOST_VOTES_A_DAY, MOST_VOTES_WAITING, is_voted_on
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
