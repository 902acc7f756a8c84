"""The mail server of the demo: takes every mail and shows it, on this machine only."""

import quopri
import socketserver
import threading
from collections.abc import Callable

LARGEST_MAIL = 100_000
LARGEST_LINE = 2_000
END = b"."


class Postbox:
    """A small SMTP server on a free port; each mail goes to `keep` as (address, text)."""

    def __init__(self, keep: Callable[[str, str], None]) -> None:
        class Talk(_Talk):
            keep_mail = staticmethod(keep)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self._server.daemon_threads = True
        port = self._server.server_address[1]
        self.address = f"smtp://127.0.0.1:{port}?from=uitweg@voorbeeldstad.example"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Talk(socketserver.StreamRequestHandler):
    """One connection: the commands that a mail is sent with (RFC 5321), and no others."""

    keep_mail: Callable[[str, str], None]
    timeout = 10

    def handle(self) -> None:
        self._say("220 voorbeeldstad.example")
        to: list[str] = []
        while line := self.rfile.readline(LARGEST_LINE):
            command = line.decode("ascii", "replace").strip()
            match command[:4].upper():
                case "RCPT":
                    to.append(command.partition(":")[2].split()[0].strip("<>"))
                    self._say("250 OK")
                case "DATA":
                    self._take(to)
                    to = []
                case "EHLO" | "HELO" | "MAIL" | "RSET" | "NOOP":
                    self._say("250 OK")
                case "QUIT":
                    self._say("221 OK")
                    return
                case _:
                    self._say("502 no such command")

    def _take(self, to: list[str]) -> None:
        self._say("354 OK")
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline(LARGEST_LINE)) and line.rstrip(b"\r\n") != END:
            size += len(line)
            if size <= LARGEST_MAIL:
                lines.append(line.removeprefix(END))
        if size > LARGEST_MAIL:
            self._say("552 too large")
            return
        words = _words_of_mail(b"".join(lines).replace(b"\r\n", b"\n"))
        for address in to:
            self.keep_mail(address, words)
        self._say("250 OK")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def _words_of_mail(mail: bytes) -> str:
    """Return the subject and text of a mail of ours: one part, as it is or quoted-printable."""
    head, _, body = mail.partition(b"\n\n")
    if b"quoted-printable" in head.lower():
        body = quopri.decodestring(body)
    subjects = [line for line in head.splitlines() if line.lower().startswith(b"subject:")]
    subject = subjects[0][len(b"subject:") :].strip() if subjects else b""
    return f"{subject.decode(errors='replace')}\n{body.decode(errors='replace')}"
