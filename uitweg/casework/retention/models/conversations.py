"""Holds and warnings of closed conversations, and the counts of what was destroyed.

A report is a plain number here: it is a row of the channel store, and no foreign key crosses.
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F

from uitweg.casework.retention.rules.terms import HoldReason
from uitweg.platform.accounts.models import Member


class Hold(models.Model):
    """A member keeps a closed conversation longer, up to and including the day `until`."""

    report_id = models.BigIntegerField(unique=True)
    until = models.DateField()
    reason = models.CharField(max_length=12, choices=HoldReason.model_choices())
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    since = models.DateField()

    def __str__(self) -> str:
        return f"hold of report {self.report_id}"


class Notice(models.Model):
    """The team was warned on `told_on` that a conversation is destroyed after `kept_until`."""

    report_id = models.BigIntegerField(unique=True)
    kept_until = models.DateField()
    told_on = models.DateField()

    def __str__(self) -> str:
        return f"notice of report {self.report_id}"


class DestructionQuerySet(models.QuerySet["Destruction"]):
    def add(self, row: str, term: str, *, day: date, count: int = 1) -> None:
        """Count more things as destroyed on a day by one row of the table."""
        proof, _ = self.get_or_create(day=day, row=row, term=term)
        self.filter(pk=proof.pk).update(count=F("count") + count)


class Destruction(models.Model):
    """How many things were destroyed on a day by one row of the retention table; never which."""

    day = models.DateField()
    row = models.CharField(max_length=40)
    term = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    objects = DestructionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("day", "row", "term", name="one_certificate_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.count} by {self.row} on {self.day}"
