"""Emergency access: each use of it, what its owner was told, and the lead's review."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from uitweg.casework.cases.case.models import CaseGrant, known_values
from uitweg.casework.cases.case.rules.grants import MANAGE_LEVELS, EmergencyVerdict
from uitweg.platform.accounts.models import Member


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    def unseen_by(self, owner: Member) -> Self:
        """Return what happened in this owner's or deputy's cases and they have not yet seen.

        Emergency access that they used themselves is left out.
        """
        grants = CaseGrant.objects.active_for(owner.pk, MANAGE_LEVELS)
        unseen = self.filter(
            owner_seen_at=None,
            grant__case__in=grants.values("case"),
            grant__since__lte=timezone.now(),
        )
        by_others = unseen.exclude(grant__member=owner)
        return by_others.select_related("grant__case", "grant__member").order_by("id")

    def to_review(self, *, not_used_by: Member) -> Self:
        """Return what waits for a review, oldest first; nobody reviews their own use."""
        waiting = self.filter(verdict="").exclude(
            grant__member__in=not_used_by.accounts_of_same_person()
        )
        return waiting.select_related("grant__case__coordinator", "grant__member").order_by("id")


class EmergencyAccess(models.Model):
    """One use of emergency access: why, when the owner saw it, and the lead's verdict.

    `sealed_reason` and `sealed_review` are sealed to the team key, not the case key, because the
    lead reviews without access to the case. `verdict` is empty until the review.
    """

    grant = models.OneToOneField(CaseGrant, on_delete=models.CASCADE, related_name="access")
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_reason = models.BinaryField(default=b"")
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
            known_values("verdict", EmergencyVerdict, name="glass_verdict_known", allow_empty=True),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(reviewed_by__isnull=False, reviewed_on__isnull=False),
                name="glass_judged_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"emergency access by grant {self.grant_id}"

    @property
    def member_id(self) -> int:
        return self.grant.member_id
