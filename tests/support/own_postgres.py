"""A PostgreSQL of a test's own, that can be killed, frozen and started again at the same address."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import machine
from tests.support.installation import free_port
from tests.support.processes import children

USER = "pgserver"


@dataclass
class OwnPostgres:
    """Its data folder and port; `process` while it runs."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"postgresql://postgres:x@127.0.0.1:{self.port}/uitweg"

    def tool(self, name: str, *line: str) -> "subprocess.Popen[bytes]":
        with (self.folder / "log.txt").open("ab") as said:
            return subprocess.Popen(
                [str(machine.postgres_tools() / name), *line],
                user=USER if os.geteuid() == 0 else None,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                cwd=self.folder,
                stdout=said,
                stderr=said,
            )

    def start(self) -> None:
        """Start it and wait until it takes connections, also after a crash."""
        settings = {"port": self.port, "unix_socket_directories": self.folder, "fsync": "off"}
        given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = self.tool("postgres", "-D", str(self.folder / "data"), *given)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, (self.folder / "log.txt").read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        import psycopg

        with suppress(psycopg.OperationalError):
            psycopg.connect(self.address.replace("/uitweg", "/postgres"), connect_timeout=2).close()
            return True
        return False

    def say(self, sql: str, *, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(
            self.address.replace("/uitweg", f"/{database}"), autocommit=True
        ) as on:
            on.execute(sql)

    def kill(self) -> None:
        """Kill -9 all of it, as a power cut would."""
        self._signal_all(signal.SIGKILL)
        if self.process:
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Stop every process of it in its place: connections stay, and nobody answers."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: signal.Signals) -> None:
        if self.process:
            for pid in (self.process.pid, *children(self.process.pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)


NEW = ("-E", "UTF8", "-U", "postgres", "--auth=trust", "-N")


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """Make one with two empty databases, for an installation; throw it away afterwards."""
    if os.geteuid() == 0:
        with machine.postgres():
            pass  # makes that user, and lets it read the programs
    folder = Path(tempfile.mkdtemp(prefix="uitweg-own-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    server = OwnPostgres(folder)
    made = server.tool("initdb", "-D", str(folder / "data"), *NEW)
    assert made.wait() == 0, (folder / "log.txt").read_text()
    server.start()
    try:
        server.say("CREATE DATABASE uitweg")
        server.say("CREATE DATABASE uitweg_channel")
        yield server
    finally:
        server.thaw()
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
