"""The senders of one lane of messages: threads of the worker, each with a connection of its own."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from django.db import connections
from django.utils import timezone

from uitweg.platform.jobs.actions import delivery
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Lane
from uitweg.platform.store.outage import OUTAGE

log = logging.getLogger("uitweg.worker")

SENDERS = {Lane.PAGE: 4, Lane.MAIL: 2}
"""How many messages of a lane leave at the same time: one slow gateway holds one sender."""
LOOK_EVERY_SECONDS = 2
"""Callouts are looked for more often: after each round of the loop that queues them."""
REST_AFTER_FAULT_SECONDS = 5


class LaneSenders:
    """Some threads, of which one looks for the next message while the others send or wait.

    So an idle lane costs one look at a time, and a message that is claimed is under way at once.
    """

    def __init__(
        self, lane: Lane, stopping: threading.Event, is_paused: Callable[[], bool]
    ) -> None:
        self.threads = [
            threading.Thread(target=self._send, daemon=True, name=f"{lane} {n}")
            for n in range(SENDERS[lane])
        ]
        self._lane, self._stopping, self._is_paused = lane, stopping, is_paused
        self._looking = threading.Lock()
        self.wake = threading.Event()
        """Set it when something may have been queued, or when it is time to stop."""

    def _send(self) -> None:
        while not self._stopping.is_set():
            try:
                if message := self._next():
                    delivery.deliver(message, now=timezone.now())
                OUTAGE.over()
            except Exception as error:
                # what was claimed is taken over by whoever comes later
                if not OUTAGE.is_one(error):
                    log.error("%s lane failed: %s", self._lane, type(error).__name__)
                with suppress(Exception):
                    connections.close_all()
                self._stopping.wait(REST_AFTER_FAULT_SECONDS)
        connections.close_all()

    def _next(self) -> OutgoingMessage | None:
        """Return the next message that is due, claimed; None when it is time to stop."""
        with self._looking:
            while not self._stopping.is_set():
                if self._is_paused():
                    connections.close_all()
                elif message := delivery.claim_message(self._lane, now=timezone.now()):
                    return message
                self.wake.wait(LOOK_EVERY_SECONDS)
                self.wake.clear()
        return None
