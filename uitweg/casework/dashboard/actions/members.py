"""The names of members, for pages that say whose a report is."""

from django.utils import timezone

from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role


def member_names() -> dict[int, str]:
    """Return the name of each member, former ones too, by id."""
    return dict(Member.objects.values_list("pk", "name"))


def coordinators_with_key() -> list[Member]:
    """Return the coordinators who can open a case today."""
    today = timezone.localdate()
    rows = Member.objects.with_keys().filter(role=Role.COORDINATOR).exclude(public_key=b"")
    return [row for row in rows if row.is_active_on(today) and not row.waits_for_admission]
