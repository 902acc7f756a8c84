"""Ending packages: when one is over, content and keys go in the same transaction."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Model, QuerySet

from uitweg.casework.partners.dispatch.actions import messages as package_messages
from uitweg.casework.partners.dispatch.actions.basis import TAKEN_BACK, may_still_be_read
from uitweg.casework.partners.dispatch.models import Package, PackageLink
from uitweg.casework.partners.dispatch.rules.packages import PackageEnd
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.store.locking import lock_row

log = logging.getLogger("uitweg.worker")
PER_ROUND = 200
"""So that one round of the worker stays short; the rest follows in the next."""


@transaction.atomic
def end_package(*, package: Package, end: PackageEnd, now: datetime) -> None:
    """Delete what can be read of a package, and every key to it; a second call changes nothing.

    After an answer the link stays until `opens_until`, without any key, for a line to the team.
    When it is taken back or its consent is over, whoever was told of it is told that too.
    """
    package = lock_row(package)
    if end in TAKEN_BACK:
        _tell_of_withdrawal(package, now)
    if end is PackageEnd.ANSWERED:
        PackageLink.objects.filter(package=package).update(server_half=b"", sealed_key=b"")
    else:
        PackageLink.objects.filter(package=package).delete()
    package.key_copies.all().delete()
    if package.ended_at is None:
        package.ended_at, package.end, package.sealed_content = now, end, b""
        package.save(update_fields=["ended_at", "end", "sealed_content"])


@job("packages", every=timedelta(seconds=5))
def end_dead_packages(*, now: datetime) -> int:
    """End what expired, what has no basis any more and what lost a case; return how many ended."""
    running, ended = Package.objects.filter(ended_at=None), 0
    if running.exists():
        ended += end_each(running.filter(opens_until__lte=now), PackageEnd.EXPIRED, now)
        ended += end_each(running.with_lost_case(), PackageEnd.WITHDRAWN, now)
        # all of them: those that may still be read stay in this list, and hide none behind them
        perhaps = running.perhaps_without_basis(now)
        ended += each_apart(perhaps, lambda package: _end_without_basis(package, now))
    told = Package.objects.withdrawn_after_answer(now)[:PER_ROUND]
    each_apart(told, lambda package: _tell_of_withdrawal(package, now))
    links_over = PackageLink.objects.filter(package__opens_until__lte=now)
    if links_over.exists():  # else no lock for writing is taken, round after round
        links_over.delete()
    return ended


@job("packages-of-destroyed-cases", every=timedelta(minutes=1), after=("case-destruction",))
def delete_packages_of_destroyed_cases(*, now: datetime) -> int:
    """Delete the packages of which every case was destroyed; return how many."""
    rows = Package.objects.of_destroyed_cases().order_by("pk")[:PER_ROUND]
    ids = list(rows.values_list("pk", flat=True))
    Package.objects.filter(pk__in=ids).delete()
    return len(ids)


def end_each(packages: QuerySet[Package], end: PackageEnd, now: datetime) -> int:
    """End the first `PER_ROUND` of these, each apart; return how many ended."""
    rows = packages.order_by("pk")[:PER_ROUND]
    return each_apart(rows, lambda package: end_package(package=package, end=end, now=now))


def _end_without_basis(package: Package, now: datetime) -> bool:
    if may_still_be_read(package, now=now):
        return False
    end_package(package=package, end=PackageEnd.CONSENT_ENDED, now=now)
    return True


def each_apart[Row: Model](rows: Iterable[Row], work: Callable[[Row], object]) -> int:
    """Do this for each, also when it fails for one; return for how many it was done.

    What failed is tried again in the next round: a row that is broken holds up no other.
    """
    done = 0
    for row in list(rows):
        try:
            done += work(row) is not False
        except Exception as error:
            name, why = row._meta.model_name, type(error).__name__
            log.error("%s %s could not be followed: %s", name, row.pk, why)
    return done


@transaction.atomic
def _tell_of_withdrawal(package: Package, now: datetime) -> None:
    """Tell a partner, once, that what they have was taken back.

    Of one that was answered the link stays, for a line to us.
    """
    package = lock_row(package)
    if package.told_at is None:
        package_messages.tell_taken_back(package, now=now)
        package.told_at = now
        package.save(update_fields=["told_at"])
