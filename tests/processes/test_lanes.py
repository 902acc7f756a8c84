"""The worker as it runs: callouts leave beside a mail server that never answers, and after kill -9."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.processes import look
from tests.support.servers import GatewayServer, gateway_server, say_nothing

QUEUE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from uitweg.platform.jobs.actions.outbox import enqueue_message
from uitweg.platform.jobs.rules import Channel, Lane
from uitweg.casework.duty.models import ContactChannel
from uitweg.platform.accounts.models import Member
ContactChannel.objects.all().delete()
Member.objects.update(phone="", mail="")  # the demo's own callouts find nobody to call
for n in range({mails}):
    enqueue_message(key=f"m{{n}}", channel=Channel.MAIL, to=f"lid{{n}}@stad.example",
        subject="Uitweg", body="Open de werklijst.", now=timezone.now())
for n in range({callouts}):
    enqueue_message(key=f"p{{n}}", channel=Channel.SMS, to=f"+316{{n:08}}", body="Uitweg 123",
        lane=Lane.PAGE, now=timezone.now())
"""
GATEWAY = """
gateways:
- channel: sms
  url: {url}/send
  headers: {{Authorization: Bearer geheim}}
  json: {{to: "{{to}}", text: "{{text}}"}}
  key_header: Idempotency-Key
"""


@contextmanager
def city_with(folder: Path, gateway: GatewayServer, mail_port: int) -> Iterator[Installation]:
    file = folder / "gateways.yaml"
    file.write_text(GATEWAY.format(url=gateway.url))
    file.chmod(0o600)
    settings = {
        "UITWEG_SMTP_URL": f"smtp://127.0.0.1:{mail_port}?from=uitweg@stad.example",
        "UITWEG_GATEWAYS": str(file),
    }
    city = Installation(folder / "data", settings).make()
    try:
        yield city
    finally:
        for part in list(city.processes):
            city.kill(part)


def queue(city: Installation, *, mails: int = 0, callouts: int = 0) -> None:
    done = city.program(QUEUE.format(mails=mails, callouts=callouts))
    assert done.returncode == 0, done.stderr


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.long
def test_callouts_leave_beside_mail_that_does_not(tmp_path: Path, silent: socket.socket) -> None:
    with gateway_server(200) as gateway, city_with(tmp_path, gateway, port_of(silent)) as city:
        queue(city, mails=20)
        city.start("worker")
        silent.settimeout(60)
        line, _ = silent.accept()  # mail is under way, and stays so
        with line:
            queue(city, callouts=20)
            wait_until(lambda: len(gateway.got) == 20, seconds=5)  # else 20 mails x 5 s
            seconds_to_stop = city.stop()

    assert seconds_to_stop < 5
    assert "geheim" not in city.log.read_text()
    assert "+316" not in city.log.read_text()


def test_killed_while_sending_a_callout_is_sent_again_and_marked(
    tmp_path: Path, silent: socket.socket
) -> None:
    with gateway_server(say_nothing, 200) as gateway:
        with city_with(tmp_path, gateway, port_of(silent)) as city:
            queue(city, callouts=1)
            city.start("worker")
            wait_until(lambda: len(gateway.got) == 1)
            city.kill("worker")
            city.start("worker")
            wait_until(lambda: len(gateway.got) == 2)
            city.stop()
            with look(city, "staff") as rows:
                (row,) = rows.execute(
                    "SELECT state, is_uncertain FROM jobs_outgoingmessage WHERE key LIKE 'p%' AND channel = 'sms'"
                )
        keys = {each.headers["idempotency-key"] for each in gateway.got}

    assert row == ("handed-over", 1)
    assert len(keys) == 1
