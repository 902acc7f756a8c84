"""Opening a case from a report."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from uitweg.casework.cases.actions import opening
from uitweg.channel.actions import reports
from uitweg.channel.models import Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.CASE_OPEN)
def open_case(request: MemberRequest, report_id: int) -> HttpResponse:
    """One click on the report opens a case for it, owned by this member."""
    report = get_object_or_404(Report, pk=report_id)
    conversation = reports.open_conversation(report=report, by=request.actor)
    case = opening.open_case(report=report, conversation=conversation, by=request.actor)
    return redirect("case", case.pk)
