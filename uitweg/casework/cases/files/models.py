"""Files of a case, sealed in pieces."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.case.models import Case


class FilePiece(models.Model):
    """One piece of a sealed file, stored under the hash of the file's id.

    No row tells which entry a file belongs to: the entry's `sealed_details` hold the file's id and
    key (`rules/events.py`), as a message does with its attachments. `place` counts from 0.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pieces")
    file_hash = models.BinaryField(max_length=32)
    place = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("file_hash", "place", name="piece_once"),
        ]

    def __str__(self) -> str:
        return f"piece {self.place} of case {self.case_id}"
