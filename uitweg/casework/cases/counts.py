"""What may be counted of cases: open, fixed words only; a destroyed case counts as before."""

from collections import Counter
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from uitweg.casework.cases.models import Case, Goal
from uitweg.casework.cases.rules.workflow import CaseState

OVER = (CaseState.CLOSED, CaseState.DESTROYED)


def opened() -> Counter[date]:
    """Count the cases that were opened, by month."""
    return _by(Case.objects.annotate(month=TruncMonth("opened_at")), "month")


def from_reports() -> Counter[bool]:
    """Count the cases that began with a report, and those that did not."""
    began = Case.objects.values_list("report_id", flat=True)
    return Counter(number is not None for number in began.iterator(chunk_size=2000))


def ended() -> Counter[tuple[str, date]]:
    """Count the cases that are over by how they ended, and by month."""
    over = Case.objects.filter(state__in=OVER).annotate(month=TruncMonth("closed_on"))
    return _by(over, "ending", "month")


def grounds() -> Counter[str]:
    """Count the cases by the ground on which they are or were kept."""
    return _by(Case.objects.all(), "ground")


def goals() -> Counter[tuple[str, str]]:
    """Count what youngsters wanted, by area and by how it ended."""
    return _by(Goal.objects.all(), "domain", "state")


EVERY = (opened, from_reports, ended, grounds, goals)


def _by(rows: QuerySet, *names: str) -> Counter:  # type: ignore[type-arg]
    found = rows.order_by().values(*names).annotate(many=Count("pk"))
    return Counter(
        {
            row[names[0]] if len(names) == 1 else tuple(row[name] for name in names): row["many"]
            for row in found
        }
    )
