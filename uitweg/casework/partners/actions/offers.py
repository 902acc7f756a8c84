"""The services to choose from when help is needed now, read with few queries."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from uitweg.casework.partners.actions.need_of_case import Places
from uitweg.casework.partners.models import CallAttempt, CapacityReport, Service
from uitweg.casework.partners.rules.directory import CapacityCode, ServiceKind, listed
from uitweg.casework.partners.rules.finding import CallOutcome, Offer
from uitweg.casework.partners.rules.hours import is_closed, opening_of
from uitweg.platform.days import public_holidays

COLUMNS = (
    *("id", "organisation_id", "organisation__name", "min_age", "max_age", "served_sex"),
    *("languages", "regions", "organisation__region", "district"),
    *("day_and_night", "weekday_hours", "weekend_hours"),
)


def known_places() -> Places:
    """Return the names of regions and districts in the directory."""
    running = Service.objects.running()
    regions = running.order_by().values_list("regions", "organisation__region").distinct()
    districts = running.order_by("district").exclude(district="").values_list("district", flat=True)
    names = sorted({name for texts in regions for text in texts for name in listed(text)})
    home = settings.CITY if settings.CITY in names else ""
    return Places(tuple(names), tuple(districts.distinct()), home)


def offers_of(
    kinds: Iterable[ServiceKind], *, calls: Iterable[CallAttempt], now: datetime
) -> list[Offer]:
    """Return every running service of these kinds, with what it said last.

    `calls` are those for the youngster, the first one first: who said no stands lower.
    A service without regions of its own has that of its organisation.
    """
    rows = Service.objects.running().filter(kind__in=list(kinds)).order_by("pk")
    said = _last_said(kinds)
    newest = {call.service_id: call.outcome for call in calls}
    refused = {pk for pk, outcome in newest.items() if outcome == CallOutcome.NO}
    clock = timezone.localtime(now)
    offers = []
    for row in rows.values_list(*COLUMNS):
        pk, organisation, name, lowest, highest, sex, languages, regions, region, *rest = row
        district, always, weekdays, weekend = rest
        opening = opening_of(day_and_night=always, weekday_hours=weekdays, weekend_hours=weekend)
        code, places, said_at = said.get(pk, (None, None, None))
        offers.append(
            Offer(
                service=pk,
                organisation=organisation,
                name=name,
                min_age=lowest,
                max_age=highest,
                served_sex=sex,
                languages=listed(languages),
                regions=listed(regions) or listed(region),
                district=district,
                is_closed_now=is_closed(
                    opening, clock, lambda day: day in public_holidays(day.year)
                ),
                code=code,
                places=places,
                said_at=said_at,
                said_no=pk in refused,
            )
        )
    return offers


def _last_said(
    kinds: Iterable[ServiceKind],
) -> dict[int, tuple[CapacityCode, int | None, datetime]]:
    reports = CapacityReport.objects.filter(is_newest=True, service__kind__in=list(kinds))
    rows = reports.order_by().values_list("service_id", "code", "places", "said_at")
    return {pk: (CapacityCode(code), places, said_at) for pk, code, places, said_at in rows}
