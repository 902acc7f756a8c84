"""The timeline of a case: narrowed to one kind, and adding what happened or was seen."""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.casework.cases.actions.entries import DecryptedEntry
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.timeline import TIMELINE_FILTERS, EntryKind
from uitweg.channel.models import Attachment


@dataclass(frozen=True)
class TimelineFilter:
    """One way to narrow the timeline; `view` "" is everything."""

    view: str
    words: str
    chosen: bool


def filter_timeline(
    entries: list[DecryptedEntry], asked: str
) -> tuple[list[DecryptedEntry], list[TimelineFilter]]:
    """Return what is asked for of the timeline, and the chips of what there is.

    An unknown word shows everything: nothing may seem to be gone.
    """
    there = {one.entry.kind for one in entries}
    words = {view: said for view, (said, kinds) in TIMELINE_FILTERS.items() if there & kinds}
    chosen = asked if asked in words else ""
    kinds = TIMELINE_FILTERS[chosen][1] if chosen else frozenset(EntryKind)
    chips = [TimelineFilter(view, said, view == chosen) for view, said in words.items()]
    return (
        [one for one in entries if one.entry.kind in kinds],
        [TimelineFilter("", "Alles", not chosen), *chips] if len(there) > 1 else [],
    )


def filter_for_kind(kind: str, views: Iterable[str] = TIMELINE_FILTERS) -> str:
    """Return the word of the view in which this kind stands; "" is only under everything."""
    return next((view for view in views if kind in TIMELINE_FILTERS[view][1]), "")


def report_attachments(case: Case) -> list[Attachment]:
    """Return what the reporter, or who answered, sent along; it stays with the conversation."""
    if not case.report_id:
        return []
    return list(Attachment.objects.filter(report=case.report_id).order_by("id"))
