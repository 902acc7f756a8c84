"""What may be counted of training: how many people came."""

from collections import Counter
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from uitweg.knowledge.training.models import TrainingSession


def participants(year: int) -> Counter[str]:
    """Count who came to the sessions of this year, by audience."""
    zone = timezone.get_default_timezone()
    first, end = (datetime(each, 1, 1, tzinfo=zone) for each in (year, year + 1))
    held = TrainingSession.objects.filter(starts_at__gte=first, starts_at__lt=end)
    rows = held.filter(cancelled_on=None).exclude(attendance=None).order_by()
    found = rows.values_list("audience").annotate(people=Sum("attendance"))
    return Counter(dict(found))
