"""The audit log: each read and write of a report or case, in one chain of hashes."""

from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One act, read or write: who, what, to what, with which result, from where, when.

    Append-only; each entry carries the hash of the one before.
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
    """The last entry's hash; locking this row is what puts the entries in one order.

    `cut_hash` and `cut_length` are of the entries whose term was over: the chain begins there.
    """

    last_hash = models.BinaryField(max_length=32)
    length = models.BigIntegerField(default=0)
    cut_hash = models.BinaryField(max_length=32, default=b"")
    cut_length = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"audit log of {self.length}"


class AuditReader(models.Model):
    """How far something that reads the audit log along has come."""

    name = models.CharField(max_length=20, unique=True)
    last_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.last_id}"
