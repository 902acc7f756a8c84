"""The signed paper of an appraisal, the lawyer's check, and what authorities found."""

from typing import ClassVar

from django.db import models

from uitweg.casework.appraisal.compartment.models import Appraisal, Compartment
from uitweg.casework.appraisal.compartment.rules.stages import (
    Authority,
    AuthorityView,
    LawyerCheckOutcome,
    PaperKind,
)
from uitweg.casework.cases.case.models import SealedRow, known_values
from uitweg.platform.accounts.models import Member
from uitweg.platform.store.frozen_columns import FrozenColumns


class SignedPaper(models.Model):
    """The PDF with its signatures so far, under the compartment's key; `sha256` is of the PDF."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8, choices=PaperKind.choices())
    made_at = models.DateTimeField()
    sha256 = models.BinaryField(max_length=32)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_file = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            known_values("kind", PaperKind, name="signed_paper_kind_known"),
            models.UniqueConstraint("appraisal", "kind", name="one_signed_paper_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of appraisal {self.appraisal_id}"


class LawyerCheck(SealedRow):
    """The youngster's lawyer read this version, and said whether it may leave.

    `sealed_text` is JSON, under the compartment's key: the lawyer's name and what they said.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="lawyer_checks")
    outcome = models.CharField(max_length=12, choices=LawyerCheckOutcome.choices())
    organisation = models.BigIntegerField(null=True)
    checked_on = models.DateField()
    heard_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        constraints: ClassVar = [
            known_values("outcome", LawyerCheckOutcome, name="lawyer_check_known"),
            FrozenColumns(name="lawyer_check_frozen"),
        ]

    def __str__(self) -> str:
        return f"lawyer's check of appraisal {self.appraisal_id}"


class AuthorityFinding(SealedRow):
    """What one authority found, on a day; the newest of each authority counts, older ones stay.

    `sealed_text` is JSON, under the compartment's key: who said it, what was decided, why.
    """

    compartment = models.ForeignKey(Compartment, on_delete=models.CASCADE, related_name="findings")
    authority = models.CharField(max_length=12, choices=Authority.choices())
    view = models.CharField(max_length=12, choices=AuthorityView.choices())
    found_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["authority", "-found_on", "-id"]
        constraints: ClassVar = [
            known_values("authority", Authority, name="finding_authority_known"),
            known_values("view", AuthorityView, name="finding_view_known"),
            FrozenColumns(name="authority_finding_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.authority} on compartment {self.compartment_id}"
