"""The rows of the worklist in words, ready for the template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from uitweg.casework.dashboard.worklist.actions import WaitingReport
from uitweg.channel.conversation.rules.reports import ReporterNeed
from uitweg.platform.ui.moments import day, waited


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One waiting report as the page shows it.

    `take_url` is "" for a report that somebody has taken; without a `tag_class`, `when` is plain
    text.
    """

    danger_now: bool
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
    button_class: str = "b"


def worklist_rows(
    reports: Iterable[WaitingReport], *, member_pk: int, names: Mapping[int, str], now: datetime
) -> list[WorklistRow]:
    """Return the rows as this member reads them; `names` are of all members, by id."""
    rows = list[WorklistRow]()
    has_filled_button = False
    for report in reports:
        row = _worklist_row(report, member_pk, names, now)
        # one filled button a page, to draw the eye: on the danger that nobody took for the longest
        if report.danger_now and report.is_new and not has_filled_button:
            row, has_filled_button = replace(row, button_class="b go"), True
        rows.append(row)
    return rows


def _worklist_row(
    report: WaitingReport, member_pk: int, names: Mapping[int, str], now: datetime
) -> WorklistRow:
    tag_class, when = _tag_and_words(report, now)
    title = "Nieuwe melding" if report.is_new else "Nieuw bericht"
    about = (report.role, _need_words(report, now), _taken_by(report, member_pk, names))
    return WorklistRow(
        danger_now=report.danger_now,
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


def _need_words(report: WaitingReport, now: datetime) -> str:
    """Return when the reporter needs somebody; "" where danger says it, or nothing is urgent.

    Without the mark of danger, only a program other than our pages says that it is now.
    """
    if report.danger_now:
        return ""
    is_today = localdate(report.received_at) == localdate(now)
    if report.needed == ReporterNeed.NOW:
        return "heeft nu iemand nodig" if is_today else "had meteen iemand nodig"
    if report.needed == ReporterNeed.TODAY:
        return "heeft vandaag iemand nodig" if is_today else "had dezelfde dag iemand nodig"
    return ""


def _mark_class(report: WaitingReport, member_pk: int) -> str:
    if report.danger_now:
        return "now"
    is_a_colleagues = report.taken_by and report.taken_by != member_pk
    return "part" if is_a_colleagues and not report.is_late else "due"


def _taken_by(report: WaitingReport, member_pk: int, names: Mapping[int, str]) -> str:
    if not report.taken_by:
        return "nog van niemand"
    if report.taken_by == member_pk:
        return "van jou"
    return f"van {names.get(report.taken_by, 'een oud-collega')}"


def _tag_and_words(report: WaitingReport, now: datetime) -> tuple[str, str]:
    """Return the class of the tag ("" is no tag), and how long it waits or when it is due."""
    if report.danger_now:
        return "red", waited(report.minutes_waiting)
    due = day(report.answer_by, now)
    return ("ink", f"te laat, {due}") if report.is_late else ("", due)
