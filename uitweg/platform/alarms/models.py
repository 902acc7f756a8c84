"""What the worker found wrong with the public door; open until a lead says what it was."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uitweg.platform.alarms.rules import AlarmKind, AlarmVerdict


class Alarm(models.Model):
    """One thing that is wrong at one `place`; found again it counts up, and makes no second row.

    `place` is one of our own addresses, and which part of it differs; never anything of a visitor.
    """

    kind = models.CharField(max_length=20, choices=AlarmKind.model_choices())
    place = models.CharField(max_length=200, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    verdict = models.CharField(
        max_length=12, choices=AlarmVerdict.model_choices(), default="", blank=True
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "kind", "place", name="one_open_alarm", condition=Q(settled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"alarm {self.pk}"
