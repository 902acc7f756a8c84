"""Who signed which text of the policy folder."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uitweg.platform.accounts.models import Member
from uitweg.platform.policy.retention_duties import TableSigner


class TableSignature(models.Model):
    """A member signed, for their role, the text of the named table that has this hash."""

    table = models.CharField(max_length=20, default="retention")
    text_hash = models.CharField(max_length=64)
    role = models.CharField(max_length=20)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    signed_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("table", "text_hash", "role", name="one_signature_a_role"),
            models.CheckConstraint(
                condition=Q(role__in=[signer.value for signer in TableSigner]), name="signer_known"
            ),
        ]

    def __str__(self) -> str:
        return f"signature of {self.member_id} as {self.role}"
