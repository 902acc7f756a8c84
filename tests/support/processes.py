"""The installation under measurement: its processes, ended one by one, and its public keys."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.installation import PARTS, Installation

ON_SQLITE = {"UITWEG_DATABASE_URL": ""}


@dataclass(frozen=True)
class TeamKey:
    """The public half of the team's key, as the form carries it."""

    key_id: bytes
    public_key: bytes
    verify_key: bytes


def team_key(where: Path | Installation) -> TeamKey:
    """Return the team's key from the store: of an installation, or of a folder with SQLite in it."""
    asked = "SELECT key_id, public_key, verify_key FROM channel_teamkey WHERE retired_at IS NULL"
    city = where if isinstance(where, Installation) else Installation(where, ON_SQLITE)
    with look(city) as rows:
        return TeamKey(*(bytes(one) for one in rows.execute(asked)[0]))


def channel(folder: Path) -> sqlite3.Connection:
    return _file(folder, "channel")


def _file(folder: Path, store: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{folder}/{store}.sqlite?mode=ro", uri=True, timeout=20)


@dataclass(frozen=True)
class Look:
    """A view of one store from outside; questions are asked in SQLite's way (?) on both kinds."""

    rows: Any
    mark: str

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.rows.execute(
            sql.replace("?", self.mark), values
        ).fetchall()
        return found


@contextmanager
def look(city: Installation, store: str = "channel") -> Iterator[Look]:
    """Open the `channel` or the `staff` store of an installation, to read only."""
    address = city.environment.get("UITWEG_DATABASE_URL")
    if not address:
        with closing(_file(city.folder, store)) as rows:
            yield Look(rows, "?")
        return
    import psycopg

    name = "/uitweg_channel?" if store == "channel" else "/uitweg?"
    with psycopg.connect(address.replace("/uitweg?", name), autocommit=True) as rows:
        yield Look(rows, "%s")


def launch(city: Installation, part: str) -> "subprocess.Popen[bytes]":
    """Start one part and do not wait for it."""
    line = [sys.executable, "-m", "uitweg.site", *PARTS[part]]
    with city.log.open("ab") as log:
        city.processes[part] = subprocess.Popen(
            line, env=city.environment, stdout=log, stderr=log, start_new_session=True
        )
    return city.processes[part]


def children(pid: int) -> list[int]:
    """Return the processes below this one, nearest first."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in listed.read_text().split():
                found += [int(child), *children(int(child))]
    return found


def alive(pid: int) -> bool:
    """Tell whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def strike(process: "subprocess.Popen[bytes]", *, whom: str) -> int:
    """Kill -9 the `worker`, the `parent` or `all` of one part; return how many outlived their parent.

    A worker whose parent is gone has 6 seconds to leave; then it counts, and is ended.
    """
    below = children(process.pid)
    struck = {"worker": below[:1], "parent": [process.pid], "all": [process.pid, *below]}[whom]
    for pid in struck or [process.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=6)
    deadline = time.monotonic() + 6
    while any(map(alive, below)) and time.monotonic() < deadline:
        time.sleep(0.02)
    left = [pid for pid in below if alive(pid)]
    end_group(process)
    return len(left)


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End what is left of a part, children included."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
