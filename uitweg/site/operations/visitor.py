"""Fetch a page as a visitor's browser does: no header tells that it is us, and no answer hurts."""

import http.client
import socket
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import brotli

CONNECT_SECONDS, FETCH_SECONDS = 5, 10
LARGEST_ANSWER_BYTES = 4 * 1024 * 1024  # sent, and decompressed; our largest script is 0.4 MB
BROWSER_HEADERS = {
    "User-Agent": (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    ),
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "nl,en-US;q=0.7,en;q=0.3",
    "Accept-Encoding": "gzip, deflate, br",
}


class NoAnswer(Exception):
    """The page did not come whole, in time, in a form that a browser reads."""


@dataclass(frozen=True)
class DoorAddress:
    """One address of the public door, and the way to it.

    `base` is as visitors type it. `port` is one on this machine: that of the door itself, or with
    `is_tunnel` an HTTP proxy such as Tor's HTTPTunnelPort; 0 goes there as everyone does.
    """

    base: str
    port: int = 0
    is_tunnel: bool = False

    def connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.base)
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        if not self.port:
            return kind(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CONNECT_SECONDS)
        if self.is_tunnel:
            connection.set_tunnel(parts.hostname or "", parts.port or 80)
        return connection


@dataclass(frozen=True)
class VisitorsAnswer:
    """What a visitor got: status, headers as (name in small letters, value), and content."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> list[str]:
        """Return the values of a header, in the order in which they came."""
        return [value for header, value in self.headers if header == name]


def fetch(address: DoorAddress, path: str) -> VisitorsAnswer:
    """Fetch one path; redirects are not followed. Raises NoAnswer within FETCH_SECONDS or so."""
    connection, watchdog = address.connection(), None
    try:
        connection.connect()
        # A server that sends a byte now and then would otherwise hold us for days. The socket, as
        # the connection forgets it when the server says that it ends with this answer.
        watchdog = threading.Timer(FETCH_SECONDS, _cut_off, [connection.sock])
        until = time.monotonic() + FETCH_SECONDS
        watchdog.start()
        host = urlsplit(address.base).netloc
        connection.request("GET", path, headers={"Host": host, **BROWSER_HEADERS})
        response = connection.getresponse()
        sent = response.read(LARGEST_ANSWER_BYTES + 1)
        if time.monotonic() >= until:
            raise NoAnswer("slow")  # cut off, an answer without a length looks whole
        if len(sent) > LARGEST_ANSWER_BYTES:
            raise NoAnswer("too long")
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        body = _decompressed(sent, response.getheader("content-encoding", ""))
        return VisitorsAnswer(response.status, headers, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
    finally:
        if watchdog is not None:
            watchdog.cancel()
        connection.close()


def _cut_off(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _decompressed(sent: bytes, encoding: str) -> bytes:
    """Return the content as it was before the server compressed it. Raises NoAnswer."""
    if encoding in ("", "identity"):
        return sent
    try:
        if encoding == "br":
            body: bytes = brotli.Decompressor().process(
                sent, output_buffer_limit=LARGEST_ANSWER_BYTES + 1
            )
        elif encoding in ("gzip", "deflate"):
            reader = zlib.decompressobj(zlib.MAX_WBITS | 32)
            body = reader.decompress(sent, LARGEST_ANSWER_BYTES + 1)
        else:
            raise NoAnswer("unknown encoding")
    except (brotli.error, zlib.error):
        raise NoAnswer("damaged") from None
    if len(body) > LARGEST_ANSWER_BYTES:
        raise NoAnswer("too long")
    return body
