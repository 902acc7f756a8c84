"""Count, time and set; each does nothing until this process is told to."""

import threading
from collections.abc import Iterable
from typing import Any

from uitweg.platform.metrics.names import METRICS, MetricKind

PREFIX = "uitweg_"
SECONDS = (0.005, 0.02, 0.1, 0.5, 2, 10)
_made: dict[str, Any] = {}
_switching = threading.Lock()


def switch_on(names: Iterable[str] = METRICS) -> None:
    """Make these metrics; from now on they count. Idempotent."""
    import prometheus_client

    prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
    with _switching:
        for name in names:
            if name not in _made:
                _made[name] = _make(name)


def _make(name: str) -> Any:
    """Return the metric; of several processes of one door the largest gauge counts."""
    import prometheus_client

    metric = METRICS[name]
    about = (PREFIX + name, metric.help, metric.labels)
    if metric.kind is MetricKind.COUNTER:
        return prometheus_client.Counter(*about)
    if metric.kind is MetricKind.GAUGE:
        return prometheus_client.Gauge(*about, multiprocess_mode="livemax")
    return prometheus_client.Histogram(*about, buckets=SECONDS)


def is_on() -> bool:
    return bool(_made)


def add(name: str, *labels: str, by: float = 1) -> None:
    """Add to a counter; the labels in the order of METRICS."""
    if metric := _made.get(name):
        (metric.labels(*labels) if labels else metric).inc(by)


def observe(name: str, seconds: float, *labels: str) -> None:
    """Add a time to a histogram."""
    if metric := _made.get(name):
        (metric.labels(*labels) if labels else metric).observe(seconds)


def set_to(name: str, value: float, *labels: str) -> None:
    """Set a gauge."""
    if metric := _made.get(name):
        (metric.labels(*labels) if labels else metric).set(value)
