"""The mail server: each mail by a connection of its own, which ends with its try."""

import smtplib
import socket
from contextlib import suppress
from typing import Any

from django.core.mail.backends import smtp

from uitweg.platform.jobs.actions.attempt import current_attempt

GOODBYE_SECONDS = 0.5


class _Connection(smtplib.SMTP):
    """An SMTP connection that its try can cut off."""

    def _get_socket(self, host: str, port: int, _timeout: Any) -> socket.socket:
        return self._secured(current_attempt().connect(host, port))

    def _secured(self, line: socket.socket) -> socket.socket:
        return line

    def data(self, msg: Any) -> tuple[int, bytes]:
        current_attempt().may_have_arrived = True
        return super().data(msg)


class _TlsConnection(_Connection):
    """The same with TLS from the start."""

    _host: str

    def __init__(self, *args: Any, context: Any, **more: Any) -> None:
        self._context = context
        super().__init__(*args, **more)

    def _secured(self, line: socket.socket) -> socket.socket:
        secured: socket.socket = self._context.wrap_socket(line, server_hostname=self._host)
        return secured


class Backend(smtp.EmailBackend):
    """Django's own, with connections that end in time, and a goodbye that changes nothing."""

    @property
    def connection_class(self) -> Any:
        return _TlsConnection if self.use_ssl else _Connection

    def _close_connection(self, connection: smtplib.SMTP) -> None:
        # the mail was accepted or refused before: a server that is slow to part is no failure
        with suppress(OSError, smtplib.SMTPException):
            if connection.sock is not None:
                connection.sock.settimeout(GOODBYE_SECONDS)
            connection.quit()
        connection.close()
