"""Gateways and mail servers of others, as they really are: slow, broken, redirecting, away."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.support.installation import free_port
from tests.support.servers import (
    TOO_LONG_SECONDS,
    GatewayServer,
    drip,
    gateway_server,
    hang_up,
    mail_server,
    mailers,
    say_nothing,
)
from uitweg.platform.jobs.actions import attempt, handing_over, outside_heartbeat
from uitweg.platform.jobs.actions.delivery import deliver_due
from uitweg.platform.jobs.actions.outbox import enqueue_message, outcomes_of
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.platform.jobs.rules.gateways import Gateway
from uitweg.platform.jobs.rules.messages import TryResult

NOW = timezone.now()
NUMBER, TEXT = "+31600000000", 'Uitweg: "kijk" {to} & {key}'
FAST = 0.6
"""What a try may take here, instead of five seconds."""


def gateway(port: int, **more: Any) -> Gateway:
    terms: dict[str, Any] = {
        "method": "POST",
        "url": f"http://127.0.0.1:{port}/send",
        "headers": {"Authorization": "Bearer geheim"},
        "body": {"to": "{to}", "message": {"text": "{text}"}},
        "is_form": False,
        "key_header": "Idempotency-Key",
    }
    return Gateway(**(terms | more))


def message(channel: Channel = Channel.SMS, to: str = NUMBER) -> OutgoingMessage:
    return OutgoingMessage(key="page:12-1", channel=channel, to=to, subject="Uitweg", body=TEXT)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt.Attempt.__init__, "__defaults__", (FAST,))


def hand_over_at(settings: Any, server: GatewayServer, **more: Any) -> tuple[TryResult, str]:
    settings.GATEWAYS = {Channel.SMS: gateway(server.port, **more)}
    return handing_over.hand_over(message())


def test_a_gateway_gets_what_its_template_says_and_the_key_means_nothing(settings: Any) -> None:
    with gateway_server(200) as server:
        results = [hand_over_at(settings, server) for _ in range(2)]
        first, second = server.got

    assert [result for result, _ in results] == [TryResult.HANDED_OVER] * 2
    assert (first.method, first.path) == ("POST", "/send")
    assert '"to": "+31600000000"' in first.body
    assert r'"text": "Uitweg: \"kijk\" {to} & {key}"' in first.body  # not filled in twice
    assert first.headers["authorization"] == "Bearer geheim"
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert "12" not in first.headers["idempotency-key"] or "page" not in first.headers.values()


def test_a_form_and_an_address_are_filled_in_without_a_way_out_of_them(settings: Any) -> None:
    more = {"body": {"to": "{to}", "text": "{text}"}, "is_form": True, "method": "PUT"}
    with gateway_server(200) as server:
        url = f"{server.url}/rooms/{{to}}/send/{{key}}"
        settings.GATEWAYS = {Channel.SMS: gateway(server.port, url=url, **more)}
        result, _ = handing_over.hand_over(message(to="!a/../b?c#d"))
        (got,) = server.got

    assert result is TryResult.HANDED_OVER
    assert got.path.startswith("/rooms/%21a%2F..%2Fb%3Fc%23d/send/")
    assert got.body == "to=%21a%2F..%2Fb%3Fc%23d&text=Uitweg%3A+%22kijk%22+%7Bto%7D+%26+%7Bkey%7D"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 400, 401, 404, 429, 500, 503])
def test_only_a_yes_counts_and_no_redirect_is_followed(settings: Any, status: int) -> None:
    with gateway_server(status) as server:
        result, why = hand_over_at(settings, server)

        assert (result, why) == (TryResult.FAILED, "Refused")
        assert len(server.got) == 1


def test_where_the_file_names_the_answers_that_count_no_other_does(settings: Any) -> None:
    with gateway_server(200, 202) as server:
        results = [hand_over_at(settings, server, success=frozenset({202})) for _ in range(2)]

    assert [result for result, _ in results] == [TryResult.FAILED, TryResult.HANDED_OVER]


@pytest.mark.parametrize("behaviour", [drip, say_nothing])
def test_a_slow_gateway_is_cut_off_in_time_and_the_outcome_is_unknown(
    settings: Any, fast: None, behaviour: Any
) -> None:
    with gateway_server(behaviour) as server:
        result, _ = hand_over_at(settings, server)

    assert result is TryResult.UNKNOWN  # who waits long enough gets a yes


def test_a_gateway_that_hangs_up_leaves_it_unknown(settings: Any) -> None:
    with gateway_server(hang_up) as server:
        assert hand_over_at(settings, server)[0] is TryResult.UNKNOWN


def test_a_gateway_that_is_away_certainly_got_nothing(settings: Any) -> None:
    settings.GATEWAYS = {Channel.SMS: gateway(free_port())}

    assert handing_over.hand_over(message()) == (TryResult.FAILED, "ConnectionRefusedError")


def test_one_that_never_takes_the_connection_is_left_in_time(settings: Any, fast: None) -> None:
    with full_line() as port:
        settings.GATEWAYS = {Channel.SMS: gateway(port)}
        result, _ = handing_over.hand_over(message())

    assert result is TryResult.FAILED  # who waits long enough gets a yes


def test_a_name_that_is_looked_up_for_ever_is_left_in_time_and_sends_nothing_later(
    settings: Any, fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, may_go_on = socket.getaddrinfo, threading.Event()
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *a, **k: (may_go_on.wait(TOO_LONG_SECONDS), found(*a, **k))[1],
    )
    with gateway_server(200) as server:
        before = set(threading.enumerate())
        result, _ = hand_over_at(settings, server)
        (looking_up,) = set(threading.enumerate()) - before
        may_go_on.set()
        looking_up.join()

        assert (result, server.got) == (TryResult.FAILED, [])


def test_a_gateway_whose_certificate_nobody_vouches_for_gets_nothing(settings: Any) -> None:
    with gateway_server(200) as server:  # it speaks no TLS at all
        url = f"https://127.0.0.1:{server.port}/send"
        settings.GATEWAYS = {Channel.SMS: gateway(server.port, url=url)}
        result, _ = handing_over.hand_over(message())

        assert (result, server.got) == (TryResult.FAILED, [])


def test_nothing_secret_is_in_the_log(db_both: None, settings: Any, caplog: Any) -> None:
    with gateway_server(500) as server:
        settings.GATEWAYS = {Channel.SMS: gateway(server.port)}
        enqueue_message(key="k", channel=Channel.SMS, to=NUMBER, body=TEXT, lane=Lane.PAGE, now=NOW)
        deliver_due(lane=Lane.PAGE, now=NOW)

    assert caplog.messages == ["sms not handed over: Refused"]
    assert "geheim" not in repr(settings.GATEWAYS)
    assert str(server.port) not in repr(settings.GATEWAYS)


def test_after_two_failures_it_goes(db_both: None, settings: Any) -> None:
    with gateway_server(500, 502, 200) as server:
        settings.GATEWAYS = {Channel.SMS: gateway(server.port)}
        give_up_at = NOW + timedelta(minutes=3)
        enqueue_message(
            key="k", channel=Channel.SMS, to=NUMBER, body=TEXT,
            lane=Lane.PAGE, now=NOW, give_up_at=give_up_at,
        )  # fmt: skip
        for seconds in range(0, 60, 5):
            deliver_due(lane=Lane.PAGE, now=NOW + timedelta(seconds=seconds))
        outcome = outcomes_of(["k"])["k"]

    assert (outcome.state, outcome.tries, len(server.got)) == (MessageState.HANDED_OVER, 3, 3)


@pytest.fixture
def sender(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "uitweg@teststad.example"


def test_a_mail_server_that_answers_a_letter_at_a_time_is_cut_off(
    settings: Any, fast: None, sender: None
) -> None:
    def greet_and_take(line: socket.socket) -> None:
        for byte in b"220 " + b"x" * (TOO_LONG_SECONDS * 10) + b"\r\n":
            line.sendall(bytes([byte]))
            time.sleep(0.1)
        _smtp(line, greeting=b"", last=b"250 taken\r\n")

    with one_connection(greet_and_take) as port:
        settings.MAILERS = mailers(port)
        result, _ = handing_over.hand_over(message(Channel.MAIL, "a@stad.example"))

    assert result is TryResult.FAILED  # nothing was handed to it yet, though it would take it


def test_a_mail_server_that_ends_after_the_text_leaves_it_unknown(
    settings: Any, sender: None
) -> None:
    with one_connection(lambda line: _smtp(line, last=b"")) as port:
        settings.MAILERS = mailers(port)

        assert handing_over.hand_over(message(Channel.MAIL, "a@stad.example"))[0] is (
            TryResult.UNKNOWN
        )


def test_a_mail_server_that_is_slow_to_part_has_the_mail(
    settings: Any, sender: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt.Attempt.__init__, "__defaults__", (3 * TOO_LONG_SECONDS,))
    handed_over, came_first = threading.Event(), []

    def take_and_stay(line: socket.socket) -> None:
        _smtp(line, last=b"250 taken\r\n")
        came_first.append("sender" if handed_over.wait(TOO_LONG_SECONDS) else "goodbye")

    with one_connection(take_and_stay) as port:
        settings.MAILERS = mailers(port)
        result, _ = handing_over.hand_over(message(Channel.MAIL, "a@stad.example"))
        handed_over.set()

    assert (result, came_first) == (TryResult.HANDED_OVER, ["sender"])


def test_a_mail_server_that_refuses_says_so(settings: Any, sender: None) -> None:
    with mail_server() as (port, box):
        settings.MAILERS = mailers(port)
        result, why = handing_over.hand_over(message(Channel.MAIL, "kapot@stad.example"))

    assert (result, why, box.got) == (TryResult.FAILED, "SMTPRecipientsRefused", [])


def test_a_broken_address_is_a_failure_and_not_the_end_of_the_sender(
    settings: Any, sender: None
) -> None:
    with mail_server() as (port, _):
        settings.MAILERS = mailers(port)
        for to in ("a@b\r\nBcc: c@d", "geen adres", ""):
            assert handing_over.hand_over(message(Channel.MAIL, to))[0] is not None


def test_the_outside_monitor_is_told_only_after_a_clean_and_recent_audit(
    db_both: None, settings: Any
) -> None:
    with gateway_server(200) as monitor:
        settings.HEARTBEAT_URL = f"{monitor.url}/ping/uuid"
        told = [outside_heartbeat.ping(now=NOW)]
        for clean, faults, seconds in ((False, 2, 0), (True, 0, 0), (True, 0, 61), (True, 0, -5)):
            outside_heartbeat.record_audit(clean=clean, faults=faults, now=NOW)
            told.append(outside_heartbeat.ping(now=NOW + timedelta(seconds=seconds)))
        outside_heartbeat.record_audit(clean=False, faults=1, now=NOW + timedelta(seconds=30))
        told.append(outside_heartbeat.ping(now=NOW + timedelta(seconds=31)))

    assert told == [False, False, True, False, False, False]
    assert [(each.method, each.path) for each in monitor.got] == [("GET", "/ping/uuid")]


@contextmanager
def full_line() -> Iterator[int]:
    """Yield a port where nobody takes connections: its queue is full, and empties much later."""
    is_over = threading.Event()
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        server.settimeout(1)
        waiting = []
        for _ in range(4):
            line = socket.socket()
            line.setblocking(False)
            line.connect_ex(server.getsockname())
            waiting.append(line)

        def take_all_later() -> None:
            is_over.wait(TOO_LONG_SECONDS)
            while not is_over.is_set():
                with suppress(OSError):
                    line, _ = server.accept()
                    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        later = threading.Thread(target=take_all_later, daemon=True)
        later.start()
        yield int(server.getsockname()[1])
        is_over.set()
        later.join()
        for line in waiting:
            line.close()


@contextmanager
def one_connection(talk: Any) -> Iterator[int]:
    """Yield the port of a server that talks to the first who comes, in a thread of its own."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            line, _ = server.accept()
            with closing(line):
                talk(line)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with closing(server):
        yield int(server.getsockname()[1])
    thread.join(5)


def _smtp(line: socket.socket, *, last: bytes, greeting: bytes = b"220 hallo\r\n") -> None:
    """Be a mail server until the text is in, say `last`, and nothing to a goodbye."""
    with line.makefile("rwb", buffering=0) as talk:
        talk.write(greeting)
        while (said := talk.readline().upper()) and not said.startswith(b"DATA"):
            talk.write(b"250 ok\r\n")
        talk.write(b"354 ga door\r\n")
        while talk.readline() != b".\r\n":
            pass
        if last:
            talk.write(last)
            talk.readline()
