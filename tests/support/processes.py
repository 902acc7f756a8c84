"""The processes of an installation, its databases read from outside, and its public keys."""

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
    """The team's public keys, as a page has them."""

    key_id: bytes
    public_key: bytes
    verify_key: bytes


def team_key(where: Path | Installation) -> TeamKey:
    """Return the team's current key, of an installation or of a folder with SQLite in it."""
    query = "SELECT key_id, public_key, verify_key FROM channel_teamkey WHERE retired_at IS NULL"
    city = where if isinstance(where, Installation) else Installation(where, ON_SQLITE)
    with look(city) as rows:
        return TeamKey(*(bytes(value) for value in rows.execute(query)[0]))


def channel(folder: Path) -> sqlite3.Connection:
    return _file(folder, "channel")


def _file(folder: Path, store: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{folder}/{store}.sqlite?mode=ro", uri=True, timeout=20)


@dataclass(frozen=True)
class Look:
    """A read-only connection to a database; queries use SQLite's placeholder (?) on both kinds."""

    rows: Any
    mark: str

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.rows.execute(
            sql.replace("?", self.mark), values
        ).fetchall()
        return found


@contextmanager
def look(city: Installation, store: str = "channel") -> Iterator[Look]:
    """Open the `channel` or the `staff` database of an installation, read-only."""
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
    """Start a part (a door or the worker) without waiting for it."""
    line = [sys.executable, "-m", "uitweg.site", *PARTS[part]]
    with city.log.open("ab") as log:
        city.processes[part] = subprocess.Popen(
            line, env=city.environment, stdout=log, stderr=log, start_new_session=True
        )
    return city.processes[part]


def children(pid: int) -> list[int]:
    """Return the descendants of a process, nearest first."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in listed.read_text().split():
                found += [int(child), *children(int(child))]
    return found


def alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def strike(process: "subprocess.Popen[bytes]", *, whom: str) -> int:
    """Kill -9 the `worker`, the `parent` or `all` processes of a part; return how many orphans are left.

    A worker whose parent is gone has 6 seconds to end; then it counts as an orphan, and is killed.
    """
    descendants = children(process.pid)
    targets = {
        "worker": descendants[:1],
        "parent": [process.pid],
        "all": [process.pid, *descendants],
    }[whom]
    for pid in targets or [process.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=6)
    deadline = time.monotonic() + 6
    while any(map(alive, descendants)) and time.monotonic() < deadline:
        time.sleep(0.02)
    orphans = [pid for pid in descendants if alive(pid)]
    end_group(process)
    return len(orphans)


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill what is left of a part, with its descendants."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
