"""The timeline on the page of a case, with the words for each entry."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.timeline.actions.entries import UNCORRECTABLE_KINDS, DecryptedEntry
from uitweg.casework.cases.timeline.actions.events import (
    TimelineFilter,
    filter_for_kind,
    filter_timeline,
    report_attachments,
)
from uitweg.casework.cases.timeline.rules.events import EntryDetails
from uitweg.channel.conversation.models import Attachment
from uitweg.channel.conversation.rules.sizes import LARGEST_CASE_UPLOAD
from uitweg.platform.content import load
from uitweg.platform.content.values.values import Signal
from uitweg.platform.ui.moments import calendar_day


def entry_title(kind: EntryKind, details: EntryDetails, signal: Signal | None) -> str:
    """Return the signal that was seen, else the subject of a mail, else the kind of entry.

    A signal that the content no longer has shows its id.
    """
    if details.signal:
        return signal.see if signal else details.signal
    return (details.mail and details.mail.subject) or kind.words


def moment_words(moment: datetime, today: date) -> str:
    """Return a local moment in words: gisteren 14:05."""
    return f"{calendar_day(moment.date(), today)} {moment:%H:%M}"


def happened_words(details: EntryDetails, today: date) -> str:
    """Return when it happened, a mail to the minute; "" is not known."""
    if details.when and details.mail:
        sent_at = timezone.localtime(datetime.fromisoformat(details.mail.sent))
        return f"{calendar_day(details.when.start, today)} {sent_at:%H:%M}"
    return details.when.words if details.when else ""


def source_words(shown: DecryptedEntry, kind: EntryKind, today: date) -> str:
    """Return who told it, how they know, and who wrote it; also when, if that is another moment."""
    writer, details = shown.row.written_by.name, shown.details
    correction = ", verbetering" if shown.row.replaces_id else ""
    if kind is EntryKind.REPORT:
        return f"woorden van de melder, overgenomen door {writer}{correction}"
    if kind is EntryKind.PARTNER:
        return f"woorden van {details.told_by}, overgenomen door {writer}{correction}"
    written = writer
    if details.when:
        verb = "erbij gezet" if details.mail else "opgeschreven"
        written_at = timezone.localtime(shown.row.written_at)
        written = f"{verb} {moment_words(written_at, today)}, {writer}"
    return " · ".join([*_told_words(kind, details), written]) + correction


def _told_words(kind: EntryKind, details: EntryDetails) -> list[str]:
    """Return the parts that say who told it, how they know, and that the day is not known."""
    told = [f"bron: {details.told_by}"] if details.told_by else []
    if details.mail:
        told.append(f"van {details.mail.sender or 'onbekend'}")
    if details.mail and details.mail.to:
        told.append(f"aan {details.mail.to}")
    told += [choice.words for choice in (details.how_known, details.onset) if choice]
    if kind in (EntryKind.EVENT, EntryKind.OBSERVATION) and details.when is None:
        told.append("wanneer is niet bekend")
    return told


AUDIENCE_TAGS = {**dict(Audience.choices()), Audience.TEAM: ""}
KEY_KINDS = frozenset({EntryKind.DECISION, EntryKind.REPORT})
FILTER_BY_KIND = {kind: filter_for_kind(kind) for kind in EntryKind}


@dataclass(frozen=True)
class TimelineFile:
    """A file of an entry; `number` counts from 1, `size` is in bytes."""

    number: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One entry in words. `text` is None when it does not open with this reader's key.

    `happened_at` is an ISO 8601 day or moment, `moment` the same in words.
    """

    pk: int
    filter: str
    is_report: bool
    is_key: bool
    title: str
    tags: list[str]
    happened_at: str
    moment: str
    text: str | None
    files: list[TimelineFile]
    source: str
    is_replaced: bool
    is_correctable: bool


@dataclass(frozen=True)
class TimelineSection:
    """The rows that show, the filters to choose from, and what the forms for new entries offer."""

    rows: list[TimelineRow]
    filters: list[TimelineFilter]
    report_attachments: list[Attachment]
    largest_upload: int


def timeline_section(
    case: Case, entries: list[DecryptedEntry], now: datetime, *, chosen: str
) -> TimelineSection:
    """Return the timeline, narrowed to the filter that was chosen in the address ("" is all)."""
    shown, filters = filter_timeline(entries, chosen)
    return TimelineSection(
        rows=_timeline_rows(shown, timezone.localdate(now)),
        filters=filters,
        report_attachments=report_attachments(case),
        largest_upload=LARGEST_CASE_UPLOAD,
    )


def _timeline_rows(entries: list[DecryptedEntry], today: date) -> list[TimelineRow]:
    content = load()
    phases = {phase.id: phase.title for phase in content.phases}
    replaced = {shown.row.replaces_id for shown in entries}
    return [
        _timeline_row(
            shown,
            today,
            signal=content.signal_by_id.get(shown.details.signal),
            phase=phases.get(shown.details.phase, shown.details.phase),
            is_replaced=shown.row.pk in replaced,
        )
        for shown in entries
    ]


def _timeline_row(
    shown: DecryptedEntry, today: date, *, signal: Signal | None, phase: str, is_replaced: bool
) -> TimelineRow:
    entry, details, kind = shown.row, shown.details, EntryKind(shown.row.kind)
    written_at = timezone.localtime(entry.written_at)
    return TimelineRow(
        pk=entry.pk,
        filter=FILTER_BY_KIND[kind],
        is_report=kind is EntryKind.REPORT,
        is_key=kind in KEY_KINDS,
        title=entry_title(kind, details, signal),
        tags=[tag for tag in (phase, AUDIENCE_TAGS[Audience(entry.audience)]) if tag],
        happened_at=(details.when.start if details.when else written_at).isoformat(),
        moment=happened_words(details, today) or moment_words(written_at, today),
        text=shown.text,
        files=[
            TimelineFile(number, file.name, file.size)
            for number, file in enumerate(details.files, start=1)
        ],
        source=source_words(shown, kind, today),
        is_replaced=is_replaced,
        is_correctable=not is_replaced and kind not in UNCORRECTABLE_KINDS,
    )
