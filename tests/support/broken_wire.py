"""A wire between a door and PostgreSQL that breaks when a test says so, at a commit if need be."""

import socket
import threading
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit


class BrokenWire:
    """Carries connections to the PostgreSQL of this address, which has a socket in a folder."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        folder = parse_qs(parts.query)["host"][0]
        self._server = f"{folder}/.s.PGSQL.5432"
        self.commits_to_swallow = 0
        """So many times a commit is done and its confirmation is lost with the connection."""
        self._is_away = False
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        self.address = f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}"
        threading.Thread(target=self._accept, daemon=True).start()

    def take_away(self) -> None:
        """End all connections and take no new one."""
        self._is_away = True
        for end in list(self._open):
            _hang_up(end)

    def bring_back(self) -> None:
        self._is_away = False

    def close(self) -> None:
        self.take_away()
        self._listening.close()
        for end in self._open:
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self._is_away:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._open |= {client, server}
                loses = threading.Event()
                for carry in (self._carry_questions, self._carry_answers):
                    threading.Thread(
                        target=carry, args=(client, server, loses), daemon=True
                    ).start()

    def _carry_questions(
        self, client: socket.socket, server: socket.socket, loses: threading.Event
    ) -> None:
        with suppress(OSError):
            while question := client.recv(65536):
                if b"COMMIT" in question and self.commits_to_swallow:
                    self.commits_to_swallow -= 1
                    loses.set()
                server.sendall(question)
        _hang_up(server)

    def _carry_answers(
        self, client: socket.socket, server: socket.socket, loses: threading.Event
    ) -> None:
        with suppress(OSError):
            while (answer := server.recv(65536)) and not loses.is_set():
                client.sendall(answer)
        _hang_up(client)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
