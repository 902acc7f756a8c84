"""An entry of the timeline in words: what it is, when it happened, who told it and who wrote it."""

from datetime import date, datetime

from django.utils import timezone

from uitweg.casework.cases.actions.entries import DecryptedEntry
from uitweg.casework.cases.rules.events import EntryDetails
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.platform.content.values import Signal
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
