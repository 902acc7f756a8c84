"""`python -m bench.watching`: what metrics and traces cost a door, in processor time per request.

One door, without the web server in front of it, answers a page from memory with nothing switched
on, with metrics, and with both; in turns, so that a busy machine does the same to each.
"""

import asyncio
import os
import statistics
import tempfile
import time
from types import SimpleNamespace

from tests.support.servers import gateway_server

ROUNDS, REQUESTS = 15, 2000
SCOPE = SimpleNamespace(
    proto="http", method="GET", path="/", query_string="", scheme="http", client="", headers={}
)
PROTOCOL = SimpleNamespace(response_bytes=lambda *_: None)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, gateway_server(200) as collector:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # as in a door, before the library loads
        from uitweg.platform import metrics
        from uitweg.site.server.doors import Door
        from uitweg.site.server.observing import RequestObserver
        from uitweg.site.server.traces import SpanSender
        from uitweg.site.web.published import publish

        shelf = publish({"/": "<!doctype html><title>x</title>" + "<p>Hallo</p>" * 500}, {})
        metrics.switch_on()
        sender = SpanSender("public", f"{collector.url}/v1/traces")
        observers = {
            "nothing": None,
            "metrics": RequestObserver("public"),
            "metrics and traces": RequestObserver("public", trace=sender),
        }
        doors = {
            name: Door(
                django=lambda *_: [], shelf=lambda: shelf, threads=1, tls=True, observer=observer
            )
            for name, observer in observers.items()
        }
        spent: dict[str, list[float]] = {name: [] for name in doors}
        for _ in range(ROUNDS):
            for name, door in doors.items():
                spent[name].append(asyncio.run(seconds_of(door)) / REQUESTS * 1e6)
        for name, costs in spent.items():
            print(f"{name}: {statistics.median(costs):.1f} µs a request")
        print(f"spans dropped: {sender.dropped}")


async def seconds_of(door: object) -> float:
    before = time.thread_time()
    for _ in range(REQUESTS):
        await door.__rsgi__(SCOPE, PROTOCOL)  # type: ignore[attr-defined]
    return time.thread_time() - before


if __name__ == "__main__":
    main()
