"""Whether the staff door and the worker are up."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.jobs.actions.timers import last_heartbeat


@open_to_everyone
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Report that this door is up, and how long ago the worker last ran; for monitoring."""
    heartbeat = last_heartbeat()
    age = (timezone.now() - heartbeat).total_seconds() if heartbeat else None
    return JsonResponse(
        {"door": "staff", "worker_seconds_ago": None if age is None else round(age)}
    )
