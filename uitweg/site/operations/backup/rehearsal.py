"""`./run rehearse`: put the newest backup back in a scratch place, open a door on it, remove it.

The restore and the door are processes of their own with the environment of this one, except for
where the stores are and for everything that would leave the machine.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from uitweg.platform.store import destroyed
from uitweg.site.config import environment, secret_files
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import keeping
from uitweg.site.operations.backup.postgres_tools import scratch_databases
from uitweg.site.web.backup_age import LAST_BACKUP, LAST_REHEARSAL

LEAVES = (
    *("SMTP_URL", "GATEWAYS", "HEARTBEAT_URL", "LOGBOOK_", "OIDC_", "TRACES_URL"),
    *("PROXY", "STAFF_URL", "METRICS_PORT", "MAINTENANCE"),
)
"""The settings, without UITWEG_, of what leaves this machine, or would be wrong for the scratch."""
DOOR_SECONDS = 300


def rehearse(file: Path | None, *, words: str | None, now: datetime) -> list[str]:
    """Restore a backup elsewhere, ask a door on it for /health, and return what was found.

    Without `file` it is that of the last backup; of a folder it is the newest. `words` are those
    of the recovery sheet. `last-rehearsal.json` says what became of it. Raises Misconfigured.
    """
    data = environment.folder("UITWEG_DATA", environment.DATA)
    started = time.monotonic()
    outcome: dict[str, Any] = {"made_at": now.isoformat(timespec="seconds")}
    try:
        file = _chosen(file, data, now=now)
        outcome["file"] = str(file)
        found = _rehearse(file, data, words=words)
    except (Misconfigured, OSError) as problem:
        with suppress(OSError):
            failed = outcome | {"ok": False, "problem": str(problem)}
            keeping.write_status(data / LAST_REHEARSAL, failed)
        raise Misconfigured(f"The rehearsal failed: {problem}") from None
    outcome |= {"ok": True, "seconds": round(time.monotonic() - started, 2)}
    keeping.write_status(data / LAST_REHEARSAL, outcome)
    return [*found, f"Rehearsed with {file} in {outcome['seconds']} seconds."]


def _chosen(file: Path | None, data: Path, *, now: datetime) -> Path:
    """Return the backup to rehearse with. Raises Misconfigured."""
    known = keeping.read_status(data / LAST_BACKUP).get("file")
    last = Path(known) if isinstance(known, str) else None
    if file is None and last is None:
        raise Misconfigured("No backup is known here; name the file, or the folder of backups.")
    return keeping.the_backup(cast(Path, file or last), now=now)


def _rehearse(file: Path, data: Path, *, words: str | None) -> list[str]:
    with tempfile.TemporaryDirectory(dir=data, prefix="rehearsal-") as folder:
        scratch = Path(folder) / "data"
        scratch.mkdir()
        with scratch_databases(os.environ.get("UITWEG_DATABASE_URL", "")) as database:
            settings = _environment(scratch, data, database)
            line = ["restore", str(file), *(["--sheet"] if words else [])]
            journal = data / destroyed.FILE_NAME
            line += ["--journal", str(journal)] if journal.exists() else []
            restored = _run(line, settings, said=words or "")
            return [*restored, _ask_door(settings)]


def _environment(scratch: Path, data: Path, database: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.removeprefix("UITWEG_").startswith(LEAVES)
    }
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    secret = secret_files.secret_path("staff", data)
    beside = scratch.parent / "staff.secret"  # not in the folder: a backup may bring its own
    shutil.copyfile(secret, beside)
    return kept | {
        secret_files.SETTING: str(beside),
        "UITWEG_DATA": str(scratch),
        "UITWEG_DATABASE_URL": database,
        "UITWEG_STAFF_PORT": port,
        "UITWEG_DOOR": "tools",
    }


def _run(line: list[str], settings: Mapping[str, str], *, said: str) -> list[str]:
    """Run a command of ours; return what it printed. Raises Misconfigured with its sentence."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "uitweg.site", *line],
        env=settings,
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Misconfigured(done.stderr.strip() or f"{line[0]} ended with {done.returncode}.")
    return done.stdout.splitlines()


def _ask_door(settings: Mapping[str, str]) -> str:
    address = f"http://127.0.0.1:{settings['UITWEG_STAFF_PORT']}/health"
    with _staff_door(settings) as door:
        deadline = time.monotonic() + DOOR_SECONDS
        while time.monotonic() < deadline and door.poll() is None:
            with suppress(urllib.error.URLError, OSError, ValueError):
                with urllib.request.urlopen(address, timeout=5) as answer:
                    health = json.load(answer)
                if health.get("door") == "staff":
                    return "A staff door started on it and answered at /health."
            time.sleep(0.1)
    raise Misconfigured("a staff door on the restored stores did not answer at /health.")


@contextmanager
def _staff_door(settings: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    line = [sys.executable, "-m", "uitweg.site", "serve", "--door", "staff"]
    door = subprocess.Popen(line, env=settings)  # noqa: S603
    try:
        yield door
    finally:
        door.terminate()
        door.wait()
