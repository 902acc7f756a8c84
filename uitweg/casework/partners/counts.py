"""What may be counted of finding help: nights without a place."""

from collections import Counter
from datetime import date

from django.db.models import Count

from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.matching.models import NoPlaceCount
from uitweg.platform.days import quarter_of


def nights_without_place(year: int) -> Counter[tuple[str, str]]:
    """Count the nights of this year on which no place was found, by kind of help and age group."""
    rows = NoPlaceCount.objects.filter(month__range=(date(year, 1, 1), date(year, 12, 31)))
    found = rows.order_by().values_list("kind", "age_group").annotate(many=Count("pk"))
    return Counter({(kind, group): many for kind, group, many in found})


def nights_without_bed(year: int) -> Counter[tuple[str, ...]]:
    """Count the nights of this year on which no bed was found, by quarter and by what was done."""
    rows = NoPlaceCount.objects.filter(month__year=year, kind=ServiceKind.SHELTER.value)
    found = rows.order_by().values_list("month", "instead").annotate(many=Count("pk"))
    counted: Counter[tuple[str, ...]] = Counter()
    for month, instead, many in found:
        counted[quarter_of(month), instead] += many
    return counted
