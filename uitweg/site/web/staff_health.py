"""/health of the staff door: whether it can work, and how late everything behind it is."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitweg.casework.dashboard.menu.actions import NOT_KNOWN, state_of_health
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.maintenance import maintenance_in
from uitweg.site.web.backup_age import backup_state
from uitweg.site.web.health_limits import needs_attention
from uitweg.site.web.health_probe import Health
from uitweg.site.web.store_state import StoreState, store_state
from uitweg.version import VERSION


def silent() -> Health:
    """Return what is said when the stores did not answer in time."""
    return _health(channel=StoreState.SILENT, staff=StoreState.SILENT, now=timezone.now())


def look() -> Health:
    """Return how both stores, the worker, messages, the audit log and the backup are.

    Only stores and maintenance decide whether the door works: a worker that stopped must call a
    person, and is no reason to send nobody to this door any more.
    """
    return _health(channel=store_state("channel"), staff=store_state("default"), now=timezone.now())


def _health(*, channel: StoreState, staff: StoreState, now: datetime) -> Health:
    is_paused = maintenance_in(settings.MAINTENANCE_FILE) is not None
    stores_work = channel is staff is StoreState.OK
    works = stores_work and not is_paused
    told: dict[str, object] = {
        "door": "staff",
        "version": VERSION,
        "works": works,
        "maintenance": is_paused,
        "channel_store": channel,
        "staff_store": staff,
        "team_key": TeamKey.current() is not None if channel is StoreState.OK else None,
        **(state_of_health(now=now) if stores_work else NOT_KNOWN),
        **backup_state(settings.DATA, now=now),
    }
    return Health(works, {**told, "attention": needs_attention(told)})


@open_to_everyone
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Report how this door is, and how late the work is; for monitoring, without content."""
    found = look()
    response = JsonResponse(found.says, status=found.status)
    response["Cache-Control"] = "no-store"
    return response
