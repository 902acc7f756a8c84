"""Asks how a door is, in a thread of its own, so that /health answers whatever the stores do."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

Headers = list[tuple[str, str]]
PATIENCE_SECONDS = 1.5
"""How long an answer waits for the stores; a monitor's own patience is seldom below five."""
FRESH_SECONDS = 1.0
"""How long an answer is given again, so that strangers cannot keep the stores busy with it."""
JSON_HEADERS = (("content-type", "application/json"), ("cache-control", "no-store"))
log = logging.getLogger("uitweg.health")


@dataclass(frozen=True)
class Health:
    """`works`: whether this door can do what it is there for; `says`: what a monitor may read."""

    works: bool
    says: Mapping[str, object]

    @property
    def status(self) -> int:
        return 200 if self.works else 503


class HealthProbe:
    """One look at a time: whoever asks meanwhile gets the same answer.

    `look` may hang with a database that hangs; then, and when it fails, the answer is `silent()`.
    """

    def __init__(
        self,
        look: Callable[[], Health],
        silent: Callable[[], Health],
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._look, self._silent, self._patience = look, silent, patience
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")
        self._lock = threading.Lock()
        self._under_way: Future[Health] | None = None
        self._began_at = float("-inf")

    async def answer(self) -> tuple[int, Headers, bytes]:
        """Return status, headers and JSON, within `patience` seconds."""
        health = await self.health()
        return health.status, [*JSON_HEADERS], json.dumps(health.says).encode()

    async def health(self) -> Health:
        look = asyncio.wrap_future(self._shared_look())
        try:
            return await asyncio.wait_for(asyncio.shield(look), self._patience)
        except TimeoutError:
            return self._silent()

    def wait(self) -> Health:
        """Return the same in a thread, which may wait."""
        try:
            return self._shared_look().result(timeout=self._patience)
        except TimeoutError:
            return self._silent()

    def _shared_look(self) -> "Future[Health]":
        with self._lock:
            look, now = self._under_way, time.monotonic()
            if look is None or (look.done() and now > self._began_at + FRESH_SECONDS):
                look = self._under_way = self._pool.submit(self._safe_look)
                self._began_at = now
            return look

    def _safe_look(self) -> Health:
        try:
            return self._look()
        except Exception as error:
            # what it says is not logged, as it may hold content
            log.error("health not known: %s", type(error).__name__)
            return self._silent()
