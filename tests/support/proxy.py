"""The nginx of docs/start.md, with its very lines, in front of both doors of an installation."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import machine
from tests.support.installation import ROOT, Installation, free_port

AROUND = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
{user}
events {{}}
http {{
access_log {folder}/access.log;
client_body_temp_path {folder}/bodies;
proxy_temp_path {folder}/answers;
{servers}
}}
"""
"""Its own logs stand wide open here, so that a line that the document forgets is found."""


@dataclass(frozen=True)
class Proxy:
    """A running proxy; `folder` holds its logs and the folders of its temporary files."""

    folder: Path
    public: str
    staff: str
    plain_port: int

    @property
    def logged(self) -> str:
        logs = (self.folder / name for name in ("error.log", "access.log"))
        return "".join(log.read_text() for log in logs if log.exists())

    def kept_on_disk(self) -> list[Path]:
        folders = (self.folder / name for name in ("bodies", "answers"))
        return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def documented_servers() -> str:
    """Return the nginx lines of docs/start.md."""
    document = (ROOT / "docs" / "start.md").read_text()
    (block,) = [piece for piece in document.split("```") if piece.startswith("\nserver {")]
    return block


@contextmanager
def in_front_of(city: Installation, folder: Path, tls_port: int) -> Iterator[Proxy]:
    """Run the documented proxy; the public door is at localhost, the staff door at 127.0.0.1."""
    _make_certificate(folder)
    plain_port = free_port()
    replaced = {
        "listen 443": f"listen 127.0.0.1:{tls_port}",
        "listen 80;": f"listen 127.0.0.1:{plain_port};",
        "uitweg.city.example": "localhost",
        "team.city.example": "127.0.0.1",
        "/etc/ssl/uitweg": str(folder),
        "127.0.0.1:8000": f"127.0.0.1:{city.public_port}",
        "127.0.0.1:8001": f"127.0.0.1:{city.staff_port}",
        "10.0.0.0/8": "127.0.0.0/8",
    }
    servers = documented_servers()
    for documented, here in replaced.items():
        assert documented in servers, documented
        servers = servers.replace(documented, here)
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND.format(folder=folder, servers=servers, user=user))
    line = [machine.nginx(), "-c", str(configuration), "-p", str(folder)]
    running = subprocess.Popen(line, stderr=subprocess.PIPE)
    try:
        _wait_for(folder / "nginx.pid", running)
        yield Proxy(
            folder, f"https://localhost:{tls_port}", f"https://127.0.0.1:{tls_port}", plain_port
        )
    finally:
        running.terminate()
        running.wait(timeout=10)
        if running.stderr:
            running.stderr.close()


def _wait_for(pid: Path, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 15
    while not (pid.exists() and pid.read_text().strip()):
        assert running.poll() is None, running.stderr and running.stderr.read().decode()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _make_certificate(folder: Path) -> None:
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    subprocess.run([*line, "-nodes", "-days", "2", *files, *names], check=True, capture_output=True)
