"""What the worker ends in compartments: access of former members, and copies of nobody's grant."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from uitweg.casework.appraisal.compartment.actions.compartments import GRANT_COMPARTMENT
from uitweg.casework.appraisal.compartment.models import CompartmentGrant, CompartmentKeyCopy
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import ActOrigin
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.store.locking import lock_row

MOST_AT_ONCE = 500


@job("appraisal-grants", every=timedelta(seconds=30))
def end_grants_of_former_members(*, now: datetime) -> int:
    """End the grants of members who left, and delete key copies of members without a grant.

    A grant that ended by itself takes its copy along too. Returns how many grants and copies.
    """
    of_former = CompartmentGrant.objects.active().filter(member__until__lt=timezone.localdate(now))
    grants = list(of_former.select_related("compartment")[:MOST_AT_ONCE])
    for grant in grants:
        with transaction.atomic():
            compartment = lock_row(grant.compartment)
            CompartmentGrant.objects.filter(pk=grant.pk, until__gt=now).update(until=now)
            audit_log.record(
                None, GRANT_COMPARTMENT, compartment, origin=ActOrigin.WORKER, reason="left"
            )
    return len(grants) + _delete_copies_without_grant()


def _delete_copies_without_grant() -> int:
    grants = CompartmentGrant.objects.active().filter(
        compartment=OuterRef("compartment"), member=OuterRef("member")
    )
    copies = CompartmentKeyCopy.objects.exclude(member=None).filter(~Exists(grants))
    return copies.delete()[0]
