"""Whether the staff door and the worker are up."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.jobs.actions import last_heartbeat


@open_to_everyone
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say whether this door and the worker are alive; nobody's content."""
    pulse = last_heartbeat()
    age = (timezone.now() - pulse).total_seconds() if pulse else None
    return JsonResponse({"door": "staff", "tick_seconds_ago": None if age is None else round(age)})
