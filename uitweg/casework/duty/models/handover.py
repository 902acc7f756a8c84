"""The hand-over from one shift to the next."""

from django.db import models

from uitweg.casework.duty.models.rota import Shift
from uitweg.platform.accounts.models import Member


class Handover(models.Model):
    """What the next shift must know; `sealed_text` is one field that a person completed."""

    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="handover")
    sealed_text = models.BinaryField(default=b"")
    written_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"hand-over of shift {self.shift_id}"
