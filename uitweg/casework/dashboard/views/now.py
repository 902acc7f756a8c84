"""The page Nu: the worklist, and below it the dashboard of this member."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.casework.cases.rules.closing import Ending
from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.dashboard.actions.acute_cases import load_acute_cases
from uitweg.casework.dashboard.actions.closed_danger import load_closed_dangers
from uitweg.casework.dashboard.actions.danger import load_answered_dangers
from uitweg.casework.dashboard.actions.members import member_names
from uitweg.casework.dashboard.actions.now import load_dashboard
from uitweg.casework.dashboard.actions.worklist import load_worklist_page
from uitweg.casework.dashboard.views.worklist_rows import worklist_rows
from uitweg.casework.retention.actions.case_overview import count_runs_to_decide
from uitweg.casework.retention.actions.conversations import count_about_to_go
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log

READ_RECORDED_EVERY = timedelta(minutes=10)
WEEK = timedelta(days=7)


@require_GET
@needs(Permission.WORKLIST_READ, keys=True)
def now(request: MemberRequest) -> HttpResponse:
    """Show what waits for an answer, danger first and then the oldest, and the dashboard.

    Cases in acute danger are above all, for everyone who may read this page.
    """
    audit_log.record_at_most_every(
        request.member, "worklist:read", "worklist", every=READ_RECORDED_EVERY
    )
    moment, today = timezone.localtime(), timezone.localdate()
    page = load_worklist_page(by=request.actor, after=request.GET.get("na", ""))
    context = {
        "rows": worklist_rows(
            page.rows, member_pk=request.member.pk, names=member_names(), now=moment
        ),
        "next": page.next,
        "now": moment,
        "draft_count": request.member.drafts.count(),
        "conversations_ending": count_about_to_go(),
        "lists_waiting": count_runs_to_decide(request.member),
        "acute_cases": load_acute_cases(by=request.actor),
        "closed_dangers": load_closed_dangers(by=request.actor),
        "answered_dangers": load_answered_dangers(by=request.actor),
        "dashboard": load_dashboard(by=request.actor),
        "risks": dict(Risk.choices()),
        "endings": dict(Ending.choices()),
        "later": [("morgen", today + timedelta(days=1)), ("over een week", today + WEEK)],
    }
    return render(request, "dashboard/now.html", context)
