"""What a page's script gets to know of the drafts that belong to it."""

from typing import Any, Protocol

from django.utils import timezone

from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.rules.places import DraftPlace
from uitweg.platform.hooks import Hook


class FindsPlace(Protocol):
    """Says what a member may do at an address; None when it is no form of the part that asks."""

    def __call__(self, place: str, *, by: Actor) -> DraftPlace | None: ...


place_finders = Hook[FindsPlace]("the place of a draft")


def draft_place(place: str, *, by: Actor) -> DraftPlace | None:
    """Return what this member may do with a draft; None when nothing about it is restricted.

    `place` is the path of the page on which the draft was typed. The part that registered last is
    asked first: a form of the weighing has an address below that of its case.
    """
    found = (find(place, by=by) for find in reversed(tuple(place_finders)))
    return next((each for each in found if each is not None), None)


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
