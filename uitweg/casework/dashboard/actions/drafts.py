"""What a page's script gets to know of the drafts that belong to it."""

from typing import Any

from django.utils import timezone

from uitweg.casework.cases.forms import drafts as case_forms
from uitweg.platform.accounts.models import Member
from uitweg.platform.drafts.actions import drafts


def draft_for_page(draft: drafts.OpenedDraft, member: Member) -> dict[str, Any] | None:
    """Return a draft as JSON for `drafts.js`; None when its form no longer opens for this member.

    `fields` holds only what the member may still see, and is None when nothing was decrypted.
    """
    place = case_forms.case_draft_place(draft.row.place, member=member)
    if place is not None and not place.opens:
        return None
    fields = [field for field in draft.fields if place is None or place.shows(field[0])]
    return {
        "place": draft.row.place,
        "version": draft.row.version,
        "at": timezone.localtime(draft.row.saved_at).isoformat(),
        "fields": fields if draft.words else None,
    }
