"""The worker: news goes out once, one bad address holds nobody up, two ticks take turns."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from tests.support.installation import free_port
from uitweg.platform.jobs.actions.timers import (
    enqueue_mail,
    last_heartbeat,
    run_timer,
    send_due_mail,
)
from uitweg.platform.jobs.models import OutgoingMail, Timer
from uitweg.site.operations import worker

pytestmark = pytest.mark.postgres

HOUR = timedelta(hours=1)


class Postbox:
    """An SMTP server's handler that refuses one receiver."""

    def __init__(self) -> None:
        self.got: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]  # noqa: N802
        if address.startswith("kapot"):
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        self.got += [f"{to}\n{envelope.content.decode()}" for to in envelope.rcpt_tos]
        return "250 OK"


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:  # type: ignore[no-untyped-def]
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.DEFAULT_FROM_EMAIL = "uitweg@teststad.example"
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": server.port, "timeout": 5},
        }
    }
    yield box
    server.stop()


def news(key: str, to: str) -> None:
    enqueue_mail(
        key=key,
        to=to,
        subject="Uitweg: er wacht iets",
        body="Open de werklijst.",
        now=timezone.now(),
    )


def test_one_failing_address_does_not_hold_up_the_others(db_both, postbox: Postbox) -> None:
    for n, to in enumerate(("kapot@example.org", "fatima@example.org", "joris@example.org")):
        news(f"n{n}", to)
    sent = send_due_mail(now=timezone.now())

    assert (sent, len(postbox.got)) == (2, 2)
    assert OutgoingMail.objects.get(sent_at=None).to == "kapot@example.org"


def test_what_failed_is_tried_again_later_and_what_went_is_not(db_both, postbox: Postbox) -> None:
    news("n1", "kapot@example.org")
    news("n2", "fatima@example.org")
    send_due_mail(now=timezone.now())
    send_due_mail(now=timezone.now())
    assert OutgoingMail.objects.get(key="n1").tries == 1
    send_due_mail(now=timezone.now() + HOUR)

    assert OutgoingMail.objects.get(key="n1").tries == 2
    assert len(postbox.got) == 1


def test_of_mail_that_went_only_the_day_stays(db_both, postbox: Postbox) -> None:
    news("n1", "fatima@example.org")
    send_due_mail(now=timezone.now())
    mail = OutgoingMail.objects.get()

    for moment in (mail.created_at, mail.due_at, mail.sent_at):
        assert moment
        assert timezone.localtime(moment).strftime("%H:%M:%S.%f") == "00:00:00.000000"


def test_a_stop_or_a_full_turn_leaves_the_rest_of_the_mail_for_later(
    db_both, postbox: Postbox
) -> None:
    for n in range(3):
        news(f"n{n}", f"lid{n}@example.org")
    send_due_mail(now=timezone.now(), go_on=lambda: not postbox.got)
    assert len(postbox.got) == 1
    assert sorted(OutgoingMail.objects.values_list("tries", flat=True)) == [0, 0, 1]
    send_due_mail(now=timezone.now())

    assert len(postbox.got) == 3


def test_the_same_news_is_queued_once(db_both) -> None:
    for _ in range(3):
        news("n1", "fatima@example.org")

    assert OutgoingMail.objects.count() == 1


def test_without_a_mail_server_nothing_leaves_and_nothing_is_lost(db_both, settings) -> None:
    settings.MAILERS = {}
    news("n1", "fatima@example.org")

    assert send_due_mail(now=timezone.now()) == 0
    assert OutgoingMail.objects.get().tries == 0


def test_a_turn_is_taken_by_one_tick_and_given_back(db_both) -> None:
    done: list[int] = []
    now = timezone.now()

    def work() -> None:
        done.append(1)
        assert not run_timer("x", lambda: done.append(2), every=HOUR, now=now)

    assert run_timer("x", work, every=HOUR, now=now)
    assert not run_timer("x", work, every=HOUR, now=now)
    assert run_timer("x", lambda: done.append(3), every=HOUR, now=now + HOUR)
    assert done == [1, 3]


def test_a_turn_whose_tick_died_is_taken_over(db_both) -> None:
    now = timezone.now()
    Timer.objects.create(name="x", next_at=now - HOUR, lease_until=now + timedelta(seconds=30))

    assert not run_timer("x", lambda: None, every=HOUR, now=now)
    assert run_timer("x", lambda: None, every=HOUR, now=now + timedelta(seconds=31))


def test_a_failing_step_does_not_stop_the_others(team, monkeypatch, caplog) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("een geheim")

    monkeypatch.setattr(worker.new_message_mail, "enqueue_new_message_mails", broken)
    monkeypatch.setattr(worker, "connections", _NoConnections())
    worker.run_due_steps()

    assert last_heartbeat() is not None
    assert "RuntimeError" in caplog.text
    assert "een geheim" not in caplog.text


class _NoConnections:
    def all(self, **_: object) -> list[object]:
        return []
