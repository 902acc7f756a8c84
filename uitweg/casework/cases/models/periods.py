"""A period that runs in a case, until somebody says how it ended."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from uitweg.casework.cases.models.case import Case, CaseGrant
from uitweg.casework.cases.models.choices import known_values_constraint
from uitweg.casework.cases.models.sealed_text import SealedTextField
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.grants import MANAGE_LEVELS
from uitweg.casework.cases.rules.periods import PeriodBound, PeriodEnd, PeriodKind
from uitweg.platform.accounts.models import Member

IS_RUNNING = Q(ended="")


class PeriodQuerySet(models.QuerySet["Period"]):
    def running(self) -> Self:
        return self.filter(IS_RUNNING)

    def of(self, member: Member) -> Self:
        """Return what runs in the cases this member leads or stands in for, the soonest first."""
        return self.running()._theirs(member).order_by("ends_at", "id")

    def ended_by_hand_of(self, member: Member, *, since: datetime) -> Self:
        """Return what this member ended since then: a wrong tick is taken back there."""
        mine = self.filter(ended_by=member, ended_at__gte=since)
        return mine._theirs(member).order_by("ended_at", "id")

    def _theirs(self, member: Member) -> Self:
        """Narrow to cases this member leads or stands in for.

        `opens` are the groups of the grant by which a row is theirs; who holds two meets it twice.
        """
        grants = CaseGrant.objects.active_for(member.pk, MANAGE_LEVELS).values("pk")
        mine = self.filter(case__grants__in=grants).select_related("case")
        return mine.annotate(opens=F("case__grants__groups"))


class Period(models.Model):
    """How long something may take: the first talk, a place for 72 hours, time to think, another.

    It began at `started_at` and is over at `ends_at`; where only the day is known, that is the
    midnight before and the midnight after. It runs until a person says how it ended (`ended`);
    how it went stands on the timeline. `sealed_text` is a note, or what another period is called.
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
            known_values_constraint("kind", PeriodKind, name="period_kind_known"),
            known_values_constraint("group", DataGroup, name="period_group_known"),
            known_values_constraint("ended", PeriodEnd, name="period_end_known", empty=True),
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
