"""Copies of a restricted case's key, one for each member it is sealed to."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.models.case import Case
from uitweg.platform.accounts.models import Member


class CaseKeyCopy(models.Model):
    """A strict case's key, sealed to one member, or (without member) to the recovery sheet.

    `holder_id` names the public key it was sealed to: who joined anew has another.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="shares")
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    holder_id = models.BinaryField(max_length=8)
    sealed_key = models.BinaryField()
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("case", "member", name="one_case_share_a_member"),
        ]

    def __str__(self) -> str:
        return f"share of case {self.case_id} for {self.member_id or 'the sheet'}"
