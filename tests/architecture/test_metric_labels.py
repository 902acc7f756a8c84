"""Metrics: each label and value is listed, and what watches them names only what there is."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.metric_labels import allowed_values
from uitweg.platform.metrics import METRICS
from uitweg.platform.metrics.counting import PREFIX
from uitweg.platform.metrics.names import MetricKind
from uitweg.site.web.health_limits import MOST

ROOT = Path(__file__).resolve().parents[2]
MONITORING = ROOT / "deploy/monitoring"
RUNBOOK = ROOT / "docs/monitoring.md"
NAME = re.compile(rf"\b{PREFIX}[a-z_]+")
SERIES = {MetricKind.COUNTER: ["_total"], MetricKind.GAUGE: [""]}
SERIES[MetricKind.HISTOGRAM] = ["", "_bucket", "_sum", "_count"]


def exported() -> set[str]:
    return {
        f"{PREFIX}{name}{ending}"
        for name, metric in METRICS.items()
        for ending in SERIES[metric.kind]
    }


def alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((MONITORING / "alerts.yaml").read_text())["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def test_every_label_has_a_list_of_what_it_may_say() -> None:
    assert {label for metric in METRICS.values() for label in metric.labels} == set(
        allowed_values()
    )


def test_no_word_of_the_lists_could_be_a_path_or_somebodys() -> None:
    words = {word for values in allowed_values().values() for word in values}

    assert [word for word in words if not re.fullmatch(r"[a-z0-9-]{1,60}", word)] == []


@pytest.mark.parametrize("paper", ["alerts.yaml", "alerts.test.yaml", "dashboard.json"])
def test_what_watches_names_only_metrics_that_there_are(paper: str) -> None:
    named = set(NAME.findall((MONITORING / paper).read_text()))

    assert named
    assert named - exported() == set()


def test_the_runbook_names_every_metric_and_no_other() -> None:
    named = set(NAME.findall(RUNBOOK.read_text("utf-8")))
    families = {f"{PREFIX}{name}{SERIES[metric.kind][0]}" for name, metric in METRICS.items()}

    assert named == families


def test_the_dashboard_shows_every_metric() -> None:
    shown = " ".join(NAME.findall((MONITORING / "dashboard.json").read_text()))

    assert [name for name in METRICS if f"{PREFIX}{name}" not in shown] == []


def test_every_alert_has_its_line_in_the_runbook() -> None:
    rows = re.findall(
        r"^\| `(Uitweg\w+)` \| [^|]{20,} \| [^|]{20,} \|$", RUNBOOK.read_text("utf-8"), re.M
    )

    assert rows == [rule["alert"] for rule in alerts()]


def test_an_alert_goes_off_where_health_asks_for_attention() -> None:
    said = " ".join(rule["expr"] for rule in alerts())

    assert [name for name, most in MOST.items() if f"{PREFIX}{name} > {most}" not in said] == []


def test_the_dashboard_is_one_that_grafana_reads() -> None:
    board = json.loads((MONITORING / "dashboard.json").read_text())

    assert {"title", "panels", "schemaVersion", "templating"} <= set(board)
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
