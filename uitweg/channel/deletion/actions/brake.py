"""The brake on wishes to delete: many on one day wait for a person. Both doors ask it."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from uitweg.channel.conversation.models import Report, Tombstone
from uitweg.channel.conversation.rules.answering import start_of_day
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.channel.deletion.rules import most_wishes_a_day

TAKEN_UP = (ReportState.TAKEN, ReportState.ADVICE, ReportState.CASE)
"""States that only the team gives: reports that the public door adds do not widen the brake."""


def wishes_left(now: datetime) -> int:
    """Return how many more wishes may be carried out today; none while others wait for a lead."""
    wished = Tombstone.objects.filter(by_reporter=True)
    if wished.filter(is_held=True).exists():
        return 0
    today = start_of_day(timezone.localtime(now))
    done = wished.filter(Q(executed_at=None) | Q(executed_at=today)).count()
    conversations = Report.objects.filter(state__in=TAKEN_UP).count()
    return max(most_wishes_a_day(conversations) - done, 0)
