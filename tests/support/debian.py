"""An empty Debian that boots beside this machine: its own systemd, users, files and network."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import machine

RELEASE = "trixie"
EMPTY = ("ca-certificates", "dbus", "iproute2", "procps", "systemd", "systemd-sysv")
"""What is on a Debian server before anybody installs something."""
TOOLS = {
    "mmdebstrap": "mmdebstrap",
    "systemd-nspawn": "systemd-container",
    "pasta": "passt",
    "nsenter": "util-linux",
    "ip": "iproute2",
}
TRUSTED = Path("/etc/ssl/certs/ca-certificates.crt")
BROUGHT = "/etc/ssl/trusted-beside.crt"
"""The same for pip, also after the machine renewed its own."""
ADDRESS = "10.20.30.40"
"""The machine's own address in its own network: one of the municipal network's."""
BOOT = """
set -e
if [ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ]; then
  umount -R -l /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi
exec systemd-nspawn --quiet --directory="$1" --boot --network-namespace-path="/run/netns/$2" --register=no --keep-unit \
  --machine="$2" --resolv-conf=off --link-journal=no --console=pipe
"""


def tools() -> None:
    """Install what boots a Debian, or raise machine.Missing with what to type."""
    if os.geteuid() != 0:
        raise machine.Missing("Only root can boot a second Debian beside this one: sudo …")
    for program, package in TOOLS.items():
        if shutil.which(program) is None:
            machine.apt_install(package)
        if shutil.which(program) is None:
            raise machine.Missing(f"An empty Debian needs {program}: apt-get install {package}")


def empty_debian() -> Path:
    """Return a tar file with an empty Debian, made once on this machine (about a minute)."""
    tools()
    tar = Path(tempfile.gettempdir()) / f"uitweg-empty-{RELEASE}.tar"
    if not tar.exists():
        made = tar.with_suffix(f".{os.getpid()}")
        line = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(EMPTY)}"]
        subprocess.run([*line, "--format=tar", RELEASE, str(made)], check=True)
        made.rename(tar)
    return tar


@dataclass(frozen=True)
class Debian:
    """One booted machine; `leader` is its first process."""

    tree: Path
    leader: int

    def shell(
        self, script: str, *, said: str = "", seconds: float = 900
    ) -> "subprocess.CompletedProcess[str]":
        """Type lines as root, in one shell that stops at the first that fails."""
        line = [*self._enter("--mount", "--uts", "--ipc", "--net", "--pid"), "bash", "-eu"]
        return subprocess.run(
            [*line, "-o", "pipefail", "-c", script],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            input=said,
            timeout=seconds,
        )

    def type(self, script: str, *, said: str = "") -> str:
        """Type lines as root and return what they print; a line that fails ends the test."""
        done = self.shell(script, said=said)
        told = f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        assert done.returncode == 0, told
        return done.stdout

    def inside_network(self, *line: str) -> list[str]:
        """Return a command line that runs a program of ours in this machine's network."""
        return [*self._enter("--net"), *line]

    def _enter(self, *namespaces: str) -> list[str]:
        root = ["--root", "--wd"] if "--mount" in namespaces else []
        return ["nsenter", f"--target={self.leader}", *namespaces, *root, "--"]


def environment() -> dict[str, str]:
    """Return what a login shell of root has, with what pip needs on this machine."""
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    pip.pop("PIP_FIND_LINKS", None)  # a folder of this machine
    if TRUSTED.exists():
        pip["PIP_CERT"] = BROUGHT
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {
        **pip,
        "PATH": path,
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
    }


@contextmanager
def booted(folder: Path) -> Iterator[Debian]:
    """Unpack an empty Debian in a folder and run it until the end of the block."""
    tree = folder / "debian"
    tree.mkdir(parents=True)
    subprocess.run(["tar", "-xf", empty_debian(), "-C", tree], check=True)
    _bring_settings_of_this_machine(tree)
    with _network(folder) as name:
        line = ["unshare", "--mount", "--propagation=private", "sh", "-c", BOOT, "boot", tree, name]
        with (folder / "boot.log").open("wb") as log:
            nspawn = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            yield Debian(tree, _leader(nspawn, folder / "boot.log"))
        finally:
            _halt(nspawn)


@contextmanager
def _network(folder: Path) -> Iterator[str]:
    """Make a network with the machine's address, from which pasta fetches packages outside."""
    name = f"uitweg{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    ports = [f"--{way}-{kind}=none" for way in ("tcp", "udp") for kind in ("ports", "ns")]
    line = ["pasta", "--config-net", "--foreground", "--runas=0", "--quiet", *ports]
    try:
        for made in ("link set lo up", f"addr add {ADDRESS}/32 dev lo"):
            subprocess.run(["ip", "-netns", name, *made.split()], check=True)
        with (folder / "pasta.log").open("wb") as log:
            pasta = subprocess.Popen(
                [*line, "--netns-only", f"--netns=/run/netns/{name}"], stdout=log, stderr=log
            )
        try:
            yield name
        finally:
            pasta.terminate()
            pasta.wait(timeout=10)
    finally:
        subprocess.run(["ip", "netns", "del", name], check=True)


def _bring_settings_of_this_machine(tree: Path) -> None:
    """Copy names, trusted certificates and Debian's address: how this machine reaches packages."""
    shutil.copy("/etc/resolv.conf", tree / "etc/resolv.conf", follow_symlinks=True)
    if TRUSTED.exists():
        shutil.copy(TRUSTED, tree / str(TRUSTED)[1:])
        shutil.copy(TRUSTED, tree / BROUGHT[1:])
    for conf in Path("/etc/apt/apt.conf.d").glob("99*"):
        shutil.copy(conf, tree / "etc/apt/apt.conf.d")


def _leader(nspawn: "subprocess.Popen[bytes]", log: Path) -> int:
    """Wait until systemd is up, and return its process id as this machine counts."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert nspawn.poll() is None, log.read_text(errors="replace")
        for pid in _children(nspawn.pid):
            asked = ["nsenter", f"--target={pid}", "--all", "systemctl", "is-system-running"]
            done = subprocess.run(asked, capture_output=True, text=True, check=False)
            if done.stdout.strip() in {"running", "degraded"}:
                return pid
        time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace"))


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _halt(nspawn: "subprocess.Popen[bytes]") -> None:
    for pid in _children(nspawn.pid):
        os.kill(pid, signal.SIGRTMIN + 4)  # systemd's "power off"
    try:
        nspawn.wait(timeout=40)
    except subprocess.TimeoutExpired:
        os.killpg(nspawn.pid, signal.SIGKILL)
        nspawn.wait()
