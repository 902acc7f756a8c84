"""The telephones of the demo: shows on one page what a real city would send, mail too.

It runs beside the demo, on this machine only, and keeps the last messages in memory.
"""

import json
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MESSAGES_KEPT = 50
LARGEST_REQUEST = 10_000
EMPTY = "Nog geen bericht. Test je alarm bij Dienst, of meld gevaar."
GATEWAYS_FILE = "gateways.yaml"
CHANNELS = {"sms": "Sms", "voice": "Telefoontje", "chat": "Chat", "exchange": "Centrale"}


class Telephones:
    """A small web server; `address` is its page, and each gateway posts to `address`/channel."""

    def __init__(self, port: int) -> None:
        self._messages = messages = deque[str](maxlen=MESSAGES_KEPT)

        class Page(_Page):
            kept = messages

        self._server = _server(port, Page)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def show(self, channel: str, to: str, text: str) -> None:
        """Put a message on the page."""
        self._messages.append(_in_lines(channel, to, text))

    def write_gateways(self, folder: Path) -> Path:
        """Write the file that UITWEG_GATEWAYS names, for this user only; return its path."""
        gateways = [
            {
                "channel": channel,
                "url": f"{self.address}/{channel}",
                "json": {"to": "{to}", "text": "{text}"},
            }
            for channel in CHANNELS
        ]
        path = folder / GATEWAYS_FILE
        path.touch(mode=0o600)
        path.write_text(json.dumps({"gateways": gateways}), encoding="utf-8")  # JSON is YAML
        return path

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _in_lines(channel: str, to: str, text: str) -> str:
    """Return a message as the page shows it."""
    indented = text.strip().replace("\n", "\n    ")
    return f"{time.strftime('%H:%M:%S')}  {channel:<12} {to}\n    {indented}\n"


def _server(port: int, page: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """Return a server on this port, or on a free one when it is taken."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), page)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), page)


class _Page(BaseHTTPRequestHandler):
    kept: deque[str]

    def do_GET(self) -> None:
        lines = ["Wat de demo verstuurt. Alle nummers en adressen zijn verzonnen.", ""]
        self._answer_with(
            200, "\n".join([*lines, *(reversed(self.kept) if self.kept else [EMPTY])])
        )

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        channel = CHANNELS.get(self.path.strip("/"), "")
        if not channel or not length.isdigit() or int(length) > LARGEST_REQUEST:
            self._answer_with(400, "")
            return
        try:
            message = json.loads(self.rfile.read(int(length)))
            to, text = str(message["to"]), str(message["text"])
        except (ValueError, KeyError, TypeError):
            self._answer_with(400, "")
            return
        self.kept.append(_in_lines(channel, to, text))
        self._answer_with(200, "")

    def _answer_with(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Refresh", "3")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing to the terminal of the demo."""
