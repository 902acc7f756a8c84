"""What of the directory goes after its term: how to reach who ended, and what was free once."""

from datetime import datetime, timedelta

from django.utils import timezone

from uitweg.casework.partners.models import CapacityReport, Organisation
from uitweg.platform.accounts.models import NamedReader
from uitweg.platform.audit.actions.audit_log import audit_name

AT_ONCE = 500
CONTACT: dict[str, object] = {
    **dict.fromkeys(("description", "website", "phone", "night_phone", "mail", "code_phone"), ""),
    "address": {},
    "sealed_address": b"",
    "changed_by": None,
    "reach_changed_by": None,
    "reach_set_by": {},
    "reach_confirmed_by": None,
    "known_accounts": {},
}


def forget_ended(*, now: datetime, days: int) -> int:
    """Forget how organisations were reached that ended so many days ago, and old capacity.

    The name stays, as cases name it. What a service said last stays as long as it is offered.
    Returns how many organisations were forgotten.
    """
    before = timezone.localdate(now) - timedelta(days=days)
    ended = Organisation.objects.filter(ended_on__lt=before).exclude(**CONTACT)
    forgotten = list(ended.order_by("pk")[:AT_ONCE])
    for organisation in forgotten:
        CapacityReport.objects.filter(service__organisation=organisation).delete()
        NamedReader.objects.filter(thing=audit_name(organisation)).delete()
        Organisation.objects.filter(pk=organisation.pk).update(**CONTACT)
    old = CapacityReport.objects.filter(is_newest=False, said_at__lt=now - timedelta(days=days))
    pks = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    CapacityReport.objects.filter(pk__in=pks).delete()
    return len(forgotten)
