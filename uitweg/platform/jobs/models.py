"""Messages that wait to leave, the timers of the worker's jobs, and the last audit of callouts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uitweg.platform.jobs.rules import Channel, Lane, MessageState


class Timer(models.Model):
    """A recurring job of the worker; a lease keeps two workers from doing it at the same time.

    A worker that takes it adds one to `fence` and holds it until `lease_until`, by the store's
    clock; only who knows the present fence may say that the work was done.
    """

    name = models.CharField(max_length=40, unique=True)
    next_at = models.DateTimeField()
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class OutgoingMessage(models.Model):
    """A message to hand over once; `key` is its idempotency key.

    It never holds anything about a report or a person, except the receiver's own address. What only
    its receiver may know (a link with half of a key, a code) is in `sealed_body`, encrypted under
    the installation key, and is forgotten when the message has ended; `body` is then empty. `group`
    names what it belongs to (`page:12`), so that all of that can be cancelled at once. A worker
    that claims it adds one to `fence` and holds it until `lease_until`, both by the store's clock;
    only who knows the present fence may say how it ended. `is_uncertain`: an earlier try was cut
    off while sending, so it may arrive twice.
    """

    key = models.CharField(max_length=80, unique=True)
    group = models.CharField(max_length=40, blank=True, default="")
    lane = models.CharField(max_length=8, choices=Lane.model_choices())
    channel = models.CharField(max_length=10, choices=Channel.model_choices())
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=120, blank=True, default="")
    body = models.TextField(blank=True, default="")
    sealed_body = models.BinaryField(default=b"")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    give_up_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=12, choices=MessageState.model_choices(), default=MessageState.WAITING
    )
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    is_uncertain = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("state", "lane", "tries", "due_at", name="message_due"),
            models.Index("group", name="message_group", condition=~Q(group="")),
        ]

    def __str__(self) -> str:
        return f"message {self.key}"


class AuditState(models.Model):
    """One row: when it was last asked whether every open callout has its next step, and the answer.

    The outside heartbeat leaves only while the last answer was clean and is recent.
    """

    audited_at = models.DateTimeField()
    clean_at = models.DateTimeField(null=True)
    faults = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.faults} faults"
