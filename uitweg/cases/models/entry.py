"""What happened, on the timeline."""

from typing import ClassVar

from django.db import models

from uitweg.access.models import Member
from uitweg.cases.models.case import Case
from uitweg.cases.models.words import choices
from uitweg.cases.rules import EntryKind


class Entry(models.Model):
    """Something that happened, as one person wrote it down; never edited, only added to.

    `form_key` comes from the form: the same form twice is one entry.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=choices(EntryKind))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]

    def __str__(self) -> str:
        return f"entry {self.pk} of case {self.case_id}"
