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

GAUGE_SECONDS = 5
COUNTED = ("requests", "request_seconds", "requests_waiting")
OF_PUBLIC_DOOR = ("open", "load_level", "writes_waiting", "reports_stored")
log = logging.getLogger("uitweg.doors")


def observer_of(door: str) -> RequestObserver | None:
    """Return what counts the requests of this door; None where nobody asked for it."""
    counts = bool(settings.METRICS_PORT and os.environ.get(FOLDER_VARIABLE))
    if counts:
        metrics.switch_on((*COUNTED, *(OF_PUBLIC_DOOR if door == "public" else ())))
    return RequestObserver(door) if counts else None


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
    from uitweg.channel.actions.inbox import GROUP_WRITER
    from uitweg.channel.actions.load import LOAD_MONITOR

    metrics.set_to("load_level", LOAD_MONITOR.level(LOAD_MONITOR.counts()))
    metrics.set_to("writes_waiting", GROUP_WRITER.waiting)
    if door.health:
        metrics.set_to("open", door.health.wait().works)
