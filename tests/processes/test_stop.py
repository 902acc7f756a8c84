"""A stop that is asked for, while something outside does not answer."""

import socket
import time
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.processes import look

pytestmark = pytest.mark.long

QUEUE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from uitweg.platform.jobs.actions.outbox import enqueue_message
from uitweg.platform.jobs.rules import Channel
for n in range(5):
    enqueue_message(channel=Channel.MAIL, key=f"n{n}", to=f"lid{n}@stad.example", subject="Uitweg", body="Open de werklijst.",
            now=timezone.now())
"""
UNSENT = """SELECT count(*) FROM jobs_outgoingmessage
WHERE state IN ('waiting', 'sending') AND ended_at IS NULL AND tries < 2 AND key IN ('n0', 'n1', 'n2', 'n3', 'n4')"""


def test_the_tick_ends_beside_a_mail_server_that_never_answers_and_keeps_the_mail(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mail = f"smtp://127.0.0.1:{silent.getsockname()[1]}?from=uitweg@stad.example"
        city = Installation(tmp_path / "data", {"UITWEG_SMTP_URL": mail}).make()
        assert city.program(QUEUE).returncode == 0
        city.start("worker")
        silent.settimeout(60)
        line, _ = silent.accept()  # a letter is under way from here on
        time.sleep(0.2)
        seconds = city.stop()  # raises when it does not end at all
        line.close()
    with look(city, "staff") as rows:
        left = rows.execute(UNSENT)

    assert seconds < 5
    assert left == [(5,)]
