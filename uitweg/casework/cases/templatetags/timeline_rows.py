"""Rows of a case's timeline, said once: a template only puts them down.

A page of 200 entries asks a template some 3,000 questions when it decides per row;
here a row is made in one go.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import escape  # Django's own asks of each text whether it is lazy

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from uitweg.casework.cases.actions.entries import UNCORRECTABLE_KINDS, DecryptedEntry
from uitweg.casework.cases.actions.timeline import filter_for_kind
from uitweg.casework.cases.models import Entry
from uitweg.casework.cases.rules.events import EntryDetails
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.platform.content import load
from uitweg.platform.content.values import Signal
from uitweg.platform.ui.moments import calendar_day
from uitweg.platform.ui.templatetags.public_look import icon

AUDIENCE_TAGS = {**dict(Audience.choices()), Audience.TEAM: ""}
KEY_KINDS = frozenset({EntryKind.DECISION, EntryKind.REPORT})
_UNREADABLE_HTML = format_html(
    '<p class="say">{}<span>Dit stuk gaat niet open met jouw sleutel.</span></p>', icon("lock")
)
FILTER_BY_KIND = {kind: filter_for_kind(kind) for kind in EntryKind}
CLASS_BY_KIND = {kind: "key" if kind in KEY_KINDS else "" for kind in EntryKind}


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One entry of a case: the page's text before and after its files.

    Entries without files stand whole in the text before the next that has some.
    """

    start: SafeString
    end: SafeString
    files: tuple[tuple[str, str, str], ...]  # address, name, size
    is_report: bool


def timeline(
    entries: Iterable[DecryptedEntry], now: datetime, *, may_write: bool
) -> Iterator[TimelineRow]:
    """Say each entry of a case's timeline; where one may write, with the way to put it right."""
    before = list[str]()  # what a template walks row by row costs it as much as saying it here
    for row in _rows(entries, now, may_write=may_write):
        if row.files or row.is_report:
            start = mark_safe("\n".join([*before, row.start]))  # noqa: S308  rows, made below
            yield TimelineRow(start, row.end, row.files, row.is_report)
            before.clear()
        else:
            before.append(row.start + row.end)
    yield TimelineRow(mark_safe("\n".join(before)), mark_safe(""), (), is_report=False)  # noqa: S308


def _rows(
    entries: Iterable[DecryptedEntry], now: datetime, *, may_write: bool
) -> Iterator[TimelineRow]:
    zone, today = timezone.get_current_timezone(), timezone.localdate(now)
    entries, content = list(entries), load()
    replaced = {one.entry.replaces_id for one in entries}
    phases = {phase.id: phase.title for phase in content.phases}
    for one in entries:
        entry, kind, facts = one.entry, EntryKind(one.entry.kind), one.facts
        written = entry.written_at.astimezone(zone)
        moment = f"{calendar_day(written.date(), today)} {written:%H:%M}"
        head = _heading(kind, facts, content.signal_by_id.get(facts.signal))
        at, day = (
            _happened_words(facts, today) or moment,
            facts.when.start if facts.when else written,
        )
        tags = _tags(phases.get(facts.phase, facts.phase), AUDIENCE_TAGS[Audience(entry.audience)])
        by = _source_line(kind, facts, entry.written_by.name, moment if facts.when else "")
        by += ", verbetering" if entry.replaces_id else ""
        correct = _correct(entry, f"{head}, {at}", replaced) if may_write else ""
        start = (
            f'<li id="rij-{entry.pk}" class="{CLASS_BY_KIND[kind]}"'
            f' data-of="{FILTER_BY_KIND[kind]}">'
            f'<time datetime="{day.isoformat()}">{escape(at)}</time>'
            f"<div><h3>{escape(head)}{tags}</h3>"
            f"{_text_html(one.text, folded=entry.pk in replaced)}"
        )
        yield TimelineRow(
            start=mark_safe(start),  # noqa: S308  escaped, piece by piece
            end=mark_safe(f'<p class="from">{escape(by)} {correct}</p></div></li>'),  # noqa: S308
            files=_files(entry, facts),
            is_report=kind is EntryKind.REPORT,
        )


def _tags(*words: str) -> str:
    return "".join(f' <span class="tag">{escape(word)}</span>' for word in words if word)


def _text_html(text: str | None, *, folded: bool) -> str:
    """Return the words of an entry; those that were replaced lie folded."""
    shown = _UNREADABLE_HTML if text is None else _paragraphs(text) if text else ""
    if not folded:
        return shown
    return f'<details><summary class="s soft">Vervangen</summary>{shown}</details>'


def _correct(entry: Entry, named: str, replaced: set[int | None]) -> str:
    if entry.pk in replaced or EntryKind(entry.kind) in UNCORRECTABLE_KINDS:
        return ""
    where = f"/casus/{entry.case_id}/stuk/{entry.pk}/"  # 200 times reverse() is felt too
    return f'<a class="np s" href="{where}" aria-label="Verbeter: {escape(named)}">verbeter</a>'


def _source_line(kind: EntryKind, facts: EntryDetails, writer: str, written: str) -> str:
    """Say who told it, how they know, who wrote it down, and when if that is another day."""
    told = [f"bron: {facts.told_by}"] if facts.told_by else []
    if facts.mail:
        told += [f"van {facts.mail.sender or 'onbekend'}"]
        told += [f"aan {facts.mail.to}"] if facts.mail.to else []
    told += [facts.seen.words] if facts.seen else []
    told += [facts.pace.words] if facts.pace else []
    if kind is EntryKind.REPORT:
        return f"woorden van de melder, overgenomen door {writer}"
    told += ["wanneer is niet bekend"] if _has_no_day(kind, facts) else []
    done = "erbij gezet" if facts.mail else "opgeschreven"
    return " · ".join([*told, f"{done} {written}, {writer}" if written else writer])


def _heading(kind: EntryKind, facts: EntryDetails, signal: Signal | None) -> str:
    if signal or facts.signal:
        return signal.see if signal else facts.signal
    return (facts.mail and facts.mail.subject) or kind.words


def _happened_words(facts: EntryDetails, today: date) -> str:
    """Say when it happened, a mail to the minute; '' is not known."""
    if facts.when and facts.mail:
        at = timezone.localtime(datetime.fromisoformat(facts.mail.sent))
        return f"{calendar_day(facts.when.start, today)} {at:%H:%M}"
    return facts.when.words if facts.when else ""


def _files(entry: Entry, facts: EntryDetails) -> tuple[tuple[str, str, str], ...]:
    if not facts.files:
        return ()
    where = f"/casus/{entry.case_id}/stuk/{entry.pk}/bestand"
    return tuple(
        (f"{where}/{nth}/", file.name, filesizeformat(file.size))
        for nth, file in enumerate(facts.files, 1)
    )


def _has_no_day(kind: EntryKind, facts: EntryDetails) -> bool:
    return kind in (EntryKind.EVENT, EntryKind.OBSERVATION) and facts.when is None


def _paragraphs(text: str) -> str:
    if "\n" in text or "\r" in text:
        said = linebreaks(text, autoescape=True)
    else:
        said = f"<p>{escape(text)}</p>"  # the same, without looking for what is not there
    return f'<div class="said" dir="auto">{said}</div>'
