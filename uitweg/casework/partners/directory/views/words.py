"""What pages say of an organisation and a service, and why something is not possible."""

from datetime import datetime

from django.utils import timezone

from uitweg.casework.partners.directory.actions.contact import address_level, reader_of
from uitweg.casework.partners.directory.models import CapacityReport, Organisation, Service
from uitweg.casework.partners.directory.rules import (
    ORGANISATION_FIELDS,
    CapacityCode,
    Secrecy,
    ServiceKind,
    capacity_at,
    hours_in_words,
    level_of,
    may_see,
    who_words,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.ui.moments import waited

DAY_BEGINS, DAY_ENDS = 8, 18


def address_words(organisation: Organisation) -> str:
    """Return what a list says of an address that stands on no list."""
    if not organisation.sealed_address:
        return ""
    level = address_level(organisation)
    return {Secrecy.TEAM: "adres alleen voor het team", Secrecy.NAMED: "adres afgeschermd"}.get(
        level, ""
    )


def terms_of(service: Service, *more: str) -> str:
    """Return for whom, how long and when, with points between them."""
    facts = (who_words(service), service.stay, hours_in_words(service.opening), *more)
    return " · ".join(filter(None, facts))


def capacity_words(report: CapacityReport | None, *, now: datetime) -> tuple[str, str]:
    """Return what is free in words, "onbekend" when that is not known, and the look of its tag."""
    code = capacity_at(CapacityCode(report.code), report.said_at, now=now) if report else None
    if report is None or code is None:
        return "onbekend", "dash"
    if code is CapacityCode.CAPACITY:
        places = "plek" if report.places is None else f"{report.places} plek"
        return places + ("ken" if (report.places or 1) > 1 else ""), "way"
    return code.words, ""


def freshness_words(report: CapacityReport | None, *, now: datetime) -> str:
    """Return "gemeld door Noor, 3 uur geleden", or how old the last word is."""
    if report is None:
        return "nog niets gemeld"
    minutes = max(0, int((now - report.said_at).total_seconds() // 60))
    if capacity_at(CapacityCode(report.code), report.said_at, now=now) is None:
        return f"laatste bericht is {waited(minutes)} oud"
    who = report.said_by or (report.written_by.name if report.written_by else "")
    ago = "zojuist" if minutes < 1 else f"{waited(minutes)} geleden"
    return f"gemeld door {who}, {ago}" if who else f"gemeld, {ago}"


def organisation_kinds(organisation: Organisation) -> str:
    """Return the kinds of help it offers, of services that were read along and run."""
    kinds = {
        ServiceKind(service.kind).words
        for service in organisation.services.all()
        if service.ended_on is None
    }
    return ", ".join(sorted(kinds))


def phone_of(organisation: Organisation, *, by: Actor) -> tuple[str, bool]:
    """Return the number to call at this hour, "" without one, and whether one is kept back."""
    local = timezone.localtime(by.now)
    is_day = DAY_BEGINS <= local.hour < DAY_ENDS and local.weekday() < 5
    names = ("phone", "night_phone") if is_day else ("night_phone", "phone")
    is_hidden = False
    for name in names:
        number = getattr(organisation, name)
        if not number:
            continue
        level = level_of(name, organisation.secrecy, ORGANISATION_FIELDS)
        is_for_team = may_see(level, reader=Secrecy.TEAM)
        if is_for_team or reader_of(organisation, by) is Secrecy.NAMED:
            return number, False
        is_hidden = True
    return "", is_hidden
