"""Whether pages helped, by votes and their sums per day; and whether somebody has duty.

The tables are in the channel store. The door only adds votes; the worker sums and deletes them, and
writes who-is-there for the door to read.
"""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from uitweg.knowledge.guide.rules import LONGEST_LEVEL, LONGEST_PAGE, MOST_VOTES_A_DAY, DutyState


class PageVote(models.Model):
    """One tap on "Hielp dit?", gone as soon as the worker counted it; nothing about who or when."""

    page = models.CharField(max_length=LONGEST_PAGE)
    level = models.CharField(max_length=LONGEST_LEVEL)
    helped = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("page"), LONGEST_PAGE))
                & Q(LessThanOrEqual(Length("level"), LONGEST_LEVEL)),
                name="vote_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class DayVotesQuerySet(models.QuerySet["DayVotes"]):
    def sums_since(self, day: date) -> list[dict[str, Any]]:
        """Return per page and level how many said yes and no since this day."""
        pages = self.filter(day__gte=day).values("page", "level").order_by("page", "level")
        sums = pages.annotate(all_yes=Sum("helped"), all_no=Sum("not_helped"))
        return [dict(each) for each in sums]

    def before(self, day: date) -> Self:
        return self.filter(day__lt=day)


class DayVotes(models.Model):
    """How many visitors of one day said that a page helped, and that it did not.

    Never more than MOST_VOTES_A_DAY of each: what comes above it is a flood, and is not counted.
    """

    day = models.DateField()
    page = models.CharField(max_length=LONGEST_PAGE)
    level = models.CharField(max_length=LONGEST_LEVEL)
    helped = models.PositiveSmallIntegerField(default=0)
    not_helped = models.PositiveSmallIntegerField(default=0)

    objects = DayVotesQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "page", "level"], name="votes_once_a_day"),
            models.CheckConstraint(
                condition=Q(helped__lte=MOST_VOTES_A_DAY, not_helped__lte=MOST_VOTES_A_DAY),
                name="votes_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} on {self.day}"


class DutyStatus(models.Model):
    """Whether somebody of the team can be reached now, in one row; without a row nothing is said.

    It names nobody, and holds for a minute and a half at most: the worker says it again. So the
    door learns no hour of the rota, and a worker that stopped says nothing any more.
    """

    state = models.CharField(
        max_length=8, choices=[(state.value, state.name) for state in DutyState if state]
    )
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="one_duty_status"),
        ]

    def __str__(self) -> str:
        return self.state
