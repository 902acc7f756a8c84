"""What must happen later: mails to hand over, and the pulse of the worker."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OutgoingMail(models.Model):
    """One mail to hand over once; `key` keeps the same news from being told twice.

    Never anything about a report or a person but the receiver's own address.
    """

    key = models.CharField(max_length=80, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=120)
    body = models.TextField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("due_at", name="outgoing_due", condition=Q(sent_at=None)),
        ]

    def __str__(self) -> str:
        return f"mail {self.key}"


class Timer(models.Model):
    """A piece of work that comes back; a lease keeps two ticks from doing it at once."""

    name = models.CharField(max_length=40, unique=True)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
