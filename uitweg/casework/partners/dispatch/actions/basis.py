"""On what something may go to an organisation, and what a consent does now."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.actions.consents import lost_by_withdrawal, sharing_basis
from uitweg.casework.cases.consents.rules.consents import (
    ConsentPurpose,
    SharingBasis,
    SharingChange,
    may_share_all,
)
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.dispatch.models import Package, PackagePart
from uitweg.casework.partners.dispatch.rules.packages import PackageEnd, PackageKind, PackageSection

RUNNING = {
    PackageKind.REFERRAL: ("verwijzing", "verwijzingen"),
    PackageKind.ACTION: ("actie", "acties"),
    PackageKind.CONFERENCE: ("overleg", "overleggen"),
    PackageKind.MINUTES: ("verslag", "verslagen"),
}
TAKEN_BACK = (PackageEnd.CONSENT_ENDED, PackageEnd.WITHDRAWN)


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


def kinds_of_numbers(numbers: Collection[int], *, now: datetime) -> dict[int, frozenset[str]]:
    """Return what `kinds_by_organisation` does, for organisations of which only numbers are known.

    One that is not in the directory offers nothing.
    """
    return kinds_by_organisation(map(Organisation, numbers), now=now)


def stops_by_withdrawal(case: Case, *, now: datetime) -> dict[int, tuple[str, ...]]:
    """Return by the id of each consent of a case what its withdrawal stops at partners, in words.

    That is what runs there, and who else gets something no more than those it names.
    """
    rows = {row.pk: row for row in case.consents.live(now)}
    parts = PackagePart.objects.filter(case=case, package__ended_at=None).select_related("package")
    running = [(part.package, frozenset(part.groups)) for part in parts]
    numbers = {pk for row in rows.values() for pk in row.organisations}
    numbers |= {package.organisation_id for package, _ in running}
    names = dict(Organisation.objects.filter(pk__in=numbers).values_list("pk", "name"))
    kinds = kinds_of_numbers(names, now=now)
    return {
        pk: tuple(
            f"{names[change.organisation]}{words}"
            for change in lost
            if (words := _what_stops(running, change))
            or change.organisation not in rows[pk].organisations
        )
        for pk, lost in lost_by_withdrawal(case, kinds, now=now).items()
    }


def _what_stops(running: Iterable[tuple[Package, frozenset[str]]], change: SharingChange) -> str:
    """Return what an organisation has of these groups, as in ": 1 actie, 2 overleggen", or ""."""
    resting = {
        package
        for package, groups in running
        if package.organisation_id == change.organisation and groups & change.groups
    }
    kinds = Counter(PackageKind(package.kind) for package in resting)
    told = [f"{count} {RUNNING[kind][count > 1]}" for kind, count in sorted(kinds.items())]
    return f": {', '.join(told)}" if told else ""


def is_stopped(package: Package | None, *, now: datetime) -> bool:
    """Return whether its consent ended or it was taken back, also before the worker deleted it."""
    if package is None or package.end:
        return package is not None and package.end in TAKEN_BACK
    return package.opens_until > now and not may_still_be_read(package, now=now)


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


def bases_for_purpose(
    case: Case,
    organisations: Mapping[int, frozenset[str]],
    purpose: ConsentPurpose,
    *,
    now: datetime,
) -> dict[int, dict[DataGroup, SharingBasis]]:
    """Return by organisation on which consent each data group may go there for this purpose.

    `organisations` has the kinds of service that each offers. A consent for another purpose and a
    decision without consent are no basis; and what may not be shared at all does not become so by a
    yes to this purpose.
    """
    any_purpose = consents.sharing_bases([case], organisations, now=now)
    of_purpose = consents.sharing_bases([case], organisations, now=now, purpose=purpose)
    return {
        organisation: {
            group: _both(basis, of_purpose[case.pk, organisation][group])
            for group, basis in any_purpose[case.pk, organisation].items()
        }
        for organisation in organisations
    }


def _both(any_purpose: SharingBasis, of_purpose: SharingBasis) -> SharingBasis:
    if any_purpose.consent is not None and of_purpose.may_share:
        return of_purpose
    return SharingBasis(refused_on=any_purpose.refused_on or of_purpose.refused_on)
