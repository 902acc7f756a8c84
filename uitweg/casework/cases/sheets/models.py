"""The sheets of a case, kept in versions: person, safety card, judgement, closing."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.case.models import Case, SealedRow, SealedTextField, known_values
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.platform.accounts.models import Member


class Sheet(SealedRow):
    """One version of one sheet of a case.

    Never edited: the newest version counts, and the older ones tell what was known when. A version
    exists once a case and kind, so of two members who save at once the second is told.
    `sealed_text` holds a JSON object of field name to text.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sheets")
    kind = models.CharField(max_length=10, choices=SheetKind.choices())
    version = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()

    class Meta:
        ordering: ClassVar = ["case", "kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint("case", "kind", "version", name="one_sheet_a_version"),
            known_values("kind", SheetKind, name="sheet_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} of case {self.case_id}"
