"""Every metric that there may be, and what its labels are."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class MetricKind(StrEnum):
    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True)
class Metric:
    """`labels` are names; which values each may have, test_metric_labels.py says."""

    kind: MetricKind
    help: str
    labels: tuple[str, ...] = ()


COUNTER, GAUGE, HISTOGRAM = MetricKind.COUNTER, MetricKind.GAUGE, MetricKind.HISTOGRAM
METRICS: Mapping[str, Metric] = {
    "requests": Metric(COUNTER, "Requests answered", ("door", "view", "status")),
    "request_seconds": Metric(HISTOGRAM, "Time to answer a request", ("door", "view")),
    "requests_waiting": Metric(GAUGE, "Requests that wait for a thread", ("door",)),
    "open": Metric(GAUGE, "1 when the public door would take a report now"),
    "load_level": Metric(GAUGE, "0 calm, 1 busy, 2 flooded"),
    "writes_waiting": Metric(GAUGE, "Writes that wait for the next commit (SQLite)"),
    "reports_stored": Metric(COUNTER, "Reports confirmed; moves once an hour"),
    "step_seconds": Metric(HISTOGRAM, "Time that a job of the worker took", ("step",)),
    "step_failures": Metric(COUNTER, "Jobs of the worker that failed", ("step",)),
    "store_ok": Metric(GAUGE, "1 when a store can be written to", ("store",)),
    "store_connections": Metric(GAUGE, "Connections to a store (PostgreSQL)", ("store",)),
    "store_connections_most": Metric(GAUGE, "How many its server allows", ("store",)),
    "messages_waiting": Metric(GAUGE, "Messages that are due", ("channel",)),
    "message_seconds_late": Metric(GAUGE, "Since the oldest of them is due", ("channel",)),
    "messages_failed": Metric(GAUGE, "Messages given up in the last thirty days"),
    "page_message_seconds_late": Metric(GAUGE, "Since a callout's oldest message is due"),
    "page_step_seconds_late": Metric(GAUGE, "Since a callout's oldest step is due"),
    "job_seconds_late": Metric(GAUGE, "Since the oldest job of the worker is due"),
    "mail_seconds_late": Metric(GAUGE, "Since the oldest mail is due"),
    "worker_seconds_ago": Metric(GAUGE, "Since a worker completed a round"),
    "clean_audit_seconds_ago": Metric(GAUGE, "Since every open callout was found in order"),
    "audit_faults": Metric(GAUGE, "Open callouts that nobody will be called for"),
    "logbook_seconds_late": Metric(GAUGE, "Since the oldest entry waits for the logboek"),
    "backup_seconds_ago": Metric(GAUGE, "Since the newest backup"),
    "backup_ok": Metric(GAUGE, "1 when it went well"),
    "rehearsal_seconds_ago": Metric(GAUGE, "Since the last rehearsal of a restore"),
    "rehearsal_ok": Metric(GAUGE, "1 when it went well"),
    "spans_dropped": Metric(COUNTER, "Spans that the collector did not take in time", ("door",)),
}
