"""Rows of the worklist, said once: a template only puts them down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from uitweg.casework.dashboard.actions.worklist import WaitingReport
from uitweg.platform.ui.moments import day, waited


@dataclass(frozen=True, slots=True)
class WorklistRow:
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


def worklist_rows(
    rows: Iterable[WaitingReport], *, me: int, names: Mapping[int, str], now: datetime
) -> list[WorklistRow]:
    """Say each line of the worklist to the member `me`."""
    said, urgent, last = list[WorklistRow](), False, None
    for row in rows:
        head = "" if row.danger_now is last else _head(row)
        # the one in danger that waits longest for someone gets the filled button
        go = row.danger_now and row.is_new and not urgent
        urgent, last = urgent or go, row.danger_now
        said.append(_worklist_row(row, head=head, go=go, me=me, names=names, now=now))
    return said


def _worklist_row(
    row: WaitingReport, *, head: str, go: bool, me: int, names: Mapping[int, str], now: datetime
) -> WorklistRow:
    tag, when = _when(row, now)
    return WorklistRow(
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


def _head(row: WaitingReport) -> str:
    return "Gevaar nu" if row.danger_now else "Wacht op antwoord"


def _mark(row: WaitingReport, me: int) -> str:
    if row.danger_now:
        return "now"
    return "part" if row.taken_by and row.taken_by != me and not row.is_late else "due"


def _whose(row: WaitingReport, me: int, names: Mapping[int, str]) -> str:
    if not row.taken_by:
        return "nog van niemand"
    return "van jou" if row.taken_by == me else f"van {names.get(row.taken_by, 'een oud-collega')}"


def _when(row: WaitingReport, now: datetime) -> tuple[str, str]:
    """Return the tag's colour ('' is no tag) and what it says."""
    if row.danger_now:
        return "red", waited(row.minutes)
    until = day(row.answer_by, now)
    return ("ink", f"te laat, {until}") if row.is_late else ("", until)
