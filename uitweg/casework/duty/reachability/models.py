"""To whom the exchange of the city was told to forward its line."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uitweg.platform.accounts.models import Member


class ForwardedLine(models.Model):
    """The number that was last sent to the exchange, in one row; `key` names its message.

    `handed_over_at` is when the exchange first took this number. `failing_since` is set from the
    first message that did not arrive until the first that did.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=16)
    key = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="one_line")]

    def __str__(self) -> str:
        return self.key
