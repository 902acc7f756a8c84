"""Reports a second, durable before acknowledged, compared with SQLite itself storing the same bytes.

A flow is what one reporter's browser requests: GET /schrijven/, and a POST of a report that was
encrypted beforehand (1,200 random characters in two envelopes, with keys of its own), until the
answer that it is stored. The rows in the database are counted, and each missing one is an error.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import mailboxes
from bench.figures import Figure, quantile
from tests.support.installation import Installation
from tests.support.processes import children, look

WRITERS = (1, 8, 32, 128)
TARGETS = {8: ("≥ 1000", "≤ 20")}
PEER_RATE = "GlobaLeaks 0.48/s, Hush Line 36/s"
PEER_ERRORS = "GlobaLeaks 58-75 % HTTP 500"
ROW_BYTES = (32, 1216, 5243, 5243)
"""The mailbox hash, the reporter's public key, and the message encrypted twice."""


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure at 1, 8, 32 and 128 writers; the door must be up."""
    single, grouped = (_bare_inserts(city.folder, group, small=small) for group in (1, 64))
    floor = f"SQLite FULL {single:.0f}/s single, {grouped:.0f}/s grouped by 64"
    found = []
    for writers in WRITERS:
        count = (300 if writers == 1 else 1000) if small else (2000 if writers == 1 else 8000)
        found += _at(city, writers, count, floor)
    return [*found, *mailboxes.figures(city, small=small)]


def on_postgres(city: Installation, *, small: bool) -> list[Figure]:
    """Measure the same on PostgreSQL, which `city` uses; the door must be up."""
    found = []
    for writers in WRITERS:
        count = (300 if writers == 1 else 1000) if small else (2000 if writers == 1 else 8000)
        found += _at(city, writers, count, "", " on PostgreSQL")
    return found


def _at(city: Installation, writers: int, count: int, floor: str, store: str = "") -> list[Figure]:
    before, stored = cpu_seconds(city), stored_reports(city)
    result = send(city, writers, count)
    cpu, missing = cpu_seconds(city) - before, count - (stored_reports(city) - stored)
    rate, posts = ("", "") if store else TARGETS.get(writers, ("", ""))
    name = f"report flow{store}, {writers} writer{'s' * (writers > 1)}"
    flows = [1000 * seconds for seconds in result["flows"]]
    found = [Figure(name, round(len(flows) / result["seconds"]), "/s", rate, floor, PEER_RATE)]
    for share in (0.5, 0.95, 0.99):
        target = posts if share == 0.99 else ""
        label = f"{name}, p{share * 100:.0f}"
        found.append(Figure(label, round(quantile(flows, share), 1), "ms", target))
    post_times = [1000 * seconds for seconds in result["posts"]]
    found.append(Figure(f"{name}, the POST alone, p99", round(quantile(post_times, 0.99), 1), "ms"))
    errors = max(result["errors"], abs(missing))
    found.append(Figure(f"{name}, errors", errors, f"of {count}", "≤ 0", "", PEER_ERRORS))
    found.append(
        Figure(f"{name}, door's processor time", round(1000 * cpu / count, 2), "ms a flow")
    )
    return found


def stored_reports(city: Installation) -> int:
    """Return how many reports are stored with their message."""
    query = "SELECT count(*) FROM channel_report r JOIN channel_message m ON m.report_id = r.id"
    with look(city) as store:
        return int(store.execute(query)[0][0])


def send(
    city: Installation, writers: int, count: int, *, through: tuple[int, str, str] | None = None
) -> dict[str, Any]:
    """Let a client send; `through` a proxy: its port, the host name and the certificate's file."""
    port, *tls = through or (city.public_port,)
    line = [sys.executable, "-m", "bench.load", str(city.folder), str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*line, str(writers), str(count), *map(str, tls)],
        stdin=pipe,
        stdout=pipe,
        text=True,
        env=city.environment,
    ) as client:
        assert client.stdout
        assert client.stdin
        client.stdout.readline()
        client.stdin.write("go\n")
        client.stdin.flush()
        result: dict[str, Any] = json.loads(client.stdout.readline())
    return result


def cpu_seconds(city: Installation, part: str = "public") -> float:
    """Return the processor seconds that a part has used, by default the public door."""
    parent = city.processes[part].pid
    ticks = 0
    for pid in (parent, *children(parent)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_until_idle(city: Installation) -> None:
    """Wait until the public door has compressed its pages, which it does after it is up."""
    before, deadline = -1.0, time.monotonic() + 300
    while (used := cpu_seconds(city)) > before + 0.05:
        assert time.monotonic() < deadline, "the public door does not come to rest"
        before = used
        time.sleep(2)


def _bare_inserts(folder: Path, group: int, *, small: bool) -> float:
    """Return how many rows a second SQLite inserts, `group` in a transaction, in one connection."""
    path = folder / "floor.sqlite"
    count = (500 if group == 1 else 4096) if small else (3000 if group == 1 else 16384)
    rows = [[os.urandom(size) for size in ROW_BYTES] for _ in range(256)]
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("PRAGMA synchronous=FULL")
        store.execute("CREATE TABLE floor (a, b, c, d)")
        started = time.perf_counter()
        for nth in range(count // group):
            store.execute("BEGIN IMMEDIATE")
            for in_group in range(group):
                store.execute(
                    "INSERT INTO floor VALUES (?, ?, ?, ?)", rows[(nth * group + in_group) % 256]
                )
            store.execute("COMMIT")
        took = time.perf_counter() - started
    for file in folder.glob("floor.sqlite*"):
        file.unlink()
    return count / took
