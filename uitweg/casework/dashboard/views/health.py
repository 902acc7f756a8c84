"""Whether the staff door, the worker and the paging are up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitweg.casework.dashboard.actions.health import state_of_health
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.maintenance import maintenance_in


@open_to_everyone
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Report that this door is up, and how late the work is; for monitoring, without content."""
    is_paused = maintenance_in(settings.MAINTENANCE_FILE) is not None
    state = state_of_health(now=timezone.now())
    return JsonResponse({"door": "staff", "maintenance": is_paused, **state})
