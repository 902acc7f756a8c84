"""Machines of a network of their own: a network and a mount namespace each, on one bridge.

Files at the paths of a real machine (/etc/patroni, /var/lib/postgresql) are seen by that machine
alone. Needs root.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SHUT_IN = ["unshare", "--net", "--mount", "--propagation", "private"]
AWAKE = "echo awake; exec sleep infinity"
CLONE_NEWNET = 0x40000000


class Namespace:
    """A network and mount namespace, held open by a process that sleeps."""

    def __init__(self, prepare: str = "") -> None:
        self.holder = subprocess.Popen(
            [*SHUT_IN, "sh", "-ec", f"ip link set lo up\n{prepare}\n{AWAKE}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.holder.stdout is not None
        assert self.holder.stdout.readline() == "awake\n"
        self.inode = Path(f"/proc/{self.holder.pid}/ns/net").stat().st_ino

    def line(self, *command: str, user: str = "") -> list[str]:
        """Return a command that runs inside."""
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        enter = ["nsenter", "-t", str(self.holder.pid), "-n", "-m"]
        return [*enter, *as_user, *command]

    def run(self, *command: str, user: str = "") -> str:
        return subprocess.run(
            self.line(*command, user=user), check=True, capture_output=True, text=True
        ).stdout

    def pids(self) -> list[int]:
        """Return what runs inside, without the holder and without us."""
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                pid = int(entry.name)
                if (entry / "ns/net").stat().st_ino == self.inode and pid not in {
                    self.holder.pid,
                    os.getpid(),
                }:
                    found.append(pid)
        return found

    def signal(self, number: signal.Signals, *, named: str = "") -> None:
        """Send a signal to all that runs inside, or only to what has this in its command line."""
        for pid in self.pids():
            with suppress(OSError):
                line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                if named in line:
                    os.kill(pid, number)

    def kill_all(self) -> None:
        deadline = time.monotonic() + 20
        while pids := self.pids():
            self.signal(signal.SIGKILL)
            assert time.monotonic() < deadline, pids
            time.sleep(0.05)

    def thread(self, target: Callable[[], None]) -> threading.Thread:
        """Return a started thread whose sockets are inside."""

        def entered() -> None:
            enter_network(self)
            target()

        started = threading.Thread(target=entered, daemon=True)
        started.start()
        return started

    def end(self) -> None:
        self.kill_all()
        self.holder.kill()
        self.holder.wait()


def enter_network(namespace: Namespace) -> None:
    """Move the calling thread into this network."""
    with Path(f"/proc/{namespace.holder.pid}/ns/net").open() as network:
        os.setns(network.fileno(), CLONE_NEWNET)


class Bridge(Namespace):
    """The switch to which machines are plugged in."""

    def __init__(self) -> None:
        super().__init__("ip link add bridge type bridge\nip link set bridge up")

    def plug(self, machine: Namespace, address: str) -> None:
        port = f"p{address.rpartition('.')[2]}"
        peer = ["peer", "name", "eth0", "netns", str(machine.holder.pid)]
        self.run("ip", "link", "add", port, "type", "veth", *peer)
        self.run("ip", "link", "set", port, "master", "bridge", "up")
        machine.run("ip", "address", "add", f"{address}/24", "dev", "eth0")
        machine.run("ip", "link", "set", "eth0", "up")

    def set_cable(self, address: str, *, plugged: bool) -> None:
        self.run("ip", "link", "set", f"p{address.rpartition('.')[2]}", "up" if plugged else "down")
