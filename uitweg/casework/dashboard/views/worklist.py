"""The worklist page: all reports, newest first, by number and state."""

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.casework.dashboard.actions.members import member_names
from uitweg.channel.models import Message, Report
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

REPORTS_PER_PAGE = 50


@require_GET
@needs(Permission.WORKLIST_READ)
def reports(request: MemberRequest) -> HttpResponse:
    """All reports, newest first, by number and state; nothing is opened here."""
    moment = timezone.now()
    warning = Message.objects.filter(report=OuterRef("pk"), danger_now=True)
    rows = (
        Report.objects.select_related("junk_batch").annotate(danger=Exists(warning)).order_by("-id")
    )
    before = row_number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.defer("reporter_key")[:REPORTS_PER_PAGE])
    words = {
        "rows": [(r, report_state_text(r)) for r in found],
        "names": member_names(),
        "next": found[-1].pk if len(found) == REPORTS_PER_PAGE else None,
        "made": f"{moment.timestamp():.6f}",
    }
    return render(request, "dashboard/reports.html", words)


def report_state_text(report: Report) -> str:
    """Say where it stands; what its term ended keeps the day until which it stayed."""
    if report.state == ReportState.DELETED and report.junk_batch and report.junk_batch.destroyed_at:
        return "Vernietigd, lag opzij"
    if report.state == ReportState.DELETED and report.kept_until:
        return "Vernietigd, termijn voorbij"
    return ReportState(report.state).words
