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
from contextlib import suppress
from functools import partial
from pathlib import Path

from uitweg.places import COMMAND
from uitweg.site.config import environment
from uitweg.site.demo.postbox import Postbox
from uitweg.site.demo.telephones import Telephones

STOP_SECONDS = 5


def run(*, fresh: bool) -> int:
    """Make the city if needed, then run both doors and the worker until one of them stops."""
    folder = environment.folder("UITWEG_DATA", environment.DATA) / "demo"
    if fresh and folder.exists():
        shutil.rmtree(folder)
    os.environ["UITWEG_DATA"] = str(folder)
    os.environ.setdefault("UITWEG_CITY", "Voorbeeldstad")
    from uitweg.site.config import settings
    from uitweg.site.server.serve import refuse_a_taken_port

    for door, port in (("public", settings.PUBLIC_PORT), ("staff", settings.STAFF_PORT)):
        refuse_a_taken_port(door=door, host="127.0.0.1", port=port)
    if not (folder / "demo.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        print("Making a fictional city ...", file=sys.stderr, flush=True)
        made = subprocess.run([sys.executable, "-m", "uitweg.site", "make-demo"], check=False)
        if made.returncode:
            return made.returncode
    if "UITWEG_GATEWAYS" in os.environ:
        return _run_parts(folder, "")
    telephones = Telephones(settings.STAFF_PORT + 1)
    os.environ["UITWEG_GATEWAYS"] = str(telephones.write_gateways(folder))
    postbox = Postbox(partial(telephones.show, "Mail"))
    os.environ.setdefault("UITWEG_SMTP_URL", postbox.address)
    try:
        return _run_parts(folder, telephones.address)
    finally:
        telephones.stop()
        postbox.stop()


def _run_parts(folder: Path, telephones: str) -> int:
    """Run both doors and the worker until one of them stops; whatever happens, none is left."""
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in (["serve", "--door", "public"], ["serve", "--door", "staff"], ["worker"]):
            line = [sys.executable, "-m", "uitweg.site", *command]
            # in a group of its own, so that a door ends together with its own worker process
            children.append(subprocess.Popen(line, process_group=0))
        _watch(children, folder, stopping, telephones)
    finally:
        _stop(children)
    if not stopping:
        print("A part of the demo stopped. See the lines above.", file=sys.stderr)
    return 0 if stopping else 1


def _watch(
    children: list["subprocess.Popen[bytes]"], folder: Path, stopping: list[int], telephones: str
) -> None:
    """Say where the demo is, and wait until it is stopped or one of its parts stops."""
    from uitweg.site.config import settings

    doors = [
        f"http://127.0.0.1:{port}/health" for port in (settings.PUBLIC_PORT, settings.STAFF_PORT)
    ]
    if _wait_for(doors, children, stopping):
        print("\n".join(_welcome(folder, telephones)), flush=True)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.1)


def _stop(children: list["subprocess.Popen[bytes]"]) -> None:
    """Ask all parts to stop, and end what is left of them after some seconds."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


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


def _welcome(folder: Path, telephones: str) -> list[str]:
    from uitweg.site.config import settings

    city = json.loads((folder / "demo.json").read_text())
    people = [
        f"  {member['login']:<10} {member['role']:<16} {member['phrase']}"
        for member in city["members"]
    ]
    return [
        "",
        "Uitweg, the demo. Everything and everyone in it is made up, the coordinator's number too;",
        "the other help lines are real.",
        "",
        f"  For whoever writes:  {settings.PUBLIC_URL}/",
        f"  For the team:        {settings.STAFF_URL}/",
        *([f"  What is sent out:    {telephones}/"] if telephones else []),
        "",
        "Members and their passphrases (the login page of the demo shows the phone code):",
        *people,
        "",
        f"A mailbox with an answer in it: {' '.join(city['words'])}",
        "",
        f"Kept in {folder} until {COMMAND} demo --fresh. Stop with Ctrl-C.",
    ]
