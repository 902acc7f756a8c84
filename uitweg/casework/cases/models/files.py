"""Files of a case, sealed in pieces."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.models.case import Case


class FilePiece(models.Model):
    """A piece of a sealed file, under the hash of its id; which entry it is of, no row says.

    The entry names the file and holds its key, sealed (facts.py): as a message does with its files.
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
