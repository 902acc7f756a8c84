"""Mails that wait to be sent, and the timers of the worker's jobs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OutgoingMail(models.Model):
    """A mail to send once; `key` is its idempotency key.

    It never holds anything about a report or a person, except the receiver's own address.
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
    """A recurring job of the worker; a lease keeps two workers from doing it at the same time."""

    name = models.CharField(max_length=40, unique=True)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
