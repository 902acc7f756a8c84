"""Access in an emergency, and the copies of a strict case's key."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from uitweg.casework.cases.models.case import CaseGrant
from uitweg.casework.cases.models.choices import known_values_constraint
from uitweg.casework.cases.rules.grants import EmergencyVerdict
from uitweg.platform.accounts.models import Member


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    def unseen_by(self, owner: Member) -> Self:
        """Return what the owner of a case, or who stands in for them, was not told of yet."""
        now = timezone.now()
        managed = CaseGrant.objects.active().filter(member=owner, level="manage").values("case")
        mine = self.filter(owner_seen_at=None, grant__case__in=managed, grant__since__lte=now)
        return (
            mine.exclude(grant__member=owner)
            .select_related("grant__case", "grant__member")
            .order_by("id")
        )

    def to_review(self, *, but_not_of: Member) -> Self:
        """Return what nobody judged yet, the oldest first."""
        waits = self.filter(verdict="").exclude(grant__member=but_not_of)
        return waits.select_related("grant__case__coordinator", "grant__member").order_by("id")


class EmergencyAccess(models.Model):
    """One use of the emergency way into a case: why, whether the owner saw it, what the lead says.

    `sealed_why` and `sealed_review` are sealed to the team: the lead judges without the case.
    """

    grant = models.OneToOneField(CaseGrant, on_delete=models.CASCADE, related_name="access")
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_why = models.BinaryField(default=b"")
    owner_seen_at = models.DateTimeField(null=True)
    verdict = models.CharField(
        max_length=12, choices=EmergencyVerdict.choices(), default="", blank=True
    )
    reviewed_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="reviews"
    )
    reviewed_on = models.DateField(null=True)
    sealed_review = models.BinaryField(default=b"")

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index("id", name="glass_to_review", condition=Q(verdict="")),
            models.Index("grant", name="glass_unseen", condition=Q(owner_seen_at=None)),
        ]
        constraints: ClassVar = [
            known_values_constraint(
                "verdict", EmergencyVerdict, name="glass_verdict_known", empty=True
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(reviewed_by__isnull=False, reviewed_on__isnull=False),
                name="glass_judged_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"access broken by grant {self.grant_id}"

    @property
    def member_id(self) -> int:
        return self.grant.member_id
