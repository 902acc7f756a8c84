"""The timeline of a case, narrowed to some kinds of entries, and the files of its report."""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.casework.cases.actions.entries import DecryptedEntry
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.timeline import TIMELINE_FILTERS, EntryKind
from uitweg.channel.models import Attachment


@dataclass(frozen=True)
class TimelineFilter:
    """A way to narrow the timeline; `view` is its word in the address, "" for all entries."""

    view: str
    words: str
    chosen: bool


def filter_timeline(
    entries: list[DecryptedEntry], asked: str
) -> tuple[list[DecryptedEntry], list[TimelineFilter]]:
    """Return the entries of the view that was asked for, and the filters that show any entry.

    An unknown view shows everything, so that no entry seems to be gone.
    """
    present = {shown.entry.kind for shown in entries}
    words = {view: name for view, (name, kinds) in TIMELINE_FILTERS.items() if present & kinds}
    chosen = asked if asked in words else ""
    kinds = TIMELINE_FILTERS[chosen][1] if chosen else frozenset(EntryKind)
    filters = [TimelineFilter(view, name, view == chosen) for view, name in words.items()]
    return (
        [shown for shown in entries if shown.entry.kind in kinds],
        [TimelineFilter("", "Alles", not chosen), *filters] if len(present) > 1 else [],
    )


def filter_for_kind(kind: str, views: Iterable[str] = TIMELINE_FILTERS) -> str:
    """Return the view that shows this kind of entry; "" when only the full timeline does."""
    return next((view for view in views if kind in TIMELINE_FILTERS[view][1]), "")


def report_attachments(case: Case) -> list[Attachment]:
    """Return the files of the conversation that the case came from; they stay with the report."""
    if not case.report_id:
        return []
    return list(Attachment.objects.filter(report=case.report_id).order_by("id"))
