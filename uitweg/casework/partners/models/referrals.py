"""Referrals of a case to partners."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.models.choices import known_values_constraint
from uitweg.casework.cases.models.sealed_text import SealedTextField
from uitweg.casework.partners.models.directory import Organisation, Service
from uitweg.casework.partners.models.packages import Package
from uitweg.casework.partners.rules.referrals import ReferralState
from uitweg.platform.accounts.models import Member


class Referral(models.Model):
    """A question to a partner to help with one case.

    `sealed_text` holds JSON of the draft (what is asked, what is ticked); once sent, the disclosure
    holds what left. `sealed_reply_seed` is the private half of the package's `reply_public`, as
    hexadecimal text.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    package = models.OneToOneField(
        Package, null=True, on_delete=models.SET_NULL, related_name="referral"
    )
    state = models.CharField(
        max_length=10, choices=ReferralState.choices(), default=ReferralState.DRAFT.value
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    state_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField(default=b"")
    sealed_reply_seed = SealedTextField(default=b"")

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [
            models.Index("state", "answer_by", name="referral_waiting"),
        ]
        constraints: ClassVar = [
            known_values_constraint("state", ReferralState, name="referral_state_known"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk} of case {self.case_id}"
