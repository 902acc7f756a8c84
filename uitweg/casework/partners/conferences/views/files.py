"""Files of a conference: the invitation for a calendar, and the record of an item."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from uitweg.casework.partners.conferences.actions import case_file as files
from uitweg.casework.partners.conferences.actions.calendar import calendar_file
from uitweg.casework.partners.conferences.models import AgendaItem, Participant
from uitweg.casework.partners.conferences.rules.texts import FileLayout
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, open_to_everyone
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in


@require_safe
@open_to_everyone
def conference_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the calendar file of who has this secret; any other is not found."""
    file = calendar_file(secret, now=timezone.now())
    if file is None:
        raise Http404
    response = HttpResponse(
        file.content, content_type=f"text/calendar; charset=utf-8; method={file.method}"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@needs(Permission.CONFERENCE_SEND)
def conference_file(request: MemberRequest, conference_id: int, item_id: int) -> HttpResponse:
    """Give the file; that it leaves is recorded before."""
    rows = AgendaItem.objects.select_related("conference__chair", "case__coordinator")
    item = get_object_or_404(rows, pk=item_id, conference=conference_id)
    at_this_item = Participant.objects.filter(conference=conference_id, own_items__item=item)
    number = row_number_in(request.POST.get("participant", "")) or 0
    seated = at_this_item.filter(ended_at=None).select_related("organisation")
    participant = get_object_or_404(seated, pk=number)
    is_json = request.POST.get("layout") == FileLayout.JSON
    layout = FileLayout.JSON if is_json else FileLayout.TEXT
    file = files.disclose(item=item, participant=participant, layout=layout, by=request.actor)
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "no-store"
    return response
