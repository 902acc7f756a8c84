"""What an organisation offers, and how many places are free."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from uitweg.casework.cases.case.rules.contents import merge_fields
from uitweg.casework.partners.directory.actions.organisations import (
    CHANGE_PARTNER,
    EditConflict,
    OrganisationRefusal,
)
from uitweg.casework.partners.directory.models import CapacityReport, Organisation, Service
from uitweg.casework.partners.directory.rules import (
    SERVICE_COLUMNS,
    SERVICE_FIELDS,
    CapacityCode,
    levels_as_texts,
    secrecy_from_texts,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.store.locking import lock_row

REPORT_CAPACITY = Act("capacity:report", "Plek bij een partner gemeld")

YES = "yes"
NUMBERS = frozenset({"min_age", "max_age"})


class ServiceRefusal(Refusal):
    SERVICE_ENDED = "Dit aanbod is net beëindigd. Er is niets bewaard."
    AGES_CROSSED = (
        "Een collega wijzigde de leeftijden ook; zo passen ze niet bij elkaar. Er is niets "
        "bewaard. Kijk opnieuw."
    )


def service_texts(service: Service) -> dict[str, str]:
    """Return the fields of a service as texts by name."""
    texts = {name: _as_text(getattr(service, name)) for name in SERVICE_COLUMNS}
    return texts | levels_as_texts(service.secrecy, SERVICE_FIELDS)


def add_service(*, organisation: Organisation, texts: Mapping[str, str], by: Actor) -> Service:
    """Add something that this organisation offers. Raises NotPossible when it ended."""
    require(by, Permission.PARTNER_WRITE)
    with transaction.atomic():
        if lock_row(organisation).ended_on is not None:
            raise NotPossible(OrganisationRefusal.ORGANISATION_ENDED)
        service = Service(organisation=organisation, changed_at=by.now, changed_by=by.member)
        _put_texts(service, texts)
        service.save()
        audit_log.record(by.member, CHANGE_PARTNER, organisation, reason="added")
    return service


def change_service(
    *, service: Service, base: Mapping[str, str], texts: Mapping[str, str], by: Actor
) -> None:
    """Change the fields in which `texts` differs from `base`, what the page showed.

    What a colleague changed meanwhile stays. Raises EditConflict when both changed one field, and
    NotPossible when the service ended, or the two changes of its ages do not fit together.
    """
    require(by, Permission.PARTNER_WRITE)
    with transaction.atomic():
        locked = lock_row(service)
        if locked.ended_on is not None:
            raise NotPossible(ServiceRefusal.SERVICE_ENDED)
        stored = service_texts(locked)
        merged, conflicting = merge_fields(dict(base), dict(texts), stored)
        if conflicting:
            raise EditConflict(stored, merged, conflicting, locked.changed_by)
        if merged == stored:
            return
        _put_texts(locked, merged)
        if None not in (locked.min_age, locked.max_age) and locked.min_age > locked.max_age:  # type: ignore[operator]
            raise NotPossible(ServiceRefusal.AGES_CROSSED)
        _save_change(locked, by)
        audit_log.record(by.member, CHANGE_PARTNER, locked.organisation, reason="changed")


def end_service(*, service: Service, by: Actor) -> None:
    """End what an organisation offers; ended twice is ended once."""
    require(by, Permission.PARTNER_WRITE)
    with transaction.atomic():
        locked = lock_row(service)
        if locked.ended_on is None:
            locked.ended_on = by.today
            _save_change(locked, by)
            audit_log.record(by.member, CHANGE_PARTNER, locked.organisation, reason="ended")


def _put_texts(service: Service, texts: Mapping[str, str]) -> None:
    for name in SERVICE_COLUMNS:
        setattr(service, name, _from_text(name, texts.get(name, "")))
    service.secrecy = secrecy_from_texts(texts, SERVICE_FIELDS)


def _save_change(service: Service, by: Actor) -> None:
    service.version += 1
    service.changed_at, service.changed_by = by.now, by.member
    service.save()


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return "" if value is None else str(value)


def _from_text(name: str, text: str) -> object:
    if name in NUMBERS:
        return int(text) if text else None
    return text == YES if name == "day_and_night" else text


def report_capacity(
    *, service: Service, code: CapacityCode, places: int | None, said_by: str, by: Actor
) -> CapacityReport:
    """Write down what a service says it has free now; `said_by` is who of the organisation said it.

    Raises NotPossible(ServiceRefusal.SERVICE_ENDED).
    """
    require(by, Permission.CAPACITY_REPORT, service.organisation)
    with transaction.atomic():
        locked = lock_row(service)
        if locked.ended_on is not None or locked.organisation.ended_on is not None:
            raise NotPossible(ServiceRefusal.SERVICE_ENDED)
        CapacityReport.objects.filter(service=locked, is_newest=True).update(is_newest=False)
        report = CapacityReport.objects.create(
            service=locked,
            code=code,
            places=places if code is CapacityCode.CAPACITY else None,
            said_at=by.now,
            said_by=said_by,
            written_by=by.member,
        )
        audit_log.record(by.member, REPORT_CAPACITY, locked.organisation, reason=code.value)
    return report


def newest_reports(services: Iterable[int]) -> dict[int, CapacityReport]:
    """Return, by service, what each of these said last."""
    rows = CapacityReport.objects.filter(service__in=list(services), is_newest=True)
    return {row.service_id: row for row in rows.select_related("written_by").order_by("service")}
