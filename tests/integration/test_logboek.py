"""Each act on a case goes to the city's logbook: once, in its words, and with no one's name."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.utils import timezone

from uitweg.casework.cases.case.rules.acts import READ_CASE, WRITE_IN_CASE
from uitweg.casework.cases.consents.actions.disclosures import DISCLOSE_CASE
from uitweg.casework.dashboard.worklist.actions import READ_WORKLIST
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.actions import audit_log, logboek
from uitweg.platform.audit.models import AuditEntry, AuditReader
from uitweg.platform.audit.rules import LogboekAddress
from uitweg.site.operations.worker import loop, run

REGISTER = "https://city.example/verwerkingen/uitweg"


class Answering:
    """A logbook that says what it is told to say, and remembers what it was told."""

    def __init__(self) -> None:
        self.status, self.body, self.spans = 200, b"{}", list[dict[str, Any]]()
        heard = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                for each in told["resourceSpans"]:
                    heard.spans += [span for scope in each["scopeSpans"] for span in scope["spans"]]
                self.send_response(heard.status)
                if heard.status == 302:
                    self.send_header("Location", "/inloggen/")
                self.send_header("Content-Length", str(len(heard.body)))
                self.end_headers()
                self.wfile.write(heard.body)

            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/traces"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def city(settings: Any, db_both: None) -> Iterator[Answering]:
    one = Answering()
    settings.LOGBOOK = LogboekAddress(one.url, REGISTER)
    yield one
    one.server.shutdown()
    one.server.server_close()


def attributes(span: dict[str, Any]) -> dict[str, str]:
    return {each["key"]: each["value"]["stringValue"] for each in span["attributes"]}


def test_reading_a_case_is_a_span_in_the_names_of_the_standard(
    city: Answering, fatima: Member
) -> None:
    entry = audit_log.record(fatima, READ_CASE, "case:12", reason="safety")
    audit_log.record(fatima, READ_WORKLIST, "worklist")

    assert logboek.send_to_logboek(now=timezone.now()) == 1
    (span,) = city.spans
    assert span["name"] == "case:read"
    assert attributes(span) == {
        "dpl.core.processing_activity_id": f"{REGISTER}/casusbegeleiding",
        "dpl.core.data_subject_id": logboek.subject_pseudonym("case:12"),
        "dpl.core.data_subject_id_type": f"{REGISTER}/casus",
    }
    assert span["traceId"] == bytes(entry.entry_hash)[:16].hex()
    assert span["spanId"] == bytes(entry.entry_hash)[16:24].hex()
    assert span["startTimeUnixNano"] == span["endTimeUnixNano"]
    assert int(span["startTimeUnixNano"]) // 1000 == round(entry.at.timestamp() * 1_000_000)
    assert logboek.send_to_logboek(now=timezone.now()) == 0


def test_one_act_on_two_youngsters_is_two_spans(city: Answering, fatima: Member) -> None:
    audit_log.record_all(fatima, DISCLOSE_CASE, ["case:1", "case:2"], reason="export")
    logboek.send_to_logboek(now=timezone.now())

    assert [attributes(s)["dpl.core.processing_activity_id"] for s in city.spans] == [
        f"{REGISTER}/verstrekken"
    ] * 2
    assert len({attributes(span)["dpl.core.data_subject_id"] for span in city.spans}) == 2
    assert len({span["spanId"] for span in city.spans}) == 2


def test_no_member_no_number_and_no_reason_leaves(city: Answering, fatima: Member) -> None:
    audit_log.record(fatima, WRITE_IN_CASE, "case:4711", reason="judgement")
    logboek.send_to_logboek(now=timezone.now())

    said = json.dumps(city.spans)
    assert len(city.spans) == 1
    assert not re.search(r"Fatima|fatima|4711|judgement", said)


NO = {
    "a logbook that is full": (503, b"{}"),
    "a page to log in on": (302, b""),
    "some that it did not take": (200, b'{"partialSuccess": {"rejectedSpans": "1"}}'),
    "no JSON": (200, b"<html>"),
    "another shape": (200, b"[1]"),
}


@pytest.mark.parametrize("name", NO)
def test_what_is_not_confirmed_is_offered_again_as_the_same_span(
    city: Answering, fatima: Member, name: str
) -> None:
    audit_log.record(fatima, READ_CASE, "case:1")
    city.status, city.body = NO[name]
    with pytest.raises(logboek.LogboekNotConfirmed):
        logboek.send_to_logboek(now=timezone.now())
    city.status, city.body = 200, b"{}"

    assert logboek.send_to_logboek(now=timezone.now()) == 1
    assert city.spans[0] == city.spans[-1]


def test_a_logbook_that_is_away_stops_no_other_step_of_the_tick(
    city: Answering, fatima: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.server.shutdown()
    city.server.server_close()
    audit_log.record(fatima, READ_CASE, "case:1")
    # the worker closes its connections after a fault; here they hold this test's transaction
    monkeypatch.setattr(loop.connections, "all", lambda **_: [])
    run.run(rounds=1)

    assert timezone.now() - tick_pulse() < timedelta(seconds=30)
    assert AuditReader.objects.get().last_id == 0


def tick_pulse() -> Any:
    from uitweg.platform.jobs.actions.timers import last_heartbeat

    return last_heartbeat() or timezone.now() - timedelta(seconds=999)


@pytest.mark.postgres
def test_more_than_fits_a_turn_goes_in_turns_and_in_order(
    city: Answering, fatima: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    logboek.send_to_logboek(now=timezone.now())  # what founding the team left in the audit log
    monkeypatch.setattr(logboek, "ENTRIES_PER_TURN", 2)
    audit_log.record_all(fatima, READ_CASE, [f"case:{n}" for n in range(5)])

    assert [logboek.send_to_logboek(now=timezone.now()) for _ in range(4)] == [2, 2, 1, 0]
    entries = AuditEntry.objects.filter(act="case:read").order_by("id")
    hashes = [bytes(entry.entry_hash)[16:24].hex() for entry in entries]
    assert [span["spanId"] for span in city.spans] == hashes


def test_unless_it_is_configured_nothing_leaves_and_nothing_is_loaded(
    settings: Any, db_both: None, fatima: Member
) -> None:
    settings.LOGBOOK = None
    audit_log.record(fatima, READ_CASE, "case:1")

    assert logboek.send_to_logboek(now=timezone.now()) == 0
    assert not AuditReader.objects.exists()
    line = "import uitweg.platform.audit.actions.logboek, sys; sys.exit('opentelemetry' in sys.modules)"
    ready = "import django; django.setup(); "
    assert subprocess.run([sys.executable, "-c", ready + line], check=False).returncode == 0


def test_the_pseudonym_hangs_on_the_secret_and_the_command_line_says_it(
    settings: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from uitweg.site.config import secret_files
    from uitweg.site.operations import cli

    monkeypatch.setattr(secret_files, "secret_problem", lambda: "another secret")
    assert cli.main(["logbook-name", "U-0012"]) == 2
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(secret_files, "secret_problem", lambda: "")
    assert cli.main(["logbook-name", "U-0012"]) == 0
    assert capsys.readouterr().out.strip() == logboek.subject_pseudonym("case:12")
    assert cli.main(["logbook-name", "Sam"]) == 2

    before = logboek.subject_pseudonym("case:12")
    settings.SECRET_KEY = "another secret of at least thirty-two letters"
    assert logboek.subject_pseudonym("case:12") != before
