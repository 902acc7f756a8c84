"""The hand-over from one shift to the next: the list, what a member wrote, and who took over."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.duty.handover.rules import people_of, shift_after
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member

LOOKS_AHEAD = timedelta(days=14)
"""So far ahead the next shift is looked for; the rota is made further ahead than that."""
SHIFTS_READ = 500


class HandoverQuerySet(models.QuerySet["Handover"]):
    def with_people(self) -> Self:
        people = ("shift__member", "shift__backup", "written_by", "accepted_by")
        return self.select_related(*people)

    def to_freeze(self, *, now: datetime) -> Self:
        """Return those of shifts that ended and whose list still changes, the oldest first."""
        ended = self.filter(sealed_list=b"", shift__ends_at__lte=now, shift__is_dropped=False)
        return ended.select_related("shift").order_by("shift__ends_at", "id")

    def waiting(self, *, since: datetime, now: datetime) -> Self:
        """Return those of shifts that ended since then, that nobody took over."""
        waiting = self.filter(
            accepted_at=None,
            shift__ends_at__gt=since,
            shift__ends_at__lte=now,
            shift__is_dropped=False,
        )
        return waiting.select_related("shift").order_by("shift__ends_at", "id")


class Handover(models.Model):
    """The hand-over of one shift; the worker makes it when the shift begins.

    `entries_before` and `messages_before` are the last audit entry and message of before the
    shift, so that the list needs no moment of a message: those become days. The `until` ones are
    set when the list is frozen: when a member completes the hand-over, or else at the shift's end.
    The next shift begins where the list ended. `sealed_list` is that list as JSON
    (`rules.handover_list`), `sealed_text` what the member wrote.
    """

    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="handover")
    entries_before = models.BigIntegerField()
    messages_before = models.BigIntegerField()
    entries_until = models.BigIntegerField(null=True)
    messages_until = models.BigIntegerField(null=True)
    frozen_at = models.DateTimeField(null=True)
    sealed_list = models.BinaryField(default=b"")
    sealed_text = models.BinaryField(default=b"")
    written_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(frozen_at=None, entries_until=None, messages_until=None)
                | Q(
                    frozen_at__isnull=False,
                    entries_until__isnull=False,
                    messages_until__isnull=False,
                ),
                name="handover_frozen_as_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(written_at=None, written_by=None)
                | Q(written_at__isnull=False, written_by__isnull=False, frozen_at__isnull=False),
                name="handover_written_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, frozen_at__isnull=False),
                name="handover_accepted_by_someone",
            ),
        ]
        indexes: ClassVar = [
            models.Index("id", name="handover_waiting", condition=Q(accepted_at=None)),
        ]

    def __str__(self) -> str:
        return f"hand-over of shift {self.shift_id}"

    @cached_property
    def next_shift(self) -> Shift | None:
        """Who takes over; see `rules.handover.shift_after`."""
        shift = self.shift
        near = Shift.objects.between(shift.starts_at, shift.ends_at + LOOKS_AHEAD)
        return shift_after(shift, near.exclude(member=None)[:SHIFTS_READ])

    @property
    def had_by_id(self) -> int | None:
        """The number of who had the shift that is handed over."""
        return self.shift.member_id

    @property
    def next_members(self) -> frozenset[int]:
        """The numbers of who has the next shift, first and as back-up."""
        return people_of(self.next_shift)


class HandoverAddition(models.Model):
    """A line that a member added to a hand-over that was completed; nothing is ever rewritten."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="additions")
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"addition {self.pk} to hand-over {self.handover_id}"
