"""Sends a span for each request to a collector of the city: view, status, time, queries.

No path, no address, no text of a query. A collector that is slow or dead slows nobody: what does
not fit in the queue is dropped, and counted.
"""

import logging
import queue
import threading
import time
import urllib.request
from typing import TYPE_CHECKING, NamedTuple

from uitweg.platform import metrics
from uitweg.platform.metrics.hourly import HOUR_SECONDS, HourlyCounts
from uitweg.platform.sealing import tokens
from uitweg.site.server.observing import CHANNEL, AnsweredRequest

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

MOST_WAITING, MOST_AT_ONCE = 1000, 200
TIMEOUT_SECONDS, REST_SECONDS = 5, 2
SECOND_NS = 10**9
log = logging.getLogger("uitweg.traces")


class FinishedRequest(NamedTuple):
    """`began_ns` since 1970; of the anonymous channel it is the hour."""

    view: str
    status: int
    seconds: float
    queries: int
    began_ns: int


class _StayAtTheAddress(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class SpanSender:
    """A bounded queue, and one thread that sends what is in it."""

    def __init__(self, door: str, url: str) -> None:
        self._door, self._url = door, url
        self._waiting: queue.Queue[FinishedRequest] = queue.Queue(maxsize=MOST_WAITING)
        self._later = HourlyCounts(is_wanted=lambda: True)
        self.dropped = 0
        threading.Thread(target=self._keep_sending, name="traces", daemon=True).start()

    def __call__(self, answered: AnsweredRequest, status: int, seconds: float) -> None:
        """Take a request that ended now; returns at once."""
        began_ns = time.time_ns() - round(seconds * SECOND_NS)
        if answered.view == CHANNEL:
            began_ns -= began_ns % (HOUR_SECONDS * SECOND_NS)
        done = FinishedRequest(answered.view, status, seconds, answered.queries, began_ns)
        if answered.view == CHANNEL:
            self._later.hold(lambda: self._put(done))
        else:
            self._put(done)

    def _put(self, done: FinishedRequest) -> None:
        try:
            self._waiting.put_nowait(done)
        except queue.Full:
            self._drop(1)

    def _drop(self, count: int) -> None:
        self.dropped += count
        metrics.add("spans_dropped", self._door, by=count)

    def _keep_sending(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < MOST_AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get())
            try:
                self._send(batch)
            except Exception as error:
                self._drop(len(batch))
                log.warning("spans not sent: %s", type(error).__name__)
                time.sleep(REST_SECONDS)
            self._later.let_out()

    def _send(self, batch: list[FinishedRequest]) -> None:
        from opentelemetry.exporter.otlp.json.common.trace_encoder import encode_spans

        request = urllib.request.Request(  # noqa: S310  the settings allow only https or this machine
            self._url,
            data=encode_spans([_span(self._door, done) for done in batch]).to_json().encode(),
            headers={"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(_StayAtTheAddress)
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            response.read(65_536)


def _span(door: str, done: FinishedRequest) -> "ReadableSpan":
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, SpanKind, TraceFlags

    return ReadableSpan(
        name=done.view,
        context=SpanContext(
            trace_id=int.from_bytes(tokens.new_token(16)),
            span_id=int.from_bytes(tokens.new_token(8)),
            is_remote=False,
            trace_flags=TraceFlags(TraceFlags.SAMPLED),
        ),
        kind=SpanKind.SERVER,
        resource=Resource({"service.name": f"uitweg-{door}"}),
        attributes={
            "http.response.status_code": done.status,
            "uitweg.milliseconds": round(done.seconds * 1000, 1),
            "uitweg.sql_count": done.queries,
        },
        start_time=done.began_ns,
        end_time=done.began_ns + round(done.seconds * SECOND_NS),
    )
