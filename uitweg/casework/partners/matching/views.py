"""The rows of the page "Wie kan helpen": one place to call each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from uitweg.casework.partners.directory.actions.services import newest_reports
from uitweg.casework.partners.directory.models import Service
from uitweg.casework.partners.directory.views.words import (
    address_words,
    capacity_words,
    freshness_words,
    phone_of,
    terms_of,
)
from uitweg.casework.partners.matching.models import CallAttempt
from uitweg.casework.partners.matching.rules import (
    CallOutcome,
    Criterion,
    Need,
    RankedOffer,
    Standing,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.identifiers.phones import written_phone

MISS_WORDS = {
    Criterion.AGE: "andere leeftijd",
    Criterion.SEX: "andere groep",
    Criterion.LANGUAGE: "spreekt de taal niet",
    Criterion.REGION: "ligt buiten de regio",
    Criterion.HOURS: "nu dicht",
}


@dataclass(frozen=True)
class PlaceRow:
    """One place: what it says is free, how fresh that is, and the number to tap."""

    service: Service
    tag: str
    tag_look: str
    freshness: str
    terms: str
    phone: str
    called: str
    is_hidden_phone: bool = False

    @property
    def phone_words(self) -> str:
        return written_phone(self.phone) if self.phone else ""

    @property
    def name(self) -> str:
        return self.service.organisation.name


def place_rows(
    ranked: Sequence[RankedOffer], *, calls: Iterable[CallAttempt], by: Actor
) -> dict[int, PlaceRow]:
    """Return a row for each of these offers, by service."""
    ids = [each.offer.service for each in ranked]
    services = Service.objects.filter(pk__in=ids).select_related("organisation").in_bulk()
    reports = newest_reports(ids)
    called = {call.service_id: _called_words(call) for call in calls}
    rows = dict[int, PlaceRow]()
    for each in ranked:
        service = services.get(each.offer.service)
        if service is None:  # removed at this moment
            continue
        report = reports.get(service.pk)
        tag, look = capacity_words(report, now=by.now)
        phone, is_hidden = phone_of(service.organisation, by=by)
        rows[service.pk] = PlaceRow(
            service=service,
            tag=tag,
            tag_look=look,
            freshness=freshness_words(report, now=by.now),
            terms=terms_of(
                service,
                address_words(service.organisation),
                *(MISS_WORDS[miss] for miss in each.misses),
            ),
            phone=phone,
            called=called.get(service.pk, ""),
            is_hidden_phone=is_hidden,
        )
    return rows


def by_standing(
    ranked: Iterable[RankedOffer], rows: dict[int, PlaceRow]
) -> list[tuple[Standing, list[PlaceRow]]]:
    """Return the rows under their heads, in order, without empty heads."""
    heads: dict[Standing, list[PlaceRow]] = {}
    for each in ranked:
        if each.offer.service in rows:
            heads.setdefault(each.standing, []).append(rows[each.offer.service])
    return list(heads.items())


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


def _called_words(call: CallAttempt) -> str:
    at: datetime = timezone.localtime(call.called_at)
    return f"{call.called_by.name} belde om {at:%H:%M}: {CallOutcome(call.outcome).words}"
