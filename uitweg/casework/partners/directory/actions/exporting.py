"""The directory as Open Referral HSDS 3.1.3: services, each with its organisation, as JSON.

A field goes along only when its level is open to the reader of the file. What is sealed to the team
never does: this holds no key. Source: docs.openreferral.org, its schemas in tests/vectors/hsds.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from uitweg.casework.partners.directory.actions.services import newest_reports
from uitweg.casework.partners.directory.models import CapacityReport, Organisation, Service
from uitweg.casework.partners.directory.rules import (
    ADDRESS_PARTS,
    OPEN_LEVELS,
    ORGANISATION_FIELDS,
    SERVICE_FIELDS,
    CapacityCode,
    Secrecy,
    ServiceKind,
    capacity_at,
    hours_in_words,
    level_of,
    listed,
    may_see,
    who_words,
)
from uitweg.platform.content.values.opening import Days

BYDAY = {Days.WEEKDAYS: "MO,TU,WE,TH,FR", Days.WEEKEND: "SA,SU", Days.DAILY: "MO,TU,WE,TH,FR,SA,SU"}
COUNTRY = "NL"
Record = dict[str, object]


def export_directory(*, reader: Secrecy, now: datetime) -> bytes:
    """Return the services that a reader of this level may see, as HSDS's package of services.

    Raises ValueError for a level that is not open: such a file would hold what is secret. Left out
    are services whose name, or the name of whose organisation, the reader may not see.
    """
    if reader not in OPEN_LEVELS:
        raise ValueError(reader)
    services = list(
        Service.objects.running().select_related("organisation").order_by("organisation", "pk")
    )
    reports = newest_reports(service.pk for service in services)
    records = [
        _service(service, reports.get(service.pk), reader=reader, now=now)
        for service in services
        if _sees_organisation(service.organisation, "name", reader)
        and _sees_service(service, "name", reader)
    ]
    return json.dumps(records, ensure_ascii=False, indent=1).encode()


def _service(
    service: Service, report: CapacityReport | None, *, reader: Secrecy, now: datetime
) -> Record:
    kind = ServiceKind(service.kind)
    sees = {name: _sees_service(service, name, reader) for name in SERVICE_FIELDS}
    record: Record = {
        "id": _id("service", service.pk),
        "organization_id": _id("organization", service.organisation_id),
        "name": service.name,
        "description": kind.words,
        "status": "active",
        "organization": _organisation(service.organisation, reader),
    }
    if service.changed_at:
        record["last_modified"] = service.changed_at.isoformat()
    if sees["who"]:
        record |= _ages(service) | {"eligibility_description": who_words(service)}
        record["languages"] = [
            {"id": _id("language", service.pk, name), "name": name}
            for name in listed(service.languages)
        ]
    if sees["hours"]:
        record["schedules"] = _schedules(service)
    if sees["regions"]:
        sees_region = _sees_organisation(service.organisation, "region", reader)
        region = service.organisation.region if sees_region else ""
        record["service_areas"] = [
            {"id": _id("service_area", service.pk, name), "name": name}
            for name in listed(service.regions) or listed(region)
        ]
    if sees["capacity"]:
        record["capacities"] = _capacities(service, report, now=now)
    return record


def _organisation(organisation: Organisation, reader: Secrecy) -> Record:
    sees = {name: _sees_organisation(organisation, name, reader) for name in ORGANISATION_FIELDS}
    shown = {
        name: getattr(organisation, name) if sees[name] else "" for name in ORGANISATION_FIELDS
    }
    record: Record = {
        "id": _id("organization", organisation.pk),
        "name": organisation.name,
        "description": shown["description"] or organisation.name,
    }
    record |= {
        name: text
        for name, text in (("email", shown["mail"]), ("website", shown["website"]))
        if text
    }
    record["phones"] = [
        {"id": _id("phone", organisation.pk, name), "number": shown[name], "description": words}
        for name, words in (("phone", "overdag"), ("night_phone", "'s nachts"))
        if shown[name]
    ]
    if shown["address"]:
        record["locations"] = [_location(organisation, organisation.address)]
    return record


def _location(organisation: Organisation, address: Mapping[str, str]) -> Record:
    """Return the place; with an address only when it is whole, as HSDS asks."""
    location = _id("location", organisation.pk)
    record: Record = {"id": location, "location_type": "physical", "name": organisation.name}
    if all(address.get(part) for part in ADDRESS_PARTS):
        record["addresses"] = [
            {
                "id": _id("address", organisation.pk),
                "address_1": address["street"],
                "postal_code": address["postcode"],
                "city": address["city"],
                "state_province": address["province"],
                "country": COUNTRY,
                "address_type": "physical",
            }
        ]
    return record


def _ages(service: Service) -> Record:
    ages = {"minimum_age": service.min_age, "maximum_age": service.max_age}
    return {name: age for name, age in ages.items() if age is not None}


def _schedules(service: Service) -> list[Record]:
    opening = service.opening
    if opening.always:
        return [
            {
                "id": _id("schedule", service.pk, "always"),
                "freq": "WEEKLY",
                "byday": BYDAY[Days.DAILY],
                "opens_at": "00:00",
                "closes_at": "24:00",
                "description": hours_in_words(opening),
            }
        ]
    return [
        {
            "id": _id("schedule", service.pk, period.days.value),
            "freq": "WEEKLY",
            "byday": BYDAY[period.days],
            "opens_at": period.opens,
            "closes_at": period.closes,
        }
        for period in opening.periods
    ]


def _capacities(service: Service, report: CapacityReport | None, *, now: datetime) -> list[Record]:
    """Return how many places are free; nothing when no number is known, or it is a day old."""
    code = capacity_at(CapacityCode(report.code), report.said_at, now=now) if report else None
    if report is None or code not in (CapacityCode.CAPACITY, CapacityCode.NONE):
        return []
    places = 0 if code is CapacityCode.NONE else report.places
    if places is None:
        return []
    return [
        {
            "id": _id("service_capacity", service.pk),
            "unit": {"id": _id("unit", 0), "name": "plek"},
            "available": places,
            "updated": report.said_at.isoformat(),
        }
    ]


def _sees_organisation(organisation: Organisation, name: str, reader: Secrecy) -> bool:
    return may_see(level_of(name, organisation.secrecy, ORGANISATION_FIELDS), reader=reader)


def _sees_service(service: Service, name: str, reader: Secrecy) -> bool:
    return may_see(level_of(name, service.secrecy, SERVICE_FIELDS), reader=reader)


def _id(entity: str, number: int, part: str = "") -> str:
    """Return the same UUID each time for the same row of this city."""
    return str(uuid5(NAMESPACE_URL, f"uitweg:{settings.CITY}:{entity}:{number}:{part}"))
