"""What a page's script gets to know of the drafts that belong to it."""

import re
from typing import Any

from django.utils import timezone

from uitweg.casework.appraisal.forms.drafts import compartment_draft_place
from uitweg.casework.cases.forms.drafts import CaseDraftPlace, case_draft_place
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.drafts.actions import drafts

REPORT_FORM_PATH = re.compile(r"/werk/melding/([0-9]{1,18})/")


def draft_place(place: str, *, by: Actor) -> CaseDraftPlace | None:
    """Return what this member may do with a draft; None when nothing about it is restricted.

    That is a form of a case, or of a report of a restricted case in which they have no part.
    """
    match = REPORT_FORM_PATH.match(place)
    if match is None:
        return compartment_draft_place(place, by=by) or case_draft_place(place, by=by)
    if int(match[1]) not in by.member.shut_out_ids("report"):
        return None
    return CaseDraftPlace(f"Melding M-{int(match[1]):04d}", opens=False, shows=lambda _: False)


def draft_for_page(draft: drafts.OpenedDraft, by: Actor) -> dict[str, Any] | None:
    """Return a draft as JSON for `drafts.js`; None when its form no longer opens for this member.

    `fields` holds only what the member may still see, and is None when nothing was decrypted.
    """
    place = draft_place(draft.row.place, by=by)
    if place is not None and not place.opens:
        return None
    fields = [field for field in draft.fields if place is None or place.shows(field[0])]
    return {
        "place": draft.row.place,
        "version": draft.row.version,
        "at": timezone.localtime(draft.row.saved_at).isoformat(),
        "fields": fields if draft.words else None,
    }
