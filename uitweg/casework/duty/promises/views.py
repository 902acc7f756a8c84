"""The page that shows whether the team answers as it promised."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from uitweg.casework.duty.promises.actions import months_to_choose, promises_kept
from uitweg.casework.duty.promises.forms import MonthForm
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_GET
@needs(Permission.CALLOUT_READ)
def promises(request: MemberRequest) -> HttpResponse:
    """Show time to first answer by hour of day, drawn and as a table, and how fast callouts go."""
    months = list(months_to_choose(request.actor.now))
    month = MonthForm(request.GET).chosen(months)
    context = {
        "shown": promises_kept(by=request.actor, month=month),
        "months": months,
        "month": month,
        "now": request.actor.now,
    }
    return render(request, "promises/promises.html", context)
