"""The two judgements of an appraisal, what the judges said of each other's, and signatures."""

from typing import ClassVar

from django.db import models

from uitweg.casework.appraisal.models.appraisals import Appraisal
from uitweg.casework.appraisal.rules.stages import Place
from uitweg.casework.cases.case.models import known_values_constraint
from uitweg.platform.accounts.models import Member
from uitweg.platform.store.frozen_columns import FrozenColumns


class AppraisalJudgement(models.Model):
    """What one of the two judges concludes; it never changes, also before the other sees it.

    `sealed_text` is JSON of a `WrittenJudgement`, under the compartment's key. Until both are
    there, nobody but its writer gets to see it.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="judgements")
    place = models.CharField(max_length=6, choices=Place.choices())
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_other_team = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["appraisal", "place"]
        constraints: ClassVar = [
            known_values_constraint("place", Place, name="judgement_place_known"),
            models.UniqueConstraint("appraisal", "place", name="one_judgement_a_place"),
            models.UniqueConstraint("appraisal", "member", name="one_judgement_a_member"),
            FrozenColumns(name="judgement_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.place} judgement of appraisal {self.appraisal_id}"


class JudgementResponse(models.Model):
    """What a judge adds after seeing the other judgement; neither judgement changes by it."""

    judgement = models.OneToOneField(
        AppraisalJudgement, on_delete=models.CASCADE, related_name="response"
    )
    given_at = models.DateTimeField()
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        constraints: ClassVar = [FrozenColumns(name="judgement_response_frozen")]

    def __str__(self) -> str:
        return f"response to {self.judgement_id}"


class Signature(models.Model):
    """A judge signed the frozen content of an appraisal.

    `certificate` is the X.509 certificate (DER) with which the PDF was signed.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="signatures")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    content_sha256 = models.BinaryField(max_length=32)
    certificate = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["signed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint("appraisal", "member", name="one_signature_a_member"),
            FrozenColumns(name="signature_frozen"),
        ]

    def __str__(self) -> str:
        return f"signature of {self.member_id} under appraisal {self.appraisal_id}"
