"""The audit of open callouts, and the heartbeat that tells somebody else's monitor it was clean.

The audit asks whether every open callout was going to be called again. The monitor is who watches
when the whole machine is gone.
"""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from uitweg.platform.jobs.actions.attempt import Attempt
from uitweg.platform.jobs.actions.handing_over import send_request
from uitweg.platform.jobs.models import AuditState
from uitweg.platform.jobs.rules.gateways import GatewayRequest
from uitweg.platform.jobs.rules.job import JobLoop, job

THE_ONLY_ROW = 1
CLEAN_WITHIN = timedelta(seconds=60)


def record_audit(*, clean: bool, faults: int, now: datetime) -> None:
    """Record how the audit ended. A clean one has no faults."""
    known = {"audited_at": now, "faults": faults} | ({"clean_at": now} if clean else {})
    AuditState.objects.update_or_create(pk=THE_ONLY_ROW, defaults=known)


def last_audit() -> AuditState | None:
    """Return the last audit, or None when there was none yet."""
    return AuditState.objects.filter(pk=THE_ONLY_ROW).first()


def is_clean(*, within: timedelta, now: datetime) -> bool:
    """Return whether the last audit was clean, and not longer ago; one in the future is not."""
    audit = last_audit()
    if audit is None or audit.clean_at is None or audit.clean_at != audit.audited_at:
        return False
    return timedelta() <= now - audit.clean_at <= within


@job("outside-heartbeat", every=timedelta(minutes=1), loop=JobLoop.OUTSIDE)
def ping(*, now: datetime) -> bool:
    """Tell the monitor that callouts work, if the last audit says so; return whether it was told.

    Nothing is sent but the request itself. Silence is the alarm, so a failed ping raises what
    happened and is tried again.
    """
    if not settings.HEARTBEAT_URL or not is_clean(within=CLEAN_WITHIN, now=now):
        return False
    request = GatewayRequest("GET", settings.HEARTBEAT_URL, {}, b"")
    Attempt().run(partial(send_request, request, lambda status: 200 <= status <= 299))
    return True
