"""The heartbeat to somebody else's monitor: who watches when the whole machine is gone."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from uitweg.platform.jobs.actions.attempt import Attempt
from uitweg.platform.jobs.actions.audit_state import is_clean
from uitweg.platform.jobs.actions.handing_over import send_request
from uitweg.platform.jobs.rules.gateways import GatewayRequest

CLEAN_WITHIN = timedelta(seconds=60)


def ping(*, now: datetime) -> bool:
    """Tell the monitor that paging works, if the last audit says so; return whether it was told.

    Nothing is sent but the request itself. Silence is the alarm, so a failed ping raises what
    happened and is tried again.
    """
    if not settings.HEARTBEAT_URL or not is_clean(within=CLEAN_WITHIN, now=now):
        return False
    request = GatewayRequest("GET", settings.HEARTBEAT_URL, {}, b"")
    Attempt().run(partial(send_request, request, lambda status: 200 <= status <= 299))
    return True
