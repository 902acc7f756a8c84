"""The page with all reports, by number and state."""

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.channel.conversation.models import Message, Report
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

REPORTS_PER_PAGE = 50


@require_GET
@needs(Permission.WORKLIST_READ)
def reports(request: MemberRequest) -> HttpResponse:
    """Show all reports, newest first; none of their text is decrypted."""
    made_at = timezone.now()  # before the query: later reports cannot be marked as junk from here
    reports_danger = Message.objects.filter(report=OuterRef("pk"), danger_now=True)
    rows = Report.objects.select_related("junk_batch").annotate(danger=Exists(reports_danger))
    rows = rows.exclude(pk__in=request.member.shut_out_ids("report")).order_by("-id")
    before = row_number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.defer("reporter_key")[:REPORTS_PER_PAGE])
    context = {
        "rows": [(report, report_state_text(report)) for report in page],
        "names": Member.objects.names_by_id(),
        "next": page[-1].pk if len(page) == REPORTS_PER_PAGE else None,
        "made": f"{made_at.timestamp():.6f}",
    }
    return render(request, "worklist/reports.html", context)


def report_state_text(report: Report) -> str:
    """Return the state in Dutch, and of a deleted report what deleted it.

    Only a report whose retention term ended has a `kept_until` after its deletion.
    """
    if was_destroyed_as_junk(report):
        return "Vernietigd, lag opzij"
    if report.state == ReportState.DELETED and report.kept_until:
        return "Vernietigd, termijn voorbij"
    return ReportState(report.state).words


def was_destroyed_as_junk(report: Report) -> bool:
    """Return whether the team destroyed it, and not its reporter on a day before that."""
    destroyed_at = report.junk_batch.destroyed_at if report.junk_batch else None
    if report.state != ReportState.DELETED or destroyed_at is None or report.changed_at is None:
        return False
    return timezone.localdate(report.changed_at) >= timezone.localdate(destroyed_at)
