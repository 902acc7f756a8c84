"""A period that runs in a case until a member says how it ended."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from uitweg.casework.cases.case.models import (
    Case,
    CaseGrant,
    SealedRow,
    SealedTextField,
    known_values,
)
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import MANAGE_LEVELS
from uitweg.casework.cases.periods.rules import PeriodBound, PeriodEnd, PeriodKind
from uitweg.platform.accounts.models import Member

IS_RUNNING = Q(ended="")


class PeriodQuerySet(models.QuerySet["Period"]):
    def running(self) -> Self:
        return self.filter(IS_RUNNING)

    def managed_by(self, member: Member) -> Self:
        """Return what runs in the cases this member owns or is deputy of, soonest end first."""
        return self.running()._in_cases_managed_by(member).order_by("ends_at", "id")

    def ended_by_hand_of(self, member: Member, *, since: datetime) -> Self:
        """Return what this member ended since that moment, so that they can undo a wrong click."""
        ended = self.filter(ended_by=member, ended_at__gte=since)
        return ended._in_cases_managed_by(member).order_by("ended_at", "id")

    def _in_cases_managed_by(self, member: Member) -> Self:
        """Keep the periods of cases that this member owns or is deputy of.

        `granted_groups` holds the data groups of the grant that gives access. A member with two
        such grants on a case gets its rows twice, once with the groups of each.
        """
        grants = CaseGrant.objects.active_for(member.pk, MANAGE_LEVELS).values("pk")
        managed = self.filter(case__grants__in=grants).select_related("case")
        return managed.annotate(granted_groups=F("case__grants__groups"))


class Period(SealedRow):
    """How long something may take: first talk, 72-hour place, reflection period, or another.

    Where only a day is known (`…_has_time` is false), `started_at` is the midnight that begins it
    and `ends_at` the midnight that ends it. A period runs until a member says how it ended
    (`ended`), also when `ends_at` has passed. `version` counts its changes, for the optimistic
    version check. `sealed_text` is a note; for a period of kind "other" it is the name.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="periods", db_index=False)
    kind = models.CharField(max_length=12, choices=PeriodKind.choices())
    group = models.CharField(max_length=12, choices=DataGroup.choices())
    started_at = models.DateTimeField()
    started_has_time = models.BooleanField()
    ends_at = models.DateTimeField()
    ends_has_time = models.BooleanField()
    ended = models.CharField(max_length=12, choices=PeriodEnd.choices(), default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField(default=b"")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["ends_at", "id"]
        indexes: ClassVar = [
            models.Index("case", "ends_at", name="period_of_case"),
            models.Index("case", "ends_at", "id", name="period_board", condition=IS_RUNNING),
            models.Index("ended_by", "ended_at", name="period_ended"),
        ]
        constraints: ClassVar = [
            known_values("kind", PeriodKind, name="period_kind_known"),
            known_values("group", DataGroup, name="period_group_known"),
            known_values("ended", PeriodEnd, name="period_end_known", allow_empty=True),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("started_at")), name="period_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended="", ended_at=None, ended_by=None)
                | ~Q(ended="") & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="period_ended_by_someone",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=IS_RUNNING & ~Q(kind=PeriodKind.OTHER.value),
                name="one_running_period_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"period {self.pk} of case {self.case_id}"

    @property
    def start(self) -> PeriodBound:
        return PeriodBound(self.started_at, self.started_has_time)

    @property
    def end(self) -> PeriodBound:
        return PeriodBound(self.ends_at, self.ends_has_time)
