"""What a page's script is told of the drafts that lie on it."""

from typing import Any

from django.utils import timezone

from uitweg.casework.cases.forms import drafts
from uitweg.platform.accounts.models import Member
from uitweg.platform.drafts.actions import drafts as unsent


def draft_for_page(kept: unsent.OpenedDraft, member: Member) -> dict[str, Any] | None:
    """Return what a page's script is told of a text that lies there; None where no form opens."""
    place = drafts.case_draft_place(kept.row.place, of=member)
    if place is not None and not place.opens:
        return None
    fields = [each for each in kept.fields if place is None or place.shows(each[0])]
    return {
        "place": kept.row.place,
        "version": kept.row.version,
        "at": timezone.localtime(kept.row.saved_at).isoformat(),
        "fields": fields if kept.words else None,
    }
