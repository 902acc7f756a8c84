"""An uploaded spreadsheet that waits to be imported, and past imports, so they can be undone."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.models import Member


class Upload(models.Model):
    """A spreadsheet between two steps of an import; only the member who uploaded it can decrypt it.

    `token` (16 random bytes) is part of the encryption context. The import gets the same token,
    which is unique, so one upload is imported once.
    """

    token = models.BinaryField(max_length=16, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="uploads")
    stored_at = models.DateTimeField()
    sealed_key = models.BinaryField()
    sealed_table = models.BinaryField()
    sealed_choices = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"upload of {self.member_id}"


class Import(models.Model):
    """The record of one import: how many rows opened a case, were added to one, or were left out.

    `audit_log_until` is the id of its last audit entry; later entries show what changed since.
    `sealed_answers` holds what the member chose for this file, for a second try after an undo;
    only that member can decrypt it. The worker deletes this record when its term is over; from
    then on it cannot be undone.
    """

    token = models.BinaryField(max_length=16, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="imports")
    done_at = models.DateTimeField()
    opened = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    audit_log_until = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    sealed_key = models.BinaryField(default=b"")
    sealed_answers = models.BinaryField(default=b"")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportedRow(models.Model):
    """Which case a row of the spreadsheet became (`is_new`), or was added to."""

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
