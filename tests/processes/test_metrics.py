"""What leaves by metrics, traces and log of a running installation: nothing that anybody sent."""

import json
import re
import shutil
import subprocess
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.doors import ask, report_without_javascript
from tests.support.installation import PARTS, ROOT, Installation, free_port
from tests.support.metric_labels import allowed_values
from tests.support.processes import launch
from tests.support.servers import GatewayServer, gateway_server
from uitweg.platform.metrics.counting import PREFIX

MARKER = "zeldzaamwoord"
FORM = {"content-type": "application/x-www-form-urlencoded"}
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def collector() -> Iterator[GatewayServer]:
    with gateway_server(200) as collector:
        yield collector


@pytest.fixture(scope="module")
def watched(
    tmp_path_factory: pytest.TempPathFactory, collector: GatewayServer
) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("watched") / "data"
    more = {
        "UITWEG_METRICS_PORT": str(three_free_ports()),
        "UITWEG_TRACES_URL": f"{collector.url}/v1/traces",
        "UITWEG_WATCH": "no",
    }
    city = Installation(folder, more).make()
    for part in PARTS:
        launch(city, part)
    for door in ("public", "staff"):
        city.wait_for(door, seconds=PATIENCE_SECONDS)
    send_markers(city)
    yield city
    city.stop()


def three_free_ports() -> int:
    while True:
        first = free_port()
        if first < 60_000 and first % 2:
            return first


def send_markers(city: Installation) -> None:
    """Put a marker wherever somebody can put one: path, query, header, body, and a report."""
    header = {"user-agent": f"{MARKER}/1", "x-forwarded-for": MARKER, "cookie": f"x={MARKER}"}
    for base in (city.public, city.staff):
        ask(f"{base}/{MARKER}/?{MARKER}={MARKER}", **header)
        ask(f"{base}/inloggen/", method="POST", body=f"login={MARKER}".encode(), **FORM)
        ask(f"{base}/schrijven/verzegeld/", method="POST", body=json.dumps({"a": MARKER}).encode())
        ask(f"{base}/werk/melding/1/?{MARKER}")
    report_without_javascript(city, f"Mijn {MARKER} broer moet iets wegbrengen.")
    for path in ("/", "/schrijven/", "/voor-jou/"):
        ask(city.public + path, **header)
    ask(
        city.public + "/postvak/openen/",
        method="POST",
        body=urllib.parse.urlencode({"words": MARKER}).encode(),
        **FORM,
    )


def page_of(city: Installation, place: int) -> str:
    port = int(city.more["UITWEG_METRICS_PORT"]) + place
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask(f"http://127.0.0.1:{port}/metrics").read().decode()
        except OSError:
            assert time.monotonic() < deadline, city.log.read_text()
            time.sleep(0.1)


def test_no_marker_is_in_a_metric_a_span_or_the_log(watched, collector) -> None:  # type: ignore[no-untyped-def]
    pages = [page_of(watched, place) for place in range(3)]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "report" not in str(collector.got) and "none" not in str(collector.got):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    left = "".join([*pages, *(got.body for got in collector.got), watched.log.read_text()])

    assert all(PREFIX in page for page in pages)
    assert MARKER not in left
    assert not re.search(
        r"127\.0\.0\.1|/werk/|/schrijven", "".join(got.body for got in collector.got)
    )


def test_every_label_has_a_value_of_the_list(watched: Installation) -> None:
    allowed, seen = allowed_values(), set[str]()
    for place in range(3):
        for family in text_string_to_metric_families(page_of(watched, place)):
            for sample in family.samples if family.name.startswith(PREFIX) else ():
                seen |= {sample.name}
                for label, value in sample.labels.items():
                    assert label in {"le", "pid"} or value in allowed[label], sample

    assert {"uitweg_requests_total", "uitweg_step_seconds_count", "uitweg_store_ok"} <= seen


def test_a_report_moves_no_number_within_the_hour(watched: Installation) -> None:
    if time.time() % 3600 > 3500:
        pytest.skip("the hour is nearly over")
    public = page_of(watched, 0)

    assert not re.search(
        r'view="channel",?.*status="[234]xx"|status="[234]xx",view="channel"', public
    )
    assert "uitweg_reports_stored_total 1" not in public
    assert 'view="published"' in public


def test_the_doors_themselves_have_no_such_page(watched: Installation) -> None:
    assert [ask(base + "/metrics").status for base in (watched.public, watched.staff)] == [404, 404]


def test_a_port_that_is_taken_is_a_sentence_and_exit_code_2(
    watched: Installation, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "data", watched.more).make()
    done = other.run("serve", "--door", "public")

    assert done.returncode == 2
    assert "UITWEG_METRICS_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_alerts_do_what_they_are_for() -> None:
    promtool = shutil.which("promtool")
    if not promtool:
        pytest.skip("promtool is missing. Type: apt install prometheus")
    folder = ROOT / "deploy/monitoring"
    for line in (["check", "rules", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"]):
        done = subprocess.run(
            [promtool, *line], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
