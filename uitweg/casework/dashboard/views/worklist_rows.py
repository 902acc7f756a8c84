"""Rows of the worklist in words, ready for the template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from uitweg.casework.dashboard.actions.worklist import WaitingReport
from uitweg.platform.ui.moments import day, waited


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One waiting report; `head` stands above the first of its kind, `take_url` takes it."""

    row_class: str
    mark_class: str
    id: int
    number: str
    url: str
    title: str
    about: str
    unread: bool
    take_url: str
    tag_class: str
    when: str
    head: str = ""
    button_class: str = "b"


def worklist_rows(
    reports: Iterable[WaitingReport], *, member_pk: int, names: Mapping[int, str], now: datetime
) -> list[WorklistRow]:
    """Return the rows as the member `member_pk` reads them."""
    rows, urgent, last = list[WorklistRow](), False, None
    for report in reports:
        row = _worklist_row(report, member_pk, names, now)
        if report.danger_now is not last:
            row = replace(row, head="Gevaar nu" if report.danger_now else "Wacht op antwoord")
        # the one in danger that waits longest for someone gets the filled button
        if report.danger_now and report.is_new and not urgent:
            row, urgent = replace(row, button_class="b go"), True
        last = report.danger_now
        rows.append(row)
    return rows


def _worklist_row(
    report: WaitingReport, member_pk: int, names: Mapping[int, str], now: datetime
) -> WorklistRow:
    tag_class, when = _when(report, now)
    title = "Nieuwe melding" if report.is_new else "Nieuw bericht"
    about = (report.role, _whose(report, member_pk, names))
    return WorklistRow(
        row_class="now" if report.danger_now else "",
        mark_class=_mark_class(report, member_pk),
        id=report.report_id,
        number=report.number,
        url=reverse("report", args=[report.report_id]),
        title=title + (", er is gevaar" if report.danger_now else ""),
        about=" · ".join(words for words in about if words),
        unread=report.unread,
        take_url=reverse("take-report", args=[report.report_id]) if report.is_new else "",
        tag_class=tag_class,
        when=when,
    )


def _mark_class(report: WaitingReport, member_pk: int) -> str:
    if report.danger_now:
        return "now"
    of_a_colleague = report.taken_by and report.taken_by != member_pk
    return "part" if of_a_colleague and not report.is_late else "due"


def _whose(report: WaitingReport, member_pk: int, names: Mapping[int, str]) -> str:
    if not report.taken_by:
        return "nog van niemand"
    if report.taken_by == member_pk:
        return "van jou"
    return f"van {names.get(report.taken_by, 'een oud-collega')}"


def _when(report: WaitingReport, now: datetime) -> tuple[str, str]:
    """Return the tag's colour ('' is no tag) and its words."""
    if report.danger_now:
        return "red", waited(report.minutes_waiting)
    until = day(report.answer_by, now)
    return ("ink", f"te laat, {until}") if report.is_late else ("", until)
