"""Planned sessions, and what people said after them, as counts.

The door only adds answers; the worker sums and deletes them. Nothing says who answered, or when.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from uitweg.knowledge.training.rules.sessions import (
    CODE_LENGTH,
    LENGTHS,
    LONGEST_MATERIAL,
    LONGEST_PLACE,
    MOST_ANSWERS,
    MOST_PEOPLE,
    FeedbackAnswer,
    FeedbackQuestion,
    SessionAudience,
)

ANSWERS = [(answer.value, answer.name) for answer in FeedbackAnswer]


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    def coming(self, now: datetime) -> Self:
        """Return what has not begun and goes on, soonest first."""
        return self.filter(starts_at__gt=now, cancelled_on=None).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        """Return what began or was cancelled, latest first."""
        begun = Q(starts_at__lte=now) | ~Q(cancelled_on=None)
        return self.filter(begun).order_by("-starts_at", "-pk")


class TrainingSession(models.Model):
    """A session of a trainer. Its code stands on the sheet that people take the address from.

    `material` is the id of a lesson or deck, `planned_by` a member's number.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    form_key = models.BinaryField(max_length=16, unique=True)
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=LONGEST_PLACE)
    audience = models.CharField(max_length=12, choices=SessionAudience.model_choices())
    material = models.CharField(max_length=LONGEST_MATERIAL)
    planned_by = models.BigIntegerField(null=True)
    attendance = models.PositiveSmallIntegerField(null=True)
    cancelled_on = models.DateField(null=True)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__in=LENGTHS, audience__in=list(SessionAudience))
                & (Q(attendance=None) | Q(attendance__lte=MOST_PEOPLE))
                & Q(LessThanOrEqual(Length("place"), LONGEST_PLACE)),
                name="session_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class SessionAnswer(models.Model):
    """What one person tapped, gone as soon as the worker counted it."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE)
    knows_step = models.PositiveSmallIntegerField(choices=ANSWERS)
    will_do = models.PositiveSmallIntegerField(choices=ANSWERS)
    practised = models.PositiveSmallIntegerField(choices=ANSWERS)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    knows_step__in=list(FeedbackAnswer),
                    will_do__in=list(FeedbackAnswer),
                    practised__in=list(FeedbackAnswer),
                ),
                name="answer_is_one_of_three",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class SessionCount(models.Model):
    """How many people of a session gave one answer to one question, at most MOST_ANSWERS."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="counts")
    question = models.CharField(
        max_length=12, choices=[(each.value, each.name) for each in FeedbackQuestion]
    )
    answer = models.PositiveSmallIntegerField(choices=ANSWERS)
    people = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "question", "answer"], name="answer_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    question__in=list(FeedbackQuestion),
                    answer__in=list(FeedbackAnswer),
                    people__lte=MOST_ANSWERS,
                ),
                name="counts_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"count {self.pk}"
