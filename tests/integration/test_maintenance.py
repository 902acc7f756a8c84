"""The pages during maintenance, made without a database, and the command that switches it."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory

from uitweg.platform.content import load
from uitweg.platform.jobs.rules.job import Job
from uitweg.platform.maintenance import Maintenance, begin, maintenance_in
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import maintenance
from uitweg.site.operations.worker.loop import STOPPING, Loop
from uitweg.site.web.public_pause import public_pause
from uitweg.site.web.staff_pause import staff_pause

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TEXT = 'Zij wordt elke dag\r\nopgehaald. "Kom mee."'


@pytest.fixture(autouse=True)
def file(tmp_path: Path, settings: Any) -> Path:
    settings.MAINTENANCE_FILE = tmp_path / "maintenance.json"
    return tmp_path / "maintenance.json"


def asked(path: str, form: dict[str, str] | None = None, kind: str = "") -> dict[str, Any]:
    """Return the WSGI environ of a request; with a form it is posted."""
    if form is None:
        return RequestFactory().get(path).environ
    body = urlencode(form).encode()
    kind = kind or "application/x-www-form-urlencoded"
    environ = RequestFactory().post(path, body, content_type=kind).environ
    return {**environ, "wsgi.input": BytesIO(body)}


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


@pytest.mark.parametrize("answer", [public_pause, staff_pause])
def test_each_door_says_when_it_is_over_and_whom_to_call(file: Path, answer: Any) -> None:
    until = datetime(2100, 12, 1, 3, 30, tzinfo=AMSTERDAM)
    begin(file, Maintenance(until))
    status, headers, body = answer(asked("/"))
    page, said = body.decode(), dict(headers)

    assert status == 503
    assert int(said["retry-after"]) > 1000
    assert said["cache-control"] == "no-store"
    assert "style-src 'sha256-" in said["content-security-policy"]
    assert "03:30 uur (woensdag 1 december)" in page
    assert "tel:112" in page
    assert load().contact("coordinator").number in page


def test_what_a_reporter_typed_without_a_script_stands_in_the_page_whole(file: Path) -> None:
    begin(file, Maintenance())
    form = {"words": "een twee", "key": "ab" * 16, "danger": "1", "text": TEXT}
    page = public_pause(asked("/schrijven/versturen/", form))[2].decode()

    assert 'action="/schrijven/versturen/"' in page
    assert hidden_fields(page) == {name: form[name] for name in ("words", "key", "danger")}
    assert TEXT.replace('"', "&quot;") in page


def test_a_script_is_told_so_in_json_and_tries_again(file: Path) -> None:
    begin(file, Maintenance())
    status, headers, body = public_pause(
        asked("/schrijven/verzegeld/", {"a": "b"}, "application/json")
    )

    assert (status, body) == (503, b'{"error":"maintenance"}')
    assert dict(headers)["retry-after"] == "300"


def test_what_a_member_typed_can_be_copied_and_sent_again_and_no_secret_stands_there(
    file: Path,
) -> None:
    begin(file, Maintenance())
    form = {"csrfmiddlewaretoken": "token", "text": TEXT, "passphrase": "geheim", "key": "cd" * 16}
    page = staff_pause(asked("/werk/melding/1/", form))[2].decode()

    assert page.count(TEXT.replace('"', "&quot;")) == 2  # to read, and in the form
    assert 'action="/werk/melding/1/"' in page
    assert "geheim" not in page
    assert "Verstuur opnieuw" in page


def test_a_form_that_cannot_be_read_gets_the_page_too(file: Path) -> None:
    begin(file, Maintenance())
    kind = "multipart/form-data; boundary="
    status, _, _ = public_pause(asked("/schrijven/versturen/", {"a": "b"}, kind))

    assert status == 503


@pytest.mark.parametrize(
    ("typed", "moment"),
    [("23:15", "2026-12-01 23:15"), ("03:30", "2026-12-02 03:30"), ("22:00", "2026-12-02 22:00")],
)
def test_until_is_the_next_time_that_a_clock_shows_it(file: Path, typed: str, moment: str) -> None:
    at_ten = datetime(2026, 12, 1, 22, 0, tzinfo=AMSTERDAM)
    said, code = maintenance.run("on", until=typed, now=at_ten)
    began = maintenance_in(file)

    assert code == 0
    assert f"until about {moment[11:]} on {moment[:10]}" in said[0]
    assert began
    assert began.until == datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize("typed", ["24:00", "half vier", "3.30"])
def test_another_time_is_refused_in_a_sentence(file: Path, typed: str) -> None:
    with pytest.raises(Misconfigured, match="give a time of day such as 03:30"):
        maintenance.run("on", until=typed, now=datetime(2026, 12, 1, tzinfo=AMSTERDAM))
    assert not file.exists()


def test_the_worker_begins_nothing_meanwhile(file: Path) -> None:
    begin(file, Maintenance())
    done: list[str] = []
    STOPPING.clear()
    job = Job("x", lambda **_: done.append("job"), timedelta(seconds=1))
    loop = Loop("main", [job])
    loop.go_round()  # asks no database either: this test has none

    assert done == []
