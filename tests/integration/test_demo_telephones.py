"""The demo shows what a city's gateways would be sent."""

import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from uitweg.site.demo.postbox import Postbox
from uitweg.site.demo.telephones import EMPTY, Telephones


@pytest.fixture
def telephones() -> Iterator[Telephones]:
    running = Telephones(0)
    yield running
    running.stop()


def shown(telephones: Telephones) -> str:
    with urllib.request.urlopen(telephones.address, timeout=5) as page:
        return page.read().decode()


def post(address: str, body: bytes) -> int:
    request = urllib.request.Request(address, data=body)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status


def test_a_message_that_a_gateway_gets_is_on_the_page(telephones: Telephones) -> None:
    assert EMPTY in shown(telephones)
    post(f"{telephones.address}/sms", b'{"to": "+31655501234", "text": "Oproep 7K4."}')

    assert "+31655501234\n    Oproep 7K4." in shown(telephones)


@pytest.mark.parametrize(
    ("path", "body"), [("sms", b"no json"), ("sms", b"[]"), ("else", b"{}"), ("sms", b"{}")]
)
def test_what_is_no_message_is_refused(telephones: Telephones, path: str, body: bytes) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400"):
        post(f"{telephones.address}/{path}", body)

    assert EMPTY in shown(telephones)


def test_the_file_of_gateways_is_for_this_user_only(telephones: Telephones, tmp_path: Path) -> None:
    path = telephones.write_gateways(tmp_path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert {each["url"] for each in json.loads(path.read_text())["gateways"]} == {
        f"{telephones.address}/{channel}" for channel in ("sms", "voice", "chat", "exchange")
    }


def test_a_taken_port_gives_another(telephones: Telephones) -> None:
    second = Telephones(int(telephones.address.rpartition(":")[2]))

    assert second.address != telephones.address
    second.stop()


def test_a_mail_is_shown_with_its_link() -> None:
    kept: list[tuple[str, str]] = []
    postbox = Postbox(lambda to, text: kept.append((to, text)))
    host, _, port = postbox.address.removeprefix("smtp://").partition("?")[0].partition(":")
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Een vraag", "a@stad.example", "b@huis.example"
    mail.set_content("Open de vraag hier:\n\nhttp://127.0.0.1/vraag/ab/#cd\n\n.punt")
    try:
        with smtplib.SMTP(host, int(port), timeout=5) as server:
            server.send_message(mail)
    finally:
        postbox.stop()
    ((to, text),) = kept
    assert to == "b@huis.example"
    assert "http://127.0.0.1/vraag/ab/#cd\n" in text
    assert "\n.punt" in text
