"""Who can be asked about a report, and which drafts on it are shut."""

import re

from django.utils import timezone

from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.drafts.rules.places import DraftPlace

REPORT_FORM_PATH = re.compile(r"/werk/melding/([0-9]{1,18})/")


def coordinators_with_key() -> list[Member]:
    """Return the coordinators who can open a case today."""
    today = timezone.localdate()
    rows = Member.objects.with_keys().filter(role=Role.COORDINATOR).exclude(public_key=b"")
    return [row for row in rows if row.is_active_on(today) and not row.waits_for_admission]


def report_draft_place(place: str, *, by: Actor) -> DraftPlace | None:
    """Return that a draft is shut; None unless it is of a restricted case that is not theirs."""
    match = REPORT_FORM_PATH.match(place)
    if match is None or int(match[1]) not in by.member.shut_out_ids("report"):
        return None
    return DraftPlace(f"Melding M-{int(match[1]):04d}", opens=False, shows=lambda _: False)
