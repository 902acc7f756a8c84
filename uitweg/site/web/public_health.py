"""/health of the public door: what a stranger may know, which is whether it takes reports.

Why it does not, only the staff door and the metrics say: somebody who floods the door would learn
from it whether that works.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from uitweg.channel.admission.actions.load import LOAD_MONITOR
from uitweg.channel.admission.rules.load import is_disk_full
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.maintenance import maintenance_in
from uitweg.site.web.health_probe import Health
from uitweg.site.web.store_state import StoreState, store_state


def closed() -> Health:
    """Return what is said when the store did not answer in time."""
    return _health(is_open=False)


def look() -> Health:
    """Return whether a report that comes now would be stored."""
    is_open = (
        not is_disk_full(LOAD_MONITOR.counts())
        and store_state("channel") is StoreState.OK
        and TeamKey.current() is not None
    )
    return _health(is_open=is_open)


def _health(*, is_open: bool) -> Health:
    is_paused = maintenance_in(settings.MAINTENANCE_FILE) is not None
    is_open = is_open and not is_paused
    return Health(is_open, {"door": "public", "open": is_open, "maintenance": is_paused})


@open_to_everyone
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Tell whether this door can receive a report; for monitoring."""
    found = look()
    response = JsonResponse(found.says, status=found.status)
    response["Cache-Control"] = "no-store"
    return response
