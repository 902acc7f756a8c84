"""By which ways each member is reached, and how that was proved."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from uitweg.casework.duty.channels.rules import MOST_TRIES, ChannelKind, ProvedChannel
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member


class ContactChannel(models.Model):
    """One way to reach a member; `address` is a mail address, number or room of the member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=ChannelKind.model_choices())
    address = models.CharField(max_length=200)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("member", "kind", "address", name="one_channel_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id}"

    @property
    def as_proved(self) -> ProvedChannel:
        return ProvedChannel(ChannelKind(self.kind), self.proved_at)


class ChannelTestQuerySet(models.QuerySet["ChannelTest"]):
    def open_at(self, now: datetime) -> Self:
        """Return the tests whose code still works, newest first."""
        working = self.filter(ends_at__gt=now, tries__lt=MOST_TRIES).exclude(code_hash=b"")
        return working.order_by("-sent_at", "-id")


class ChannelTest(models.Model):
    """A code that was sent through a channel, for its member to type in a session.

    With `shift` the worker sent it, once for each shift and channel. A used code has no hash any
    more. Without `channel` that channel was removed: the row still counts against a flood.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(
        ContactChannel, null=True, on_delete=models.SET_NULL, related_name="tests"
    )
    shift = models.ForeignKey(Shift, null=True, on_delete=models.SET_NULL, related_name="+")
    code_hash = models.BinaryField(max_length=32, default=b"")
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ChannelTestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("shift", "channel", name="one_test_a_shift_and_channel"),
        ]

    def __str__(self) -> str:
        return f"test {self.pk}"

    @property
    def key(self) -> str:
        """The key and the group of its message in the outbox."""
        return f"channel-test:{self.pk}"

    @property
    def tries_left(self) -> int:
        return MOST_TRIES - self.tries

    def is_open_at(self, now: datetime) -> bool:
        """Return whether its code still works."""
        return self.ends_at > now and self.tries_left > 0 and bool(self.code_hash)
