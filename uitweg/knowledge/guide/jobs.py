"""What the worker does with votes on pages; the public door does not load it."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.knowledge.guide.actions import is_page
from uitweg.knowledge.guide.models import DayVotes, PageVote
from uitweg.knowledge.guide.rules import MOST_VOTES_A_DAY
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_for_update

STORE = "channel"
VOTES_PER_TURN = 1000


@job("page-votes", every=timedelta(seconds=10))
@transaction.atomic(using=STORE)
def count_votes(*, now: datetime) -> int:
    """Add the waiting votes to the counts of the day and delete them; return how many went.

    One transaction: cut off, no vote is lost or counted twice. Votes on no page of ours, which
    only somebody with the door's login can add, are deleted and not counted.
    """
    today = timezone.localdate(now)
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


@job("old-page-votes", every=timedelta(hours=1))
def delete_old_counts(*, now: datetime) -> int:
    """Delete the counts of days before their term; return how many rows went."""
    kept_days = retention.retention_table().number("page-votes")
    before = timezone.localdate(now) - timedelta(days=kept_days)
    return DayVotes.objects.before(before).delete()[0]
