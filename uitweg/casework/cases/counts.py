"""What may be counted of cases: open, fixed words only; a destroyed case counts as before."""

from collections import Counter
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.coding.models import CodedCase
from uitweg.casework.cases.plan.models import Goal

ENDED_STATES = (CaseState.CLOSED, CaseState.DESTROYED)


def opened_by_month() -> Counter[date]:
    """Count the cases that were opened, by month."""
    return _count_by(Case.objects.annotate(month=TruncMonth("opened_at")), "month")


def from_reports() -> Counter[bool]:
    """Count the cases that began with a report, and those that did not."""
    began = Case.objects.values_list("report_id", flat=True)
    return Counter(number is not None for number in began.iterator(chunk_size=2000))


def ended_by_month() -> Counter[tuple[str, date]]:
    """Count the cases that are over by how they ended, and by month."""
    over = Case.objects.filter(state__in=ENDED_STATES).annotate(month=TruncMonth("closed_on"))
    return _count_by(over, "ending", "month")


def grounds() -> Counter[str]:
    """Count the cases by the ground on which they are or were kept."""
    return _count_by(Case.objects.all(), "ground")


def goals() -> Counter[tuple[str, str]]:
    """Count what youngsters wanted, by area and by how it ended."""
    return _count_by(Goal.objects.all(), "domain", "state")


def coded_facts(year: int, *facts: str) -> Counter[tuple[str, ...]]:
    """Count the coded cases that were opened in this year by these facts; see CODED_FACTS."""
    rows = CodedCase.objects.filter(year=year).order_by().values_list(*facts)
    found = rows.annotate(many=Count("pk"))
    return Counter({tuple(row[:-1]): row[-1] for row in found})


ALL_COUNTS = (opened_by_month, from_reports, ended_by_month, grounds, goals)


def _count_by(rows: QuerySet, *names: str) -> Counter:  # type: ignore[type-arg]
    found = rows.order_by().values(*names).annotate(many=Count("pk"))
    return Counter(
        {
            row[names[0]] if len(names) == 1 else tuple(row[name] for name in names): row["many"]
            for row in found
        }
    )
