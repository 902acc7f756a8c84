"""Debian's PostgreSQL with the lines and the configuration of deploy/pgbackrest, on a free port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.installation import free_port
from tests.support.machine import ROOT

DEPLOY = ROOT / "deploy" / "pgbackrest"
USER = "postgres"
NEEDED = "apt-get install postgresql pgbackrest"


def programs() -> Path:
    """Return the folder of the newest server's programs; the test is skipped where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if not found or not shutil.which("pgbackrest") or os.geteuid():
        pytest.skip(f"as root: {NEEDED}")
    return found[-1].parent


@dataclass
class ArchivedServer:
    """A server below `base`; every command runs as its user."""

    base: Path
    port: int
    bin: Path

    @property
    def data(self) -> Path:
        return self.base / "main"

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/uitweg"

    def run(self, *line: str) -> str:
        done = subprocess.run(
            line, user=USER, group=USER, extra_groups=[], capture_output=True, text=True,
            check=False, cwd=self.base, env={"PATH": f"{self.bin}:{os.environ['PATH']}"},
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def sql(self, statement: str, database: str = "postgres") -> str:
        line = ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-d", database]
        return self.run(*line, "-Atc", statement)

    def pgbackrest(self, *line: str) -> str:
        return self.run(
            "pgbackrest", f"--config={self.base}/pgbackrest.conf", "--stanza=uitweg", *line
        )

    def start(self) -> None:
        log, options = self.base / "log", f"-p {self.port} -k {self.base}"
        self.run(
            "pg_ctl",
            "-D",
            str(self.data),
            "-l",
            str(log),
            "-o",
            options,
            "-t",
            "300",
            "-w",
            "start",
        )

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-t", "300", "-w", "stop")

    def configure(self) -> None:
        """Make the server, with the files of deploy/pgbackrest and paths below `base`."""
        lines = (DEPLOY / "pgbackrest.conf").read_text()
        lines = lines.replace("/var/lib/postgresql/17/main", str(self.data))
        lines = lines.replace("/var/lib/pgbackrest", str(self.base / "repository"))
        lines = lines.replace(
            "pg1-path", f"pg1-port={self.port}\npg1-socket-path={self.base}\npg1-path", 1
        )
        extra = f"log-path={self.base}\nlock-path={self.base}/lock\nspool-path={self.base}/spool\n"
        (self.base / "pgbackrest.conf").write_text(lines + extra)
        (self.base / "repository").mkdir()
        owner = pwd.getpwnam(USER)
        for path in (self.base, *self.base.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        self.run("initdb", "-D", str(self.data), "-A", "trust", "-E", "UTF8", "--no-sync")
        archive = (DEPLOY / "postgresql.conf").read_text()
        archive = archive.replace(
            "pgbackrest ", f"pgbackrest --config={self.base}/pgbackrest.conf "
        )
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(archive)


@contextmanager
def archived_server() -> Iterator[ArchivedServer]:
    """Run such a server; its databases are there and empty, and its first backup is not made."""
    bin = programs()
    with tempfile.TemporaryDirectory(prefix="uitweg-archived-") as folder:
        Path(folder).chmod(0o755)  # the server has a user of its own
        server = ArchivedServer(Path(folder) / "server", free_port(), bin)
        server.base.mkdir(mode=0o755)
        server.base.chmod(0o755)
        server.configure()
        server.start()
        try:
            for database in ("uitweg", "uitweg_channel"):
                server.sql(f"create database {database}")
            yield server
        finally:
            server.stop()
