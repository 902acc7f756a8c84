"""One HTTP request to another server: what was cut off is no answer."""

import socket
from collections.abc import Iterator

import pytest

from uitweg.platform.jobs.actions.attempt import Attempt, TooLate
from uitweg.platform.jobs.actions.exchange import HttpAnswer, TooLarge, exchange
from uitweg.platform.jobs.rules.gateways import GatewayRequest

ANSWER = b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n\r\nhalf a word"
ASKED = GatewayRequest("GET", "http://provider.example/keys", {}, b"")


@pytest.fixture
def line() -> Iterator[socket.socket]:
    """A connection on which the answer has arrived, and ended."""
    here, there = socket.socketpair()
    there.sendall(ANSWER)
    there.shutdown(socket.SHUT_WR)
    with here, there:
        yield here


def attempt_over(line: socket.socket, *, seconds: float) -> Attempt:
    attempt = Attempt(seconds)
    attempt.connect = lambda host, port: line  # type: ignore[method-assign]
    return attempt


def test_in_time_the_answer_comes_with_how_long_it_may_be_kept(line: socket.socket) -> None:
    answer = exchange(ASKED, attempt_over(line, seconds=60), most_bytes=100)

    assert answer == HttpAnswer(200, b"half a word", 60)


def test_a_body_that_may_have_been_cut_off_is_no_answer(line: socket.socket) -> None:
    with pytest.raises(TooLate):
        exchange(ASKED, attempt_over(line, seconds=0), most_bytes=100)


def test_where_no_body_is_asked_for_nothing_of_it_can_be_cut_off(line: socket.socket) -> None:
    assert exchange(ASKED, attempt_over(line, seconds=0)).body == b""


@pytest.mark.parametrize(("most_bytes", "fits"), [(11, True), (10, False)])
def test_a_body_may_be_as_long_as_was_said(
    line: socket.socket, most_bytes: int, fits: bool
) -> None:
    attempt = attempt_over(line, seconds=60)
    if fits:
        assert exchange(ASKED, attempt, most_bytes=most_bytes).body == b"half a word"
    else:
        with pytest.raises(TooLarge):
            exchange(ASKED, attempt, most_bytes=most_bytes)
