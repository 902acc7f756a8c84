"""Whether what is in a package may still be read: each data group on its own live basis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.actions.consents import sharing_basis
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.consents import may_share_all
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.partners.models import Organisation, Package, Service
from uitweg.casework.partners.rules.packages import PackageSection


@dataclass(frozen=True)
class PartTerms:
    """Some data groups of one case in a package, and the row that they rest on.

    One of `consent` and `decision` (ids) is set. `sections` is what the package says about this
    case; needed when it says something about several, as each case keeps a copy of its own only.
    """

    case: Case
    groups: frozenset[DataGroup]
    consent: int | None = None
    decision: int | None = None
    sections: tuple[PackageSection, ...] = ()


def kinds_offered(organisation: Organisation, *, now: datetime) -> frozenset[str]:
    """Return the kinds of service that this organisation offers today."""
    return kinds_by_organisation([organisation], now=now)[organisation.pk]


def kinds_by_organisation(
    organisations: Iterable[Organisation], *, now: datetime
) -> dict[int, frozenset[str]]:
    """Return the kinds of service that each of these organisations offers today, in one query."""
    kinds: dict[int, set[str]] = {each.pk: set() for each in organisations}
    services = Service.objects.filter(organisation__in=kinds)
    ended = services.filter(ended_on__lte=timezone.localdate(now))
    offered = services.exclude(pk__in=ended.values("pk")).order_by("kind")
    for pk, kind in offered.values_list("organisation", "kind"):
        kinds[pk].add(kind)
    return {pk: frozenset(found) for pk, found in kinds.items()}


def rests_on_basis(
    parts: Iterable[PartTerms], *, organisation: Organisation, now: datetime
) -> bool:
    """Return whether each data group of each part rests on the very row that the part names.

    A later refusal ends what an earlier consent gave, also while its row says that it was given.
    """
    kinds = kinds_offered(organisation, now=now)
    for part in parts:
        basis = sharing_basis(part.case, organisation=organisation.pk, kinds=kinds, now=now)
        named = (part.consent, part.decision)
        if named == (None, None):
            return False
        if any((basis[group].consent, basis[group].decision) != named for group in part.groups):
            return False
    return True


def may_still_be_read(package: Package, *, now: datetime) -> bool:
    """Return whether this package did not end, and all of it may still be shared.

    By whatever row counts now: who says yes once more does not take back what was sent before.
    """
    if package.ended_at is not None or package.opens_until <= now:
        return False
    rows = list(package.parts.select_related("case"))
    if len(rows) != package.part_count:
        return False
    organisation = package.organisation
    kinds = kinds_offered(organisation, now=now)
    for row in rows:
        basis = sharing_basis(row.case, organisation=organisation.pk, kinds=kinds, now=now)
        if not may_share_all(basis, map(DataGroup, row.groups)):
            return False
    return True
