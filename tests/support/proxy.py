"""The proxies of deploy/, nginx and Caddy with their very lines, in front of two doors."""

import atexit
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support import machine
from tests.support.installation import ROOT, free_port

DEPLOY = ROOT / "deploy"
PUBLIC_NAME, STAFF_NAME = "uitweg.localhost", "team.localhost"
OUTSIDE = "127.9.0.1"
"""An address that is not of the municipal network here."""
AROUND = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
{user}
events {{ worker_connections 4096; }}
http {{
access_log {folder}/access.log;
gzip on;
client_body_temp_path {folder}/bodies;
proxy_temp_path {folder}/answers;
include {folder}/uitweg.conf;
}}
"""
"""Its own logs stand wide open here, so that a line that our files forget is found."""


@dataclass(frozen=True)
class Proxy:
    """A running proxy; `folder` holds all that it could write: logs, temporary files, its state."""

    folder: Path
    tls_port: int
    plain_port: int
    process: "subprocess.Popen[bytes]"

    @property
    def public(self) -> str:
        return f"https://{PUBLIC_NAME}:{self.tls_port}"

    @property
    def staff(self) -> str:
        return f"https://{STAFF_NAME}:{self.tls_port}"

    @property
    def logged(self) -> str:
        return "".join(log.read_text() for log in self.folder.glob("*.log"))

    def kept_on_disk(self) -> list[Path]:
        folders = (self.folder / name for name in ("bodies", "answers", "home", "tmp"))
        found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return [path for path in found if path.name != "autosave.json"]  # Caddy's configuration


def connect(
    proxy: Proxy, name: str, *, source: str = "127.0.0.1", timeout: float = 60
) -> ssl.SSLSocket:
    """Open a TLS connection for a host name, from an address of 127.0.0.0/8."""
    line = socket.create_connection(("127.0.0.1", proxy.tls_port), timeout, (source, 0))
    trusting = ssl.create_default_context(cafile=str(proxy.folder / "fullchain.pem"))
    return trusting.wrap_socket(line, server_hostname=name)


@contextmanager
def nginx(doors: Mapping[str, int], folder: Path, tls_port: int) -> Iterator[Proxy]:
    """Run nginx with deploy/nginx in front of `public` and `staff`, the ports of two doors."""
    plain_port = _prepare(folder)
    placed = _placed(doors, folder, tls_port, plain_port) | {
        "listen 443": f"listen 127.0.0.1:{tls_port}",
        "listen 80": f"listen 127.0.0.1:{plain_port}",
        "listen [::]:443": f"listen [::1]:{tls_port}",
        "listen [::]:80": f"listen [::1]:{plain_port}",
        "include snippets/": f"include {folder}/",
        "allow 10.0.0.0/8;": "allow 127.0.0.0/16; allow ::1;",  # a browser takes either
    }
    written = "".join(
        _write(file, folder, placed) for file in sorted((DEPLOY / "nginx").glob("*.conf"))
    )
    assert [there for there in placed if there not in written] == []
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND.format(folder=folder, user=user))
    line = [machine.nginx(), "-c", str(configuration), "-p", str(folder)]
    yield from _running(line, Proxy, folder, tls_port, plain_port)


@contextmanager
def caddy(doors: Mapping[str, int], folder: Path, tls_port: int) -> Iterator[Proxy]:
    """Run Caddy with deploy/caddy in the same place."""
    plain_port = _prepare(folder)
    placed = _placed(doors, folder, tls_port, plain_port) | {
        "\n:80 {": f"\nhttp://:{plain_port} {{",
        "\n:443 {": f"\nhttps://:{tls_port} {{",
        "http://uitweg.city.example, http://team.city.example": f"http://{PUBLIC_NAME}:{plain_port}, http://{STAFF_NAME}:{plain_port}",
        "https://uitweg.city.example": f"https://{PUBLIC_NAME}:{tls_port}",
        "https://team.city.example": f"https://{STAFF_NAME}:{tls_port}",
        "remote_ip 10.0.0.0/8": "remote_ip 127.0.0.0/16 ::1",
    }
    written = _write(DEPLOY / "caddy" / "Caddyfile", folder, placed)
    assert [there for there in placed if there not in written and "city" not in there] == []
    line = [machine.caddy(), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    yield from _running(line, Proxy, folder, tls_port, plain_port)


IN_FRONT = {"nginx": nginx, "caddy": caddy}


def _placed(doors: Mapping[str, int], folder: Path, tls: int, plain: int) -> dict[str, str]:
    """Return what stands in the files of a city, and what stands there in a test."""
    return {
        "uitweg.city.example": PUBLIC_NAME,
        "team.city.example": STAFF_NAME,
        "/etc/ssl/uitweg": str(folder),
        "/var/www/uitweg": str(folder / "pages"),
        "127.0.0.1:8000": f"127.0.0.1:{doors['public']}",
        "127.0.0.1:8001": f"127.0.0.1:{doors['staff']}",
    }


def _write(file: Path, folder: Path, placed: Mapping[str, str]) -> str:
    """Write a configuration file as it is here; return it as it was."""
    was = text = file.read_text()
    for there in sorted(placed, key=len, reverse=True):
        text = text.replace(there, placed[there])
    (folder / file.name).write_text(text)
    return was


def _prepare(folder: Path) -> int:
    """Make certificate and pages in `folder`, once; return a free port for plain http."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("home", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    if not (folder / "fullchain.pem").exists():
        _make_certificate(folder)
        shutil.copytree(_pages(), folder / "pages")
    return free_port()


@cache
def _pages() -> Path:
    """Make the proxy's pages, once for this process."""
    folder = Path(tempfile.mkdtemp(prefix="uitweg-pages-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    line = [sys.executable, "-m", "uitweg.site", "proxy-pages", str(folder)]
    settings = {"PYTHONPATH": str(ROOT), "UITWEG_CITY": "Voorbeeldstad"}
    subprocess.run(line, env={**os.environ, **settings}, check=True, stdout=subprocess.DEVNULL)
    return folder


def _running(
    line: list[str], proxy: type[Proxy], folder: Path, tls_port: int, plain_port: int
) -> Iterator[Proxy]:
    home = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
    home |= {"XDG_DATA_HOME": home["HOME"], "XDG_CONFIG_HOME": home["HOME"]}
    with (folder / "said.log").open("wb") as said:
        running = subprocess.Popen(line, stdout=said, stderr=said, env={**os.environ, **home})
    try:
        _wait_for(tls_port, running, folder)
        yield proxy(folder, tls_port, plain_port, running)
    finally:
        running.terminate()
        running.wait(timeout=10)


def _wait_for(port: int, running: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert running.poll() is None, (folder / "said.log").read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def _make_certificate(folder: Path) -> None:
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")]
    both = f"subjectAltName=DNS:{PUBLIC_NAME},DNS:{STAFF_NAME}"
    names = ["-subj", f"/CN={PUBLIC_NAME}", "-addext", both]
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    assert shutil.which("openssl")
    subprocess.run([*line, "-nodes", "-days", "2", *files, *names], check=True, capture_output=True)
