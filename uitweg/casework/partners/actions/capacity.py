"""What services say they have free: writing it down, and the newest of each."""

from collections.abc import Iterable

from django.db import transaction

from uitweg.casework.partners.models import CapacityReport, Service
from uitweg.casework.partners.rules.directory import CapacityCode
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.store.locking import lock_row


def report_capacity(
    *, service: Service, code: CapacityCode, places: int | None, said_by: str, by: Actor
) -> CapacityReport:
    """Write down what a service says it has free now; `said_by` is who of the organisation said it.

    Raises NotPossible("service-ended").
    """
    require(by, Permission.CAPACITY_REPORT, service.organisation)
    with transaction.atomic():
        locked = lock_row(service)
        if locked.ended_on is not None or locked.organisation.ended_on is not None:
            raise NotPossible("service-ended")
        CapacityReport.objects.filter(service=locked, is_newest=True).update(is_newest=False)
        report = CapacityReport.objects.create(
            service=locked,
            code=code,
            places=places if code is CapacityCode.CAPACITY else None,
            said_at=by.now,
            said_by=said_by,
            written_by=by.member,
        )
        audit_log.record(by.member, "capacity:report", locked.organisation, reason=code.value)
    return report


def newest_reports(services: Iterable[int]) -> dict[int, CapacityReport]:
    """Return, by service, what each of these said last."""
    rows = CapacityReport.objects.filter(service__in=list(services), is_newest=True)
    return {row.service_id: row for row in rows.select_related("written_by").order_by("service")}
