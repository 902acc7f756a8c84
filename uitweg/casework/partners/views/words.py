"""What pages say of a service: for whom, when, how free and how fresh."""

from datetime import datetime

from uitweg.casework.partners.actions.sealed_address import address_level
from uitweg.casework.partners.models import CapacityReport, Organisation, Service
from uitweg.casework.partners.rules.directory import (
    CapacityCode,
    Secrecy,
    ServiceKind,
    capacity_at,
)
from uitweg.casework.partners.rules.finding import Criterion, Need
from uitweg.casework.partners.rules.hours import hours_in_words
from uitweg.casework.partners.rules.service_words import who_words
from uitweg.platform.ui.moments import waited

MISS_WORDS = {
    Criterion.AGE: "andere leeftijd",
    Criterion.SEX: "andere groep",
    Criterion.LANGUAGE: "spreekt de taal niet",
    Criterion.REGION: "ligt buiten de regio",
    Criterion.HOURS: "nu dicht",
}


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


def need_words(need: Need) -> str:
    """Return "Jongen, 16, nu, regio Amsterdam"."""
    sex = need.sex.words if need.sex else "Jongere"
    facts = (
        sex[0].upper() + sex[1:],
        "" if need.age is None else str(need.age),
        "nu" if need.now_only else "",
        f"regio {need.region}" if need.region else "",
    )
    return ", ".join(filter(None, facts))


def organisation_kinds(organisation: Organisation) -> str:
    """Return the kinds of help it offers, of services that were read along and run."""
    kinds = {
        ServiceKind(service.kind).words
        for service in organisation.services.all()
        if service.ended_on is None
    }
    return ", ".join(sorted(kinds))
