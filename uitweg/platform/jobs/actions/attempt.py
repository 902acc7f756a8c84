"""One try to hand something to another server: over in time, whatever the other side does."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

TRY_SECONDS = 4.8
"""For looking up the name, connecting, TLS, sending and the answer together."""
CUT_OFF_SECONDS = 0.2
"""For the try to notice that it was cut off."""

_of_this_thread = threading.local()


class TooLate(TimeoutError):
    """The try took too long and was cut off."""


class Attempt:
    """The one connection of a try. It is cut off when the time is over, also in the middle.

    A socket's own timeout starts anew with each byte, so a server that drips would hold us for as
    long as it likes; and nothing limits how long a name is looked up.
    """

    def __init__(self, seconds: float = TRY_SECONDS) -> None:
        self.may_have_arrived = False
        """Set by who sends, just before the last byte: from here no answer means "unknown"."""
        self._until = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._lines = list[socket.socket]()
        self._is_over = False

    def run[T](self, work: Callable[["Attempt"], T]) -> T:
        """Do `work` in a thread of its own; return what it returns, or raise what it raises.

        Raises TooLate when it is not done in time; what it then still does reaches nobody.
        """
        returned, raised = list[T](), list[Exception]()

        def do() -> None:
            _of_this_thread.attempt = self
            try:
                returned.append(work(self))
            except Exception as error:
                raised.append(error)
            finally:
                self._close()

        thread = threading.Thread(target=do, daemon=True)
        thread.start()
        thread.join(self.seconds_left)
        if thread.is_alive():
            self._cut_off()
            thread.join(CUT_OFF_SECONDS)
        if returned:
            return returned[0]
        raise raised[0] if raised else TooLate("no answer in time")

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a connection; with several addresses each gets its share of what time is left."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure: OSError = TooLate("no address")
        for nth, (family, kind, protocol, _, address) in enumerate(found):
            line = socket.socket(family, kind, protocol)
            try:
                self._watch(line)
                line.settimeout(max(0.001, self.seconds_left / (len(found) - nth)))
                line.connect(address)
                line.settimeout(max(0.001, self.seconds_left))
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:
                failure = error
                line.close()
                continue
            return line
        raise failure

    def _cut_off(self) -> None:
        """End the connection now; nothing can be sent any more, and no new one can be made."""
        with self._lock:
            self._is_over = True
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        """Let go of the connection, which whoever made it closes too."""
        with self._lock:
            self._is_over = True
            for line in self._lines:
                line.close()
            self._lines.clear()

    def _watch(self, line: socket.socket) -> None:
        """Remember a second handle on the connection: TLS takes the first one over."""
        with self._lock:
            if self._is_over:
                raise TooLate("over before it connected")
            self._lines.append(line.dup())


def current_attempt() -> Attempt:
    """Return the try that this thread runs, for a library that makes its connection itself."""
    current: Attempt = _of_this_thread.attempt
    return current
