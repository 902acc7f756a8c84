"""A message that only its receiver may know lies encrypted in the outbox, and is forgotten after."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from tests.support.servers import mail_server, mailers
from uitweg.casework.retention.actions import sent_mail
from uitweg.platform.jobs.actions import delivery, outbox
from uitweg.platform.jobs.actions.secret_bodies import body_of
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.platform.sealing.box import CannotOpen

SECRET = "https://uitweg.example/vraag/" + "0f" * 16 + "/#" + "a1" * 16
pytestmark = pytest.mark.django_db(databases=["default", "channel"])


def queued(key: str = "package:1:link", **more: Any) -> OutgoingMessage:
    usual = {"channel": Channel.MAIL, "to": "intake@debrug.example", "now": timezone.now()}
    outbox.enqueue_message(key=key, body=SECRET, is_secret=True, **(usual | more))
    return OutgoingMessage.objects.get(key=key)


def forgotten() -> list[tuple[str, bytes]]:
    rows = OutgoingMessage.objects.order_by("id").values_list("body", "sealed_body")
    return [(body, bytes(sealed)) for body, sealed in rows]


def test_a_secret_body_lies_encrypted_and_is_forgotten_when_it_has_left() -> None:
    message = queued(group="package:1")
    assert message.body == ""
    assert SECRET.encode() not in bytes(message.sealed_body)
    with mail_server() as (port, box), override_settings(MAILERS=mailers(port)):
        assert delivery.deliver_due(lane=Lane.MAIL, now=timezone.now()) == 1

    assert SECRET in "".join(box.got).replace("=\r\n", "").replace("=3D", "=")
    assert forgotten() == [("", b"")]


def test_another_installation_or_another_message_opens_nothing() -> None:
    message = queued()
    with override_settings(SECRET_KEY="another"), pytest.raises(CannotOpen):
        body_of(message)
    message.key = "package:2:link"
    with pytest.raises(CannotOpen):
        body_of(message)


def test_what_is_cancelled_given_up_or_too_late_is_forgotten_too() -> None:
    now = timezone.now()
    queued("a", group="package:1")
    outbox.cancel_messages(group="package:1", now=now)
    queued("b", give_up_at=now - timedelta(seconds=1))
    with override_settings(MAILERS=mailers(1)):
        delivery.deliver_due(lane=Lane.MAIL, now=now)
    queued("c")
    OutgoingMessage.objects.filter(key="c").update(created_at=now - timedelta(days=40))
    sent_mail.delete_old_mail(now=now)

    assert forgotten() == [("", b"")] * 3
    assert OutgoingMessage.objects.get(key="c").state == MessageState.FAILED


def test_one_that_is_tried_again_keeps_its_body() -> None:
    queued()
    with override_settings(MAILERS=mailers(1)):
        delivery.deliver_due(lane=Lane.MAIL, now=timezone.now())

    message = OutgoingMessage.objects.get()
    assert message.state == MessageState.WAITING
    assert body_of(message) == SECRET


def test_a_body_that_cannot_be_opened_fails_without_a_word_of_it(caplog: Any) -> None:
    queued()
    with (
        override_settings(SECRET_KEY="another"),
        mail_server() as (port, box),
        override_settings(MAILERS=mailers(port)),
    ):
        delivery.deliver_due(lane=Lane.MAIL, now=timezone.now())

    assert box.got == []
    assert "vraag" not in caplog.text
    assert OutgoingMessage.objects.get().state == MessageState.WAITING


def test_an_ordinary_message_is_as_before() -> None:
    outbox.enqueue_message(
        key="x", channel=Channel.MAIL, to="a@b.example", body="Er is nieuws.", now=timezone.now()
    )
    assert body_of(OutgoingMessage.objects.get()) == "Er is nieuws."
