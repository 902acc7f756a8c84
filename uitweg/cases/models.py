"""One young person's case: who may see it, and what happened, sealed under its own key."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from uitweg.access.models import Member
from uitweg.cases.rules import READS, WORKS, CaseState, EntryKind, Level


class CaseQuerySet(models.QuerySet["Case"]):
    def seen_by(self, member: Member) -> Self:
        """Return the cases on which this member has a live grant to read."""
        now = timezone.now()
        return self.filter(
            Q(grants__until=None) | Q(grants__until__gt=now),
            grants__member=member,
            grants__since__lte=now,
            grants__level__in=READS,
        )


class Case(models.Model):
    """A case has a number, never a name; `report_id` is the report it came from, if any."""

    report_id = models.BigIntegerField(unique=True, null=True)
    coordinator = models.ForeignKey(Member, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=[(s.value, s.name) for s in CaseState], default=CaseState.INTAKE
    )
    sealed_key = models.BinaryField()
    key_id = models.BinaryField(max_length=8)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CaseState]), name="case_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"U-{self.pk:04d}"

    def lets_in(self, member_pk: int) -> bool:
        return self.grants.live(member_pk, READS).exists()

    def lets_work(self, member_pk: int) -> bool:
        return self.grants.live(member_pk, WORKS).exists()


class GrantQuerySet(models.QuerySet["CaseGrant"]):
    def live(self, member_pk: int, levels: frozenset[Level]) -> Self:
        now = timezone.now()
        return self.filter(
            Q(until=None) | Q(until__gt=now), member_id=member_pk, since__lte=now, level__in=levels
        )


class CaseGrant(models.Model):
    """The only source of access to a case; it ends by itself."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    level = models.CharField(max_length=8, choices=[(x.value, x.name) for x in Level])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("case", "member", name="one_grant_a_member"),
            models.CheckConstraint(
                condition=Q(level__in=[x.value for x in Level]), name="grant_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} on {self.case_id} for {self.member_id}"


class Entry(models.Model):
    """Something that happened, as one person wrote it down; never edited, only added to.

    `form_key` comes from the form: the same form twice is one entry.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=[(k.value, k.name) for k in EntryKind])
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]

    def __str__(self) -> str:
        return f"entry {self.pk} of case {self.case_id}"
