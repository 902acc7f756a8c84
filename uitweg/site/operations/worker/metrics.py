"""What the worker tells Prometheus of all of Uitweg: how late things are, how the stores are."""

import math

from django.db import connections
from django.utils import timezone

from uitweg.platform import metrics
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules import Channel
from uitweg.site.server.door_metrics import COUNTED, OF_PUBLIC_DOOR
from uitweg.site.server.metrics_page import serve_worker_metrics
from uitweg.site.web import staff_health
from uitweg.site.web.health_limits import MUST_BE_KNOWN
from uitweg.site.web.health_probe import Health, HealthProbe
from uitweg.site.web.store_state import StoreState

STORES = {"channel": "channel", "default": "staff"}
CONNECTIONS = """
SELECT numbackends, current_setting('max_connections')::int
FROM pg_stat_database WHERE datname = current_database()
"""
OTHER_NAMES = {"failed_messages": "messages_failed"}


def serve(*, first_port: int) -> None:
    """Count from now on, and serve it on this machine; looked up when somebody asks."""
    metrics.switch_on(name for name in metrics.METRICS if name not in (*COUNTED, *OF_PUBLIC_DOOR))
    probe = HealthProbe(_look, staff_health.silent)
    serve_worker_metrics(lambda: set_gauges(probe.wait()), first_port=first_port)


def _look() -> Health:
    """Return the health of the staff door; the rest is set here, in its thread."""
    health = staff_health.look()
    if health.works:
        _set_messages()
        _set_connections()
    return health


def set_gauges(health: Health) -> None:
    """Set a gauge for each number in /health: +Inf for what should have been and never was.

    What cannot be known while the stores do not work is NaN, which no alert takes for a number.
    """
    for store in STORES.values():
        metrics.set_to("store_ok", health.says[f"{store}_store"] == StoreState.OK, store)
    for name, value in health.says.items():
        metric = OTHER_NAMES.get(name, name)
        if metric in metrics.METRICS and not metrics.METRICS[metric].labels:
            metrics.set_to(metric, _number(name, value, is_known=health.works))


def _number(name: str, value: object, *, is_known: bool) -> float:
    if isinstance(value, int):  # also true and false
        return float(value)
    return math.inf if is_known and name in MUST_BE_KNOWN else math.nan


def _set_messages() -> None:
    now = timezone.now()
    due = outbox.due_by_channel(now=now)
    for channel in Channel:
        count, oldest = due.get(channel, (0, now))
        metrics.set_to("messages_waiting", count, channel)
        metrics.set_to("message_seconds_late", (now - oldest).total_seconds(), channel)


def _set_connections() -> None:
    for alias, store in STORES.items():
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute(CONNECTIONS)
                in_use, most = cursor.fetchone()
            metrics.set_to("store_connections", in_use, store)
            metrics.set_to("store_connections_most", most, store)
