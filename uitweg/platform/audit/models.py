"""The audit log: every read and write of a report or case, in one hash chain."""

from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One read or write: who did what to which thing, with which result, from where, when.

    Append-only; each entry includes the hash of the one before it.
    """

    at = models.DateTimeField()
    member = models.ForeignKey("accounts.Member", null=True, on_delete=models.PROTECT)
    act = models.CharField(max_length=40)
    thing = models.CharField(max_length=40)
    result = models.CharField(max_length=20)
    origin = models.CharField(max_length=20)
    reason = models.CharField(max_length=40, default="", blank=True)
    previous_hash = models.BinaryField(max_length=32)
    entry_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar = [models.Index("thing", "id", name="audit_thing")]

    def __str__(self) -> str:
        return f"{self.act} {self.thing}"


class AuditHead(models.Model):
    """The end of the chain: one row, locked by whoever appends an entry.

    `cut_hash` and `cut_length` are of the old entries that were deleted: there the chain begins.
    """

    last_hash = models.BinaryField(max_length=32)
    length = models.BigIntegerField(default=0)
    cut_hash = models.BinaryField(max_length=32, default=b"")
    cut_length = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"audit log of {self.length}"


class AuditReader(models.Model):
    """Up to which entry a consumer of the audit log (the logboek) has read."""

    name = models.CharField(max_length=20, unique=True)
    last_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.last_id}"
