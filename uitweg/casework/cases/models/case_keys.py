"""Copies of a restricted case's key, one for each member it is sealed to."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.models.case import Case
from uitweg.platform.accounts.models import Member


class CaseKeyCopy(models.Model):
    """A restricted case's key, sealed to one member, or to the recovery sheet (no `member`).

    `holder_id` is the id of the public key it was sealed to; a member who joins again gets a new
    public key, so an older copy no longer opens for them.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="key_copies")
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    holder_id = models.BinaryField(max_length=8)
    sealed_key = models.BinaryField()
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("case", "member", name="one_case_share_a_member"),
        ]

    def __str__(self) -> str:
        return f"key of case {self.case_id} for {self.member_id or 'the recovery sheet'}"
