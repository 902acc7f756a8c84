"""What a youngster needs, as far as this member may read it, and the places on offer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.table.rules import age_in_words
from uitweg.casework.partners.directory.models import CapacityReport, Service
from uitweg.casework.partners.directory.rules import (
    CapacityCode,
    ServiceKind,
    is_closed,
    listed,
    opening_of,
)
from uitweg.casework.partners.matching.models import CallAttempt
from uitweg.casework.partners.matching.rules import (
    CallOutcome,
    Need,
    Offer,
    names_in,
    read_age,
    read_languages,
    read_sex,
)
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.days import public_holidays


@dataclass(frozen=True)
class Places:
    """The names of regions and districts that the directory knows, and the city's own region."""

    regions: tuple[str, ...]
    districts: tuple[str, ...]
    home: str = ""


def read_need(*, case: Case, kinds: frozenset[ServiceKind], places: Places, by: Actor) -> Need:
    """Return what this case needs, as far as `by` may read it.

    The region is one that the sheets name under where the youngster lives or is now, else the
    city's own. Districts that the safety card names under what may never happen are never-there
    rules. The reading is recorded in the audit log first.
    """
    require(by, Permission.CASE_READ, case)
    audit_log.record(by.member, READ_CASE, case, reason="find-help")
    person, safety = _facts(case, by)
    whereabouts = f"{person.get('lives', '')}\n{safety.get('where', '')}"
    return Need(
        kinds=kinds,
        age=_age(person, by),
        sex=read_sex(person.get("sex", "")),
        languages=read_languages(person.get("languages", "")),
        region=next(iter(names_in(whereabouts, places.regions)), places.home),
        never_in=names_in(safety.get("no", ""), places.districts),
    )


def never_there(*, case: Case, places: Places, by: Actor) -> tuple[str, ...]:
    """Return the districts where the youngster must never be, as far as `by` may read the card."""
    return read_need(case=case, kinds=frozenset(), places=places, by=by).never_in


def age_in_case(case: Case, by: Actor) -> int | None:
    """Return the age as far as this member may read it, for an action that records its own."""
    return _age(_facts(case, by)[0], by)


def _facts(case: Case, by: Actor) -> tuple[dict[str, str], dict[str, str]]:
    """Return what this member may see of the person sheet and of the safety card."""
    visibility = case.visibility_for(by.member.pk)
    newest = sheets.newest_sheets(case, case_keys.open_case_key(case, by.keyring))
    person = sheets.visible_sheet(newest[SheetKind.PERSON], visibility).fields
    safety = sheets.visible_sheet(newest[SheetKind.SAFETY], visibility).fields
    return person, safety


def _age(person: dict[str, str], by: Actor) -> int | None:
    today = timezone.localdate(by.now)
    return read_age(
        age_in_words(born=person.get("born", ""), age=person.get("age", ""), today=today)
    )


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
