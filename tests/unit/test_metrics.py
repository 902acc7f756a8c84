"""Counts of the channel tell no moment, and a collector that hangs costs nothing."""

import json
import time

import pytest

from tests.support.servers import gateway_server, say_nothing
from uitweg.platform import metrics
from uitweg.platform.metrics import counting, hourly
from uitweg.platform.metrics.hourly import HOUR_SECONDS, HourlyCounts
from uitweg.site.server import traces
from uitweg.site.server.observing import CHANNEL, AnsweredRequest, RequestObserver
from uitweg.site.server.traces import SpanSender


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_what_the_channel_counts_comes_out_when_the_hour_is_over() -> None:
    clock, counted = Clock(), list[str]()
    held = HourlyCounts(is_wanted=lambda: True, clock=clock)
    held.hold(lambda: counted.append("report"))
    clock.now = HOUR_SECONDS - 1
    held.let_out()
    before = list(counted)
    clock.now = HOUR_SECONDS
    held.let_out()
    held.let_out()

    assert (before, counted) == ([], ["report"])


def test_a_flood_is_let_out_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hourly, "MOST_HELD", 3)
    counted = list[int]()
    held = HourlyCounts(is_wanted=lambda: True, clock=Clock())
    for n in range(7):
        held.hold(lambda n=n: counted.append(n))  # type: ignore[misc]

    assert counted == [0, 1, 2, 3, 4, 5]


def test_nothing_is_kept_while_nobody_counts() -> None:
    held = HourlyCounts(is_wanted=lambda: False)
    held.hold(lambda: None)
    metrics.add("requests", "public", "published", "2xx")

    assert held._held == []


def test_a_request_of_the_channel_waits_for_its_hour_and_a_failure_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted, held = list[tuple[object, ...]](), list[object]()
    monkeypatch.setattr(metrics, "add", lambda *labels: counted.append(labels))
    monkeypatch.setattr(counting, "is_on", lambda: True)
    monkeypatch.setattr(metrics.HOURLY, "hold", held.append)
    observer = RequestObserver("public")
    for view, status in ((CHANNEL, 200), (CHANNEL, 500), ("published", 200)):
        observer.note(AnsweredRequest(view), status, time.perf_counter())

    assert counted == [
        ("requests", "public", CHANNEL, "5xx"),
        ("requests", "public", "published", "2xx"),
    ]
    assert len(held) == 1


def test_a_span_says_view_status_time_and_queries_and_of_the_channel_only_the_hour() -> None:
    with gateway_server(200) as collector:
        sender = SpanSender("public", f"{collector.url}/v1/traces")
        sender._later = HourlyCounts(is_wanted=lambda: False)
        sender._later.hold = lambda count: count()  # type: ignore[method-assign]
        sender(AnsweredRequest("now", queries=7), 200, 0.25)
        sender(AnsweredRequest(CHANNEL, queries=3), 200, 0.25)
        until(lambda: sum(len(spans_of(got.body)) for got in collector.got) == 2)
        spans = [span for got in collector.got for span in spans_of(got.body)]

    assert [span["name"] for span in spans] == ["now", CHANNEL]
    assert sorted(values(spans[0])) == [
        ("http.response.status_code", "200"),
        ("uitweg.milliseconds", "250.0"),
        ("uitweg.sql_count", "7"),
    ]
    assert int(spans[1]["startTimeUnixNano"]) % (HOUR_SECONDS * 10**9) == 0


def test_a_collector_that_never_answers_slows_nobody_and_fills_no_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(traces, "TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr(traces, "REST_SECONDS", 0)
    with gateway_server(say_nothing) as collector:
        sender = SpanSender("staff", f"{collector.url}/v1/traces")
        for _ in range(5000):
            sender(AnsweredRequest("now"), 200, 0.001)

        assert sender._waiting.qsize() <= traces.MOST_WAITING
        assert sender.dropped >= 5000 - traces.MOST_WAITING - traces.MOST_AT_ONCE
        until(lambda: sender.dropped == 5000)


def spans_of(body: str) -> list[dict[str, object]]:
    (resource,) = json.loads(body)["resourceSpans"]
    (scope,) = resource["scopeSpans"]
    found: list[dict[str, object]] = scope["spans"]
    return found


def values(span: dict[str, object]) -> list[tuple[str, str]]:
    listed: list[dict[str, object]] = span["attributes"]  # type: ignore[assignment]
    return [(str(one["key"]), str(*one["value"].values())) for one in listed]  # type: ignore[attr-defined]


def until(holds) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
