"""What a door counts beside its requests: how many wait, and how busy the channel is."""

import logging
import os
import threading
import time

from django.conf import settings

from uitweg.platform import metrics
from uitweg.site.server.doors import Door
from uitweg.site.server.metrics_page import FOLDER_VARIABLE
from uitweg.site.server.observing import RequestObserver
from uitweg.site.server.traces import SpanSender

GAUGE_SECONDS = 5
COUNTED = ("requests", "request_seconds", "requests_waiting", "spans_dropped")
OF_PUBLIC_DOOR = ("open", "load_level", "writes_waiting", "reports_stored")
log = logging.getLogger("uitweg.doors")


def observer_of(door: str) -> RequestObserver | None:
    """Return what counts and traces the requests of this door; None where nobody asked for it."""
    is_counting = bool(settings.METRICS_PORT and os.environ.get(FOLDER_VARIABLE))
    if is_counting:
        metrics.switch_on((*COUNTED, *(OF_PUBLIC_DOOR if door == "public" else ())))
    trace = SpanSender(door, settings.TRACES_URL) if settings.TRACES_URL else None
    return RequestObserver(door, trace=trace) if is_counting or trace else None


def keep_gauges(name: str, door: Door) -> None:
    """Set the gauges of this door each five seconds, for as long as it lives."""
    if metrics.is_on():
        threading.Thread(target=_keep, args=(name, door), name="gauges", daemon=True).start()


def _keep(name: str, door: Door) -> None:
    while True:
        try:
            metrics.HOURLY.let_out()
            metrics.set_to("requests_waiting", door.waiting, name)
            if name == "public":
                _set_public_gauges(door)
        except Exception as error:
            log.warning("gauges not set: %s", type(error).__name__)
        time.sleep(GAUGE_SECONDS)


def _set_public_gauges(door: Door) -> None:
    from uitweg.channel.admission.actions.load import LOAD_MONITOR
    from uitweg.channel.inbox.actions.inbox import GROUP_WRITER

    metrics.set_to("load_level", LOAD_MONITOR.level(LOAD_MONITOR.counts()))
    metrics.set_to("writes_waiting", GROUP_WRITER.waiting)
    if door.health:
        metrics.set_to("open", door.health.wait().works)
