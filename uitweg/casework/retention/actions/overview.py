"""What the page of terms shows: what goes when, what stays longer, what has gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from uitweg.casework.retention.models import Destruction, Hold, Notice
from uitweg.casework.retention.rules.terms import HoldReason, term_of_outcome
from uitweg.channel.actions import report_destruction
from uitweg.channel.models import Report
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention_duties import UncountedTerm

PAGE, PROOFS = 50, 100


@dataclass(frozen=True)
class ExpiringReport:
    """One conversation with a date; `goes_on` is the first day on which it can be gone."""

    report: Report
    rule: str
    kept_until: date
    goes_on: date
    hold: Hold | None
    why_held: str
    warned: bool


def list_expiring_reports(*, after: date | None, number: int) -> list[ExpiringReport]:
    """Return a page of what has a date, soonest first, behind that day and report number."""
    rows = (
        report_destruction.reports_a_term_can_end()
        .exclude(kept_until=None)
        .order_by("kept_until", "id")
    )
    if after:
        rows = rows.filter(kept_until__gte=after).exclude(kept_until=after, pk__lte=number)
    found = list(rows.defer("reporter_key")[:PAGE])
    holds = Hold.objects.select_related("by").in_bulk([r.pk for r in found], field_name="report_id")
    warned = set(
        Notice.objects.filter(report_id__in=[r.pk for r in found]).values_list(
            "report_id", "kept_until"
        )
    )
    return [_expiring_report(report, holds.get(report.pk), warned) for report in found]


def _expiring_report(
    report: Report, hold: Hold | None, warned: set[tuple[int, date]]
) -> ExpiringReport:
    until = report.kept_until or date.max
    last = max(until, hold.until) if hold else until
    return ExpiringReport(
        report=report,
        rule=term_of_outcome(report.outcome).words,
        kept_until=until,
        goes_on=last + timedelta(days=1),
        hold=hold,
        why_held=HoldReason(hold.reason).words if hold else "",
        warned=(report.pk, until) in warned,
    )


def reports_without_term() -> list[Report]:
    """Return closed conversations that no term ends: something waits, or nobody answered."""
    closed = Report.objects.filter(state=ReportState.ADVICE)
    ends = report_destruction.reports_a_term_can_end().filter(pk__in=closed).values("pk")
    return list(closed.exclude(pk__in=ends).order_by("id").defer("reporter_key")[:PAGE])


def term_words(keep: str) -> str:
    """Say a term in Dutch: 180 dagen, blijft."""
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
    """Return the signed table as people read it: what, how long, why, who does it."""
    return [
        (term.what, term_words(term.keep), term.why, term.by.words)
        for term in retention.retention_table().rows.values()
    ]


def latest_destructions() -> Iterable[tuple[date, str, str, int]]:
    """Return the latest destructions: day, what, term, how many."""
    known = retention.retention_table().rows
    for one in Destruction.objects.order_by("-day", "row", "id")[:PROOFS]:
        what = known[one.row].what if one.row in known else one.row
        yield one.day, what, term_words(one.term), one.count
