"""What is known and agreed, in versions."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.models.case import Case
from uitweg.casework.cases.models.choices import known_values_constraint
from uitweg.casework.cases.models.sealed_text import SealedTextField
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.platform.accounts.models import Member


class Sheet(models.Model):
    """One version of what is known and agreed: of the person, for their safety, the judgement.

    Never edited: the newest version counts, the older ones say what was known when. Two people
    who write the same version at once cannot both be right: the second learns of it.
    `sealed_text` holds JSON, field to words.
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
            known_values_constraint("kind", SheetKind, name="sheet_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} of case {self.case_id}"
