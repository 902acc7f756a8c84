"""One item as a file for the conference system of a region."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from uitweg.casework.partners.actions import conference_file as files
from uitweg.casework.partners.models import AgendaItem, Participant
from uitweg.casework.partners.rules.conference_file import FileLayout
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in


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
