"""A list that waits to be brought in, and what was brought in, so that it can be taken back."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.models import Member


class Upload(models.Model):
    """A list between two steps, sealed to the member who brought it and to nobody else.

    `token` (16 random bytes) names it for its lock, and becomes the import's: so one list is
    brought in once.
    """

    token = models.BinaryField(max_length=16, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="uploads")
    stored_at = models.DateTimeField()
    sealed_key = models.BinaryField()
    sealed_table = models.BinaryField()
    sealed_choices = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"list of {self.member_id}"


class Import(models.Model):
    """That a list was brought in; numbers only. After its term it can no longer be taken back."""

    token = models.BinaryField(max_length=16, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="imports")
    done_at = models.DateTimeField()
    opened = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    audit_log_until = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportedRow(models.Model):
    """Which case a row of the list became, or was added to."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="imported")
    row = models.PositiveIntegerField()
    is_new = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["row"]
        constraints: ClassVar = [
            models.UniqueConstraint("imported", "row", name="one_case_a_row"),
        ]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.imported_id}"
