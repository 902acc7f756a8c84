"""What the retention page shows: what is destroyed when, what is kept longer, what is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from uitweg.casework.retention.models import Destruction, Hold, Notice
from uitweg.casework.retention.rules.terms import HoldReason, term_of_outcome
from uitweg.channel.conversation.models import Report
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.channel.deletion.actions import report_destruction
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention_duties import UncountedTerm

ROWS_PER_PAGE, MAX_DESTRUCTIONS = 50, 100


@dataclass(frozen=True)
class ExpiringReport:
    """One closed conversation with a last day.

    `destroyed_from` is the first day on which it can be destroyed. `was_warned` tells whether the
    team was warned about this last day.
    """

    report: Report
    closed_with: str
    kept_until: date
    destroyed_from: date
    hold: Hold | None
    hold_reason: str
    was_warned: bool


def list_expiring_reports(*, after: date | None, number: int) -> list[ExpiringReport]:
    """Return a page of conversations with a last day, soonest first.

    With `after` and `number` only those that sort behind that day and report number.
    """
    rows = (
        report_destruction.reports_a_term_can_end()
        .exclude(kept_until=None)
        .order_by("kept_until", "id")
    )
    if after:
        rows = rows.filter(kept_until__gte=after).exclude(kept_until=after, pk__lte=number)
    reports = list(rows.defer("reporter_key")[:ROWS_PER_PAGE])
    ids = [report.pk for report in reports]
    holds = Hold.objects.select_related("by").in_bulk(ids, field_name="report_id")
    warnings = set(Notice.objects.filter(report_id__in=ids).values_list("report_id", "kept_until"))
    return [_expiring_report(report, holds.get(report.pk), warnings) for report in reports]


def _expiring_report(
    report: Report, hold: Hold | None, warnings: set[tuple[int, date]]
) -> ExpiringReport:
    kept_until = report.kept_until or date.max
    last_day = max(kept_until, hold.until) if hold else kept_until
    return ExpiringReport(
        report=report,
        closed_with=term_of_outcome(report.outcome).words,
        kept_until=kept_until,
        destroyed_from=last_day + timedelta(days=1),
        hold=hold,
        hold_reason=HoldReason(hold.reason).words if hold else "",
        was_warned=(report.pk, kept_until) in warnings,
    )


def reports_without_term() -> list[Report]:
    """Return closed conversations that no term ends: a message waits, or there is no answer."""
    closed = Report.objects.filter(state=ReportState.ADVICE)
    with_term = report_destruction.reports_a_term_can_end().filter(pk__in=closed).values("pk")
    without_term = closed.exclude(pk__in=with_term)
    return list(without_term.order_by("id").defer("reporter_key")[:ROWS_PER_PAGE])


def term_words(keep: str) -> str:
    """Return a term in Dutch: "180 days" is "180 dagen"."""
    if keep in UncountedTerm:
        return UncountedTerm(keep).words
    number, _, unit = keep.partition(" ")
    if not unit:
        return keep
    if unit == "minutes":
        return f"{number} minuten"
    if unit == "years":
        return f"{number} jaar"
    return "meteen een dag" if number == "0" else f"{number} {'dag' if number == '1' else 'dagen'}"


def table_rows() -> list[tuple[str, str, str, str]]:
    """Return the rows of the retention table in Dutch: what, how long, why, who does it."""
    return [
        (term.description, term_words(term.keep), term.why, term.executor.words)
        for term in retention.retention_table().rows.values()
    ]


def words_of_row(row: str) -> str:
    """Return what a row of the table is about; its id when it is not in the table any more."""
    term = retention.retention_table().rows.get(row)
    return term.description if term else row


def latest_destructions() -> Iterable[tuple[date, str, str, int]]:
    """Yield the latest destructions: the day, what, by which term, how many."""
    for destruction in Destruction.objects.order_by("-day", "row", "id")[:MAX_DESTRUCTIONS]:
        yield (
            destruction.day,
            words_of_row(destruction.row),
            term_words(destruction.term),
            destruction.count,
        )
