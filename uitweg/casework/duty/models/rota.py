"""Who has duty when: patterns that repeat, the shifts they give, swaps and absences."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from uitweg.platform.accounts.models import Member


class ShiftPattern(models.Model):
    """A shift that comes back on some weekdays, in the hours of the Netherlands.

    `weekdays` are digits, Monday is 0 (`"0123456"` is every day). Without `last_day` it goes on;
    without `member` its shifts are open until somebody takes them.
    """

    name = models.CharField(max_length=40)
    weekdays = models.CharField(max_length=7)
    begins = models.TimeField()
    ends = models.TimeField()
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    backup = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member=None) | Q(backup=None) | ~Q(member=F("backup")),
                name="pattern_backup_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"pattern {self.pk}"


class ShiftQuerySet(models.QuerySet["Shift"]):
    def running_at(self, now: datetime) -> Self:
        """Return the shifts of this moment, the one that began last first."""
        running = self.filter(starts_at__lte=now, ends_at__gt=now, is_dropped=False)
        return running.select_related("member", "backup").order_by("-starts_at", "-id")

    def between(self, first: datetime, last: datetime) -> Self:
        """Return the shifts that have any moment from `first` up to `last`, in order."""
        rows = self.filter(starts_at__lt=last, ends_at__gt=first, is_dropped=False)
        return rows.select_related("member", "backup").order_by("starts_at", "id")


class Shift(models.Model):
    """One shift: from `starts_at` up to `ends_at`, by `member`, with `backup` behind them.

    `pattern` and `pattern_day` say which pattern made it. `changed_by` is the number of the member
    who changed it since: such a shift no longer follows its pattern. `is_dropped`: it is not held.
    """

    pattern = models.ForeignKey(
        ShiftPattern, null=True, on_delete=models.SET_NULL, related_name="shifts"
    )
    pattern_day = models.DateField(null=True)
    name = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="shifts")
    backup = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="backup_shifts"
    )
    changed_by = models.BigIntegerField(null=True)
    is_dropped = models.BooleanField(default=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("pattern", "pattern_day", name="one_shift_a_pattern_day"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_has_length"
            ),
            models.CheckConstraint(
                condition=Q(member=None) | Q(backup=None) | ~Q(member=F("backup")),
                name="backup_is_another",
            ),
        ]
        indexes: ClassVar = [models.Index("starts_at", "ends_at", name="shift_when")]

    def __str__(self) -> str:
        return f"shift {self.pk}"
