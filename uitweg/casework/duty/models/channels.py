"""By which ways each member is reached, and how that was proved."""

from typing import ClassVar

from django.db import models

from uitweg.casework.duty.rules.channels import ChannelKind, ProvedChannel
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
