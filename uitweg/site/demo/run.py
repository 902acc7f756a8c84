"""`./run`: the demo, a fictional city with both doors and the worker, on this machine only."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from uitweg.site.config import environment

STOP_SECONDS = 5


def run(*, fresh: bool) -> int:
    """Make the city if needed, then run both doors and the worker until one of them stops."""
    folder = environment.folder("UITWEG_DATA", Path(__file__).resolve().parents[3] / "var") / "demo"
    if fresh and folder.exists():
        shutil.rmtree(folder)
    os.environ["UITWEG_DATA"] = str(folder)
    os.environ.setdefault("UITWEG_CITY", "Voorbeeldstad")
    if not (folder / "demo.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        print("Making a fictional city ...", file=sys.stderr, flush=True)
        made = subprocess.run([sys.executable, "-m", "uitweg.site", "make-demo"], check=False)
        if made.returncode:
            return made.returncode
    commands = (["serve", "--door", "public"], ["serve", "--door", "staff"], ["worker"])
    children = [
        subprocess.Popen([sys.executable, "-m", "uitweg.site", *command]) for command in commands
    ]
    return _watch(children, folder)


def _watch(children: list["subprocess.Popen[bytes]"], folder: Path) -> int:
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    from uitweg.site.config import settings

    doors = [
        f"http://127.0.0.1:{port}/health" for port in (settings.PUBLIC_PORT, settings.STAFF_PORT)
    ]
    if _wait_for(doors, children, stopping):
        print("\n".join(_welcome(folder)), flush=True)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.1)
    failed = not stopping
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    if failed:
        print("A part of the demo stopped; is a port in use? See the lines above.", file=sys.stderr)
    return 1 if failed else 0


def _wait_for(
    addresses: Iterable[str], children: "list[subprocess.Popen[bytes]]", stopping: list[int]
) -> bool:
    """Return whether all addresses answered before the demo was stopped."""
    waiting_for = list(addresses)
    while waiting_for and not stopping and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(waiting_for[0], timeout=1):  # noqa: S310 (our own loopback address)
                waiting_for.pop(0)
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return not waiting_for


def _welcome(folder: Path) -> list[str]:
    from uitweg.site.config import settings

    city = json.loads((folder / "demo.json").read_text())
    people = [
        f"  {member['login']:<10} {member['role']:<16} {member['phrase']}"
        for member in city["members"]
    ]
    return [
        "",
        "Uitweg, the demo. Everything and everyone in it is made up; the help lines are real.",
        "",
        f"  For whoever writes:  {settings.PUBLIC_URL}/",
        f"  For the team:        {settings.STAFF_URL}/",
        "",
        "Members and their passphrases (the login page of the demo shows the phone code):",
        *people,
        "",
        f"A mailbox with an answer in it: {' '.join(city['words'])}",
        "",
        "Kept until ./run demo --fresh. Stop with Ctrl-C.",
    ]
