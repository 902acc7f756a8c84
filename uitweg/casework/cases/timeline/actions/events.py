"""What happened and when, written into the timeline and read from it."""

from dataclasses import dataclass

from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import TIMELINE_FILTERS, EntryKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.timeline.actions.entries import DecryptedEntry, add_entry
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.timeline.rules.events import EntryDetails
from uitweg.channel.conversation.models import Attachment
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible


def add_event(
    *,
    case: Case,
    text: str,
    details: EntryDetails,
    by: Actor,
    form_key: bytes,
    audience: Audience = Audience.TEAM,
    group: DataGroup = DataGroup.SITUATION,
) -> Entry:
    """Add an event to the timeline, or an observation when `details` names a signal.

    Sending the same form twice adds one entry. Raises NotPossible for a closed case.
    """
    if not case.is_open:
        raise NotPossible(CaseRefusal.CASE_CLOSED)
    return add_entry(
        case=case,
        kind=EntryKind.OBSERVATION if details.signal else EntryKind.EVENT,
        text=text,
        details=details,
        by=by,
        form_key=form_key,
        audience=audience,
        group=group,
    )


@dataclass(frozen=True)
class TimelineFilter:
    """A filter that the page offers; `view` is its name in the address, "" for no filter."""

    view: str
    words: str
    chosen: bool


def filter_timeline(
    entries: list[DecryptedEntry], requested: str
) -> tuple[list[DecryptedEntry], list[TimelineFilter]]:
    """Return the entries of the requested filter, and the filters to offer.

    Only filters with entries are offered, and none when all entries are of one kind. An unknown
    name shows all entries, so that none seem to be missing.
    """
    kinds = {entry.row.kind for entry in entries}
    offered = {
        view: words for view, (words, filtered) in TIMELINE_FILTERS.items() if kinds & filtered
    }
    chosen = requested if requested in offered else ""
    shown_kinds = TIMELINE_FILTERS[chosen][1] if chosen else frozenset(EntryKind)
    shown = [entry for entry in entries if entry.row.kind in shown_kinds]
    if len(kinds) <= 1:
        return shown, []
    filters = [TimelineFilter(view, words, view == chosen) for view, words in offered.items()]
    return shown, [TimelineFilter("", "Alles", not chosen), *filters]


def filter_for_kind(kind: str) -> str:
    """Return the name of the filter that shows this kind of entry, or "" when none does."""
    return next((view for view, (_, kinds) in TIMELINE_FILTERS.items() if kind in kinds), "")


def report_attachments(case: Case) -> list[Attachment]:
    """Return the files that were sent in the conversation of the report the case came from."""
    if not case.report_id:
        return []
    return list(Attachment.objects.filter(report=case.report_id).order_by("id"))
