"""The ledger of releases, in the channel store: the staff side adds to it, the public door reads.

A row is never changed. A release that was wrong is taken off the page by a later row that says so;
its tables stay, for what somebody has read cannot be taken back.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class LedgerRowQuerySet(models.QuerySet["LedgerRow"]):
    def releases(self) -> Self:
        """Return what was ever released, the first first."""
        return self.filter(withdraws=None).order_by("number")

    def shown(self) -> Self:
        """Return the releases that were not withdrawn, the first first."""
        gone = self.exclude(withdraws=None).values_list("withdraws", flat=True)
        return self.releases().exclude(number__in=list(gone))


class LedgerRow(models.Model):
    """One release, or the withdrawal of one; each includes the hash of the row before it.

    `tables` is JSON (rules/released_tables.py), and "[]" in a withdrawal.
    """

    number = models.PositiveIntegerField(primary_key=True)
    released_at = models.DateTimeField()
    withdraws = models.PositiveIntegerField(null=True, unique=True)
    tables = models.TextField()
    previous_hash = models.BinaryField(max_length=32)
    entry_hash = models.BinaryField(max_length=32)

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdraws=None) | Q(withdraws__lt=models.F("number"), tables="[]"),
                name="withdrawal_of_an_earlier_release",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.number}"
