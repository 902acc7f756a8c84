"""A lawyer's own notes, which nobody else can open."""

from typing import ClassVar

from django.db import models

from uitweg.casework.partners.dispatch.models import Package
from uitweg.platform.accounts.models import Member


class LawyerNote(models.Model):
    """A lawyer's confidential note, sealed to the key of that lawyer alone.

    `holder_id` is the id of that key: who joins anew has another, and older notes stay shut.
    `sealed_text` holds JSON with a reference in the lawyer's own words and the text. The team has
    no key to it. `package` is what the note is about, as long as that is there.
    """

    package = models.ForeignKey(
        Package, null=True, on_delete=models.SET_NULL, related_name="lawyer_notes"
    )
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    holder_id = models.BinaryField(max_length=8)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        indexes: ClassVar = [models.Index("written_by", "written_at", name="note_of_lawyer")]

    def __str__(self) -> str:
        return f"note {self.pk} of {self.written_by_id}"
