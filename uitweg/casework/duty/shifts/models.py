"""Who has duty when: patterns that repeat, the shifts they give, swaps and absences."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from uitweg.casework.duty.shifts import rules as rota
from uitweg.casework.duty.shifts.rules import StaffedShift, SwapState, TimeSpan
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

    @property
    def state(self) -> str:
        """Return what would differ after any change, for a page to send back as what it showed."""
        hours = f"{self.begins:%H%M}-{self.ends:%H%M}-{self.first_day}-{self.last_day}"
        people = f"{self.member_id or 0}-{self.backup_id or 0}"
        return f"{self.name}-{self.weekdays}-{hours}-{self.every_weeks}-{people}"

    @property
    def as_rule(self) -> rota.RepeatingShift:
        return rota.RepeatingShift(
            weekdays=frozenset(int(digit) for digit in self.weekdays),
            begins=self.begins,
            ends=self.ends,
            first_day=self.first_day,
            last_day=self.last_day,
            every_weeks=self.every_weeks,
        )


class ShiftQuerySet(models.QuerySet["Shift"]):
    def running_at(self, now: datetime) -> Self:
        """Return the shifts of this moment, the one that began last first."""
        running = self.filter(starts_at__lte=now, ends_at__gt=now, is_dropped=False)
        return running.select_related("member", "backup").order_by("-starts_at", "-id")

    def between(self, first: datetime, last: datetime) -> Self:
        """Return the shifts that have any moment from `first` up to `last`, in order."""
        rows = self.filter(starts_at__lt=last, ends_at__gt=first, is_dropped=False)
        return rows.select_related("member", "backup").order_by("starts_at", "id")

    def of_member(self, member: Member) -> Self:
        """Return the shifts that this member has, first or as back-up."""
        return self.filter(Q(member=member) | Q(backup=member))

    def not_over(self, now: datetime) -> Self:
        rows = self.filter(ends_at__gt=now, is_dropped=False)
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

    @property
    def period(self) -> TimeSpan:
        return TimeSpan(self.starts_at, self.ends_at)

    @property
    def state(self) -> str:
        """Return what would differ after any change, for a page to send back as what it showed."""
        hours = f"{self.starts_at:%Y%m%dT%H%M}-{self.ends_at:%Y%m%dT%H%M}"
        return f"{hours}-{self.member_id or 0}-{self.backup_id or 0}-{int(self.is_dropped)}"

    @property
    def staffed(self) -> StaffedShift:
        return StaffedShift(self.period, self.member_id, self.backup_id)


class SwapRequest(models.Model):
    """A member asks a colleague to take a shift, perhaps for one of theirs in return.

    `state_seen` is how both shifts stood when it was asked: they change hands only if nothing
    changed since. `sealed_why` is for the two, and emptied with the answer.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="swaps")
    asked_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    asked_of = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    in_return = models.ForeignKey(Shift, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=10, choices=SwapState.model_choices(), default=SwapState.WAITING
    )
    state_seen = models.CharField(max_length=200)
    sealed_why = models.BinaryField(default=b"")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "shift", name="one_waiting_swap_a_shift", condition=Q(state=SwapState.WAITING)
            ),
        ]

    def __str__(self) -> str:
        return f"swap {self.pk}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        """Return the absences that this day is in."""
        return self.filter(first_day__lte=day, last_day__gte=day)


class Absence(models.Model):
    """From the first up to and with the last of these days a member has no duty.

    Why is not asked and has no column: it is nobody's business, and often about somebody's health.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_has_length"
            ),
            models.UniqueConstraint(
                "member", "first_day", "last_day", name="one_absence_of_these_days"
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"


class CalendarFeed(models.Model):
    """The address at which a member's own calendar fetches their shifts; only its hash is stored.

    `fetched_at` is when that last happened, to the hour: a member sees that somebody has the link.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"calendar of {self.member_id}"
