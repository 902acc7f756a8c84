"""Adding events and observations to the timeline."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from uitweg.casework.cases.case.views import case_page, readable_case
from uitweg.casework.cases.timeline.actions import events
from uitweg.casework.cases.timeline.forms import EventForm
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.CASE_WRITE)
def add_event(request: MemberRequest, case_id: int) -> HttpResponse:
    """Add an event or an observation, and go to it on the timeline."""
    case, form = readable_case(request, case_id), EventForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, form)
    entry = events.add_event(
        case=case,
        text=form.cleaned_data["text"],
        details=form.details,
        by=request.actor,
        form_key=form.cleaned_data["key"],
        audience=form.cleaned_data["audience"],
        group=form.cleaned_data["group"],
    )
    return redirect_to_entry(entry)


def redirect_to_entry(entry: Entry) -> HttpResponse:
    """Redirect to the new entry on the timeline: an event of last year is not at the top."""
    return redirect(f"{reverse('case', args=[entry.case_id])}#rij-{entry.pk}")
