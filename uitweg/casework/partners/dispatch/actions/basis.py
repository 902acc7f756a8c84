"""Whether something may go to an organisation now: on what, and where it arrives."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions.consents import lost_by_withdrawal, sharing_bases
from uitweg.casework.cases.consents.actions.disclosures import DisclosureRefusal
from uitweg.casework.cases.consents.rules.consents import (
    ConsentPurpose,
    SharingBasis,
    SharingChange,
    may_share_all,
)
from uitweg.casework.partners.directory.actions.reach import accounts_of, unknown_accounts
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.dispatch.actions import messages as package_messages
from uitweg.casework.partners.dispatch.models import Package, PackagePart
from uitweg.casework.partners.dispatch.rules.messages import CodeWay
from uitweg.casework.partners.dispatch.rules.packages import (
    WAITS_FOR_CALL,
    PackageEnd,
    ReachRefusal,
    dispatch_kind,
)
from uitweg.platform.accounts.models import Member

type Bases = Mapping[DataGroup, SharingBasis]
"""On what each data group of one case may go to one organisation."""

TAKEN_BACK = (PackageEnd.CONSENT_ENDED, PackageEnd.WITHDRAWN)


@dataclass(frozen=True)
class SendingStanding:
    """What decides whether something of some cases may go to one organisation at this moment.

    `kinds` are the kinds of service that it offers today, `bases` has by case (its id) on what each
    data group may go there. Who opens it is read when first asked: what a member hands over
    themselves needs no account and no address.
    """

    organisation: Organisation
    kinds: frozenset[str]
    bases: Mapping[int, Bases]
    now: datetime

    @cached_property
    def accounts(self) -> list[Member]:
        """The accounts that open it; without any it goes by a link and a code."""
        return accounts_of(self.organisation, today=timezone.localdate(self.now))

    @property
    def unreachable(self) -> ReachRefusal | None:
        """Why nothing can be sent there now, whatever it is; None when it arrives."""
        organisation = self.organisation
        if organisation.ended_on:
            return ReachRefusal.PARTNER_ENDED
        if self.accounts:
            is_unknown = unknown_accounts(organisation, self.accounts, now=self.now)
            return ReachRefusal.ACCOUNT_UNCONFIRMED if is_unknown else None
        if not organisation.mail:
            return ReachRefusal.NO_MAIL
        if not organisation.code_phone:
            return ReachRefusal.NO_CODE_PHONE
        return ReachRefusal.REACH_UNCONFIRMED if organisation.is_reach_unconfirmed else None

    @property
    def waits_for_call(self) -> bool:
        """Whether nothing goes there until a second member has called them."""
        return self.unreachable in WAITS_FOR_CALL

    @property
    def code_ways(self) -> list[CodeWay]:
        return package_messages.code_ways(self.organisation.code_phone)

    @property
    def has_any_basis(self) -> bool:
        return any(basis.may_share for bases in self.bases.values() for basis in bases.values())

    @property
    def obstacle(self) -> ReachRefusal | DisclosureRefusal | None:
        """Why nothing of these cases can be sent there now; None when something can."""
        if not self.has_any_basis and not self.organisation.ended_on:
            return DisclosureRefusal.NO_BASIS
        return self.unreachable

    @property
    def arrives(self) -> str:
        """Where it would go: the accounts, or the mail address and the number of the code."""
        if self.accounts:
            return f"accounts {[account.pk for account in self.accounts]}"
        return f"{self.organisation.mail} {self.organisation.code_phone}"


def sending_standing(
    organisation: Organisation,
    cases: Iterable[Case],
    *,
    now: datetime,
    purpose: ConsentPurpose | None = None,
) -> SendingStanding:
    """Return what holds now of sending something of these cases to this organisation.

    With `purpose` only a yes to that question is a basis, and no decision; and what may not be
    shared at all does not become so by it.
    """
    return sending_standings([organisation], cases, now=now, purpose=purpose)[organisation.pk]


def sending_standings(
    organisations: Iterable[Organisation],
    cases: Iterable[Case],
    *,
    now: datetime,
    purpose: ConsentPurpose | None = None,
) -> dict[int, SendingStanding]:
    """Return what `sending_standing` does for each of these, by organisation, in a few queries."""
    rows, cases = list(organisations), list(cases)
    kinds = kinds_by_organisation(rows, now=now)
    bases = sharing_bases(cases, kinds, now=now, purpose=purpose)
    return {
        row.pk: SendingStanding(
            row, kinds[row.pk], {case.pk: bases[case.pk, row.pk] for case in cases}, now
        )
        for row in rows
    }


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
    kinds = Counter(package.kind for package in resting)
    told = [
        f"{count} {dispatch_kind(kind).running[count > 1]}" for kind, count in sorted(kinds.items())
    ]
    return f": {', '.join(told)}" if told else ""


def is_stopped(package: Package | None, *, now: datetime) -> bool:
    """Return whether its consent ended or it was taken back, also before the worker deleted it."""
    return package is not None and ends_of([package], now=now)[package.pk] in TAKEN_BACK


def may_still_be_read(package: Package, *, now: datetime) -> bool:
    """Return whether this package did not end, and all of it may still be shared."""
    return ends_of([package], now=now)[package.pk] is None


def ends_of(packages: Iterable[Package], *, now: datetime) -> dict[int, PackageEnd | None]:
    """Return by id why each cannot be opened any more, also before the worker ended it, or None.

    By whatever row counts now: who says yes once more does not take back what was sent before.
    """
    rows = {row.pk: row for row in packages}
    ends = {pk: _known_end(row, now) for pk, row in rows.items()}
    running = [row for pk, row in rows.items() if ends[pk] is None]
    parts: dict[int, list[PackagePart]] = {row.pk: [] for row in running}
    for part in PackagePart.objects.filter(package__in=parts).select_related("case"):
        parts[part.package_id].append(part)
    standings = sending_standings(
        {row.organisation_id: row.organisation for row in running}.values(),
        {part.case_id: part.case for found in parts.values() for part in found}.values(),
        now=now,
    )
    return ends | {
        row.pk: _end_of(row, parts[row.pk], standings[row.organisation_id]) for row in running
    }


def _known_end(row: Package, now: datetime) -> PackageEnd | None:
    if row.end:
        return PackageEnd(row.end)
    return PackageEnd.EXPIRED if row.opens_until <= now else None


def _end_of(
    row: Package, parts: Sequence[PackagePart], standing: SendingStanding
) -> PackageEnd | None:
    if len(parts) != row.part_count:
        return PackageEnd.WITHDRAWN
    is_shared = all(
        may_share_all(standing.bases[each.case_id], map(DataGroup, each.groups)) for each in parts
    )
    return None if is_shared else PackageEnd.CONSENT_ENDED
