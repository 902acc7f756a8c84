"""One question to a site as a visitor may ask it; nothing of an answer is kept but its outside."""

import http.client
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from uitweg.site.operations.visitor import BROWSER_HEADERS

PATIENCE_SECONDS = 6


@dataclass(frozen=True)
class Question:
    """A request. `host` is another name than that of the address; `length` is only announced."""

    url: str
    path: str = "/"
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    host: str = ""
    length: int = 0


@dataclass(frozen=True)
class Reply:
    """Status and headers, the names in small letters; when its certificate ends, "" by http."""

    status: int
    headers: tuple[tuple[str, str], ...]
    certificate_ends: str = ""

    def value(self, name: str) -> str:
        return next((value for header, value in self.headers if header == name), "")

    @property
    def is_of_a_door(self) -> bool:
        """Say whether Uitweg itself answered: a proxy's own page lacks this header."""
        return bool(self.value("permissions-policy"))


def ask(question: Question) -> Reply:
    """Ask, and return the reply. Raises OSError (so ssl.SSLError) and HTTPException."""
    parts = urlsplit(question.url)
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    plain = socket.create_connection((parts.hostname or "", port), PATIENCE_SECONDS)
    with closing(_secured(plain, question, parts.hostname or "") if is_secure else plain) as line:
        connection = http.client.HTTPConnection(parts.hostname or "", port)
        connection.sock = line
        _send(connection, question, parts.netloc)
        with connection.getresponse() as response:
            ends = ""
            if isinstance(line, ssl.SSLSocket):
                ends = str((line.getpeercert() or {}).get("notAfter", ""))
            headers = tuple((name.lower(), value) for name, value in response.getheaders())
            return Reply(response.status, headers, ends)


def _secured(plain: socket.socket, question: Question, hostname: str) -> ssl.SSLSocket:
    """Return the line with TLS; for another name than its own no certificate can be right."""
    context = ssl.create_default_context()
    if question.host:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        return context.wrap_socket(plain, server_hostname=question.host or hostname)
    except OSError:
        plain.close()
        raise


def _send(connection: http.client.HTTPConnection, question: Question, netloc: str) -> None:
    connection.putrequest(question.method, question.path, skip_host=True, skip_accept_encoding=True)
    sent = {"Host": question.host or netloc, **BROWSER_HEADERS, "Connection": "close"}
    if question.length:
        sent["Content-Length"] = str(question.length)
    for name, value in (sent | question.headers).items():
        connection.putheader(name, value)
    connection.endheaders()
