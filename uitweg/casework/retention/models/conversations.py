"""What the staff side knows of terms: what stays longer, who was warned, what was destroyed.

A report is a plain number here: it lives in the other store.
"""

from typing import ClassVar

from django.db import models

from uitweg.casework.retention.rules.terms import HoldReason
from uitweg.platform.accounts.models import Member


class Hold(models.Model):
    """Someone wants a closed conversation to stay until (and with) a day."""

    report_id = models.BigIntegerField(unique=True)
    until = models.DateField()
    reason = models.CharField(max_length=12, choices=HoldReason.model_choices())
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    since = models.DateField()

    def __str__(self) -> str:
        return f"hold of report {self.report_id}"


class Notice(models.Model):
    """The team was warned that a conversation goes after `kept_until`."""

    report_id = models.BigIntegerField(unique=True)
    kept_until = models.DateField()
    told_on = models.DateField()

    def __str__(self) -> str:
        return f"notice of report {self.report_id}"


class Destruction(models.Model):
    """What was destroyed on a day by one row of the table: how many, never which."""

    day = models.DateField()
    row = models.CharField(max_length=40)
    term = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("day", "row", "term", name="one_certificate_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.count} by {self.row} on {self.day}"
