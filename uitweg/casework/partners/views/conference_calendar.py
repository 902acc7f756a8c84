"""The invitation for a participant's own calendar, behind their secret link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitweg.casework.partners.actions.conference_calendar import calendar_file
from uitweg.platform.accounts.rules import open_to_everyone


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
