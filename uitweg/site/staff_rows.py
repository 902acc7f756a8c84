"""Rows of the long staff pages, said once: a template only puts them down.

A page of 200 entries asks a template some 3,000 questions when it decides per row;
here a row is made in one go.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from uitweg.cases.actions import NOT_CORRECTED, Opened
from uitweg.cases.models import Entry
from uitweg.cases.rules import KIND_WORDS, EntryKind
from uitweg.cases.sight import AUDIENCE_WORDS, Audience
from uitweg.desk.worklist import Waiting
from uitweg.site.moments import day, day_words, waited

WHOM = AUDIENCE_WORDS | {Audience.TEAM: ""}
KEY_KINDS = frozenset({EntryKind.DECISION, EntryKind.REPORT})


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One entry of a case; `said` is None when it does not open."""

    look: str
    written_at: str
    at: str
    kind: str
    said: SafeString | None
    by: str
    whom: str  # '' is the whole team
    replaced: bool
    mends: bool
    correct: str  # the address to put it right; '' where that is not done


def timeline(entries: Iterable[Opened], now: datetime) -> Iterator[TimelineRow]:
    """Say each entry of a case's timeline."""
    zone, today = timezone.get_current_timezone(), timezone.localdate(now)
    entries = list(entries)
    replaced = {one.entry.replaces_id for one in entries}
    for one in entries:
        entry, kind = one.entry, EntryKind(one.entry.kind)
        local = entry.written_at.astimezone(zone)
        whose = "woorden van de melder, overgenomen door " if kind is EntryKind.REPORT else ""
        yield TimelineRow(
            look="key" if kind in KEY_KINDS else "",
            written_at=local.isoformat(),
            at=f"{day_words(local.date(), today)} {local:%H:%M}",
            kind=KIND_WORDS[kind],
            said=None if one.text is None else _paragraphs(one.text),
            by=f"{whose}{entry.written_by.name}",
            whom=WHOM[Audience(entry.audience)],
            replaced=entry.pk in replaced,
            mends=entry.replaces_id is not None,
            correct=_correct(entry) if entry.pk not in replaced else "",
        )


def _correct(entry: Entry) -> str:
    if EntryKind(entry.kind) in NOT_CORRECTED:
        return ""
    return f"/casus/{entry.case_id}/stuk/{entry.pk}/"  # 200 times reverse() is felt


def _paragraphs(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308  escaped, line by line


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One line of what waits; `head` stands above the first of its kind, `take` is an address."""

    head: str
    look: str
    mark: str
    id: int
    number: str
    url: str
    title: str
    about: str
    unread: bool
    take: str
    button: str
    tag: str
    when: str


def waiting(
    rows: Iterable[Waiting], *, me: int, names: Mapping[int, str], now: datetime
) -> list[WaitingRow]:
    """Say each line of the worklist to the member `me`."""
    said, urgent, last = list[WaitingRow](), False, None
    for row in rows:
        head = "" if row.danger_now is last else _head(row)
        # the one in danger that waits longest for someone gets the filled button
        go = row.danger_now and row.is_new and not urgent
        urgent, last = urgent or go, row.danger_now
        said.append(_waiting(row, head=head, go=go, me=me, names=names, now=now))
    return said


def _waiting(
    row: Waiting, *, head: str, go: bool, me: int, names: Mapping[int, str], now: datetime
) -> WaitingRow:
    tag, when = _when(row, now)
    return WaitingRow(
        head=head,
        look="now" if row.danger_now else "",
        mark=_mark(row, me),
        id=row.report_id,
        number=row.number,
        url=reverse("report", args=[row.report_id]),
        title=("Nieuwe melding" if row.is_new else "Nieuw bericht")
        + (", er is gevaar" if row.danger_now else ""),
        about=" · ".join(part for part in (row.role, _whose(row, me, names)) if part),
        unread=row.unread,
        take=reverse("take-report", args=[row.report_id]) if row.is_new else "",
        button="b go" if go else "b",
        tag=tag,
        when=when,
    )


def _head(row: Waiting) -> str:
    return "Gevaar nu" if row.danger_now else "Wacht op antwoord"


def _mark(row: Waiting, me: int) -> str:
    if row.danger_now:
        return "now"
    return "part" if row.taken_by and row.taken_by != me and not row.is_late else "due"


def _whose(row: Waiting, me: int, names: Mapping[int, str]) -> str:
    if not row.taken_by:
        return "nog van niemand"
    return "van jou" if row.taken_by == me else f"van {names.get(row.taken_by, 'een oud-collega')}"


def _when(row: Waiting, now: datetime) -> tuple[str, str]:
    """Return the tag's colour ('' is no tag) and what it says."""
    if row.danger_now:
        return "red", waited(row.minutes)
    until = day(row.answer_by, now)
    return ("ink", f"te laat, {until}") if row.is_late else ("", until)
