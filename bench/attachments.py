"""Sealed files as rows of PostgreSQL with a synchronous standby, beside plain files on the same disk.

`python -m bench.attachments`, as root on Debian with postgresql-17. A plain file that is synced is
the least that any object store does, so it is the floor of one. Files are as large as what people
send: nine in ten a photo of up to 0.4 MB, one in a hundred a recording of up to 20 MB. Each body of
at most fifteen chunks is a transaction, as the browser sends them; beside them somebody stores a
report ten times a second.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench import machine
from bench.figures import quantile
from uitweg.channel.conversation.rules.sizes import CHUNKS_PER_UPLOAD
from uitweg.platform.sealing.files import SEALED_CHUNK

BIN = Path("/usr/lib/postgresql/17/bin")
RECORD = Path(__file__).with_name("attachments.json")
PORTS = {"primary": 15432, "standby": 15433}
TABLES = """
CREATE TABLE channel_chunk (id bigserial PRIMARY KEY, file_hash bytea NOT NULL,
  place integer NOT NULL, last boolean NOT NULL, stored_on date NOT NULL, sealed bytea NOT NULL,
  CONSTRAINT chunk_once UNIQUE (file_hash, place));
CREATE INDEX chunk_begun ON channel_chunk (stored_on, file_hash) WHERE place = 0;
CREATE TABLE report (id bigserial PRIMARY KEY, sealed bytea NOT NULL);
"""
STORE = """INSERT INTO channel_chunk (file_hash, place, last, stored_on, sealed)
VALUES (%s, %s, %s, current_date, %s)"""
LAG = """SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 0)
FROM pg_stat_replication"""
SETTINGS = """
wal_level = replica
synchronous_standby_names = '*'
shared_buffers = 256MB
max_wal_size = 2GB
unix_socket_directories = ''
listen_addresses = '127.0.0.1'
"""
REPORT = random.Random(1).randbytes(12_000)


def sizes(count: int) -> list[int]:
    """Return the lengths of so many files in bytes, the same each time."""
    chance = random.Random(2)
    kinds = ((0.9, 50e3, 0.4e6), (0.99, 0.4e6, 2e6), (1.0, 5e6, 20e6))

    def one() -> int:
        drawn = chance.random()
        least, most = next((least, most) for below, least, most in kinds if drawn < below)
        return int(chance.uniform(least, most))

    return [one() for _ in range(count)]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args(argv)
    lengths = sizes(given.files)
    result = machine.head(f"python -m bench.attachments {' '.join(argv)}".strip())
    result |= {"files": len(lengths), "megabytes": round(sum(lengths) / 1e6)}
    with tempfile.TemporaryDirectory(prefix="uitweg-files-", dir=given.folder) as folder:
        shutil.chown(folder, "postgres")
        result["plain files"] = _as_files(Path(folder), lengths)
        with servers(Path(folder)):
            result["PostgreSQL"] = _as_rows(Path(folder), lengths)
    RECORD.write_text(json.dumps(result, indent=1) + "\n")
    sys.stdout.write(RECORD.read_text())
    return 0


def _as_files(folder: Path, lengths: list[int]) -> dict[str, Any]:
    """Write each file and sync it and its folder; then read all of them into one archive."""
    store = folder / "plain"
    store.mkdir()

    def write(nth: int) -> None:
        with (store / str(nth)).open("wb") as file:
            file.writelines(_chunks(nth, lengths[nth]))
            file.flush()
            os.fsync(file.fileno())
        directory = os.open(store, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)

    stored = _in_threads(write, len(lengths))
    copied = _timed(lambda: _run("tar", "-cf", str(folder / "plain.tar"), "-C", str(store), "."))
    size = (folder / "plain.tar").stat().st_size
    shutil.rmtree(store)
    (folder / "plain.tar").unlink()
    return _rates(lengths, stored) | {"backup_s": copied, "backup_mb": round(size / 1e6)}


def _as_rows(folder: Path, lengths: list[int]) -> dict[str, Any]:
    """Store each file as the door does; measure the standby's lag and what a backup takes."""
    with _connect() as rows:
        rows.execute(TABLES)
    with _Beside() as beside:
        stored = _in_threads(lambda nth: _store(nth, lengths[nth]), len(lengths))
    with _connect() as rows:
        row = rows.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row
    backups = {}
    for name in ("none", "zstd:1"):
        to = folder / "dump"
        line = [str(BIN / "pg_dump"), "-Fc", "-Z", name, "-f", str(to), _address()]
        backups[f"backup {name}"] = {
            "s": _timed(lambda line=line: _run(*line)),  # type: ignore[misc]
            "mb": round(to.stat().st_size / 1e6),
        }
    with _connect("postgres") as rows:
        rows.execute("CREATE DATABASE restored")
    restored = _timed(
        lambda: _run(str(BIN / "pg_restore"), "-d", _address("restored"), str(folder / "dump"))
    )
    waits = sorted(1000 * wait for wait in beside.waits)
    return _rates(lengths, stored) | {
        "database_mb": round(row[0] / 1e6),
        **backups,
        "restore_s": restored,
        "standby_behind_mb": {
            "median": round(quantile(beside.lags, 0.5) / 1e6, 2),
            "max": round(max(beside.lags) / 1e6, 2),
        },
        "a report beside it, ms": {
            "median": round(quantile(waits, 0.5)),
            "p99": round(quantile(waits, 0.99)),
        },
    }


def _chunks(nth: int, length: int) -> Iterator[bytes]:
    random_bytes = random.Random(nth)  # nothing of it compresses, as of what is encrypted
    for _ in range(-(-length // SEALED_CHUNK)):
        yield random_bytes.randbytes(SEALED_CHUNK)


def _store(nth: int, length: int) -> None:
    pieces = list(enumerate(_chunks(nth, length)))
    name = nth.to_bytes(32, "big")
    with _connect() as rows:
        for first in range(0, len(pieces), CHUNKS_PER_UPLOAD):
            group = pieces[first : first + CHUNKS_PER_UPLOAD]
            with rows.transaction(), rows.cursor() as cursor:
                values = [(name, place, place + 1 == len(pieces), piece) for place, piece in group]
                cursor.executemany(STORE, values)


class _Beside:
    """Somebody who stores reports meanwhile, and somebody who looks how far the standby is."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.lags: list[float] = []
        self._over = threading.Event()

    def __enter__(self) -> "_Beside":
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        with _connect() as rows:
            while not self._over.wait(0.1):
                started = time.perf_counter()
                rows.execute("INSERT INTO report (sealed) VALUES (%s)", [REPORT])
                self.waits.append(time.perf_counter() - started)
                lag = rows.execute(LAG).fetchone()
                self.lags.append(float(lag[0]) if lag else 0)


@contextmanager
def servers(folder: Path) -> Iterator[None]:
    """Run a server and a synchronous standby of it."""
    primary, standby = folder / "primary", folder / "standby"
    _as_postgres("initdb", "-D", str(primary), "-A", "trust", "--data-checksums", "-E", "UTF8")
    with (primary / "postgresql.conf").open("a") as file:
        file.write(SETTINGS)
    running = [_start(primary, PORTS["primary"])]
    try:
        source = ["-h", "127.0.0.1", "-p", str(PORTS["primary"])]
        _as_postgres("pg_basebackup", *source, "-D", str(standby), "-R", "-X", "stream")
        running.append(_start(standby, PORTS["standby"]))
        yield
    finally:
        for server in reversed(running):
            server.terminate()
            server.wait(timeout=60)


def _start(data: Path, port: int) -> "subprocess.Popen[bytes]":
    line = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    with (data.parent / f"{data.name}.log").open("ab") as log:
        server = subprocess.Popen(
            [*line, str(BIN / "postgres"), "-D", str(data), "-p", str(port)], stdout=log, stderr=log
        )
    deadline = time.monotonic() + 60
    while _run_quietly(str(BIN / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return server


def _as_postgres(tool: str, *arguments: str) -> None:
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    _run(*user, str(BIN / tool), *arguments)


def _run(*line: str) -> None:
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr[-2000:]


def _run_quietly(*line: str) -> int:
    return subprocess.run(line, capture_output=True, check=False).returncode


def _address(database: str = "postgres") -> str:
    return f"postgresql://postgres@127.0.0.1:{PORTS['primary']}/{database}"


def _connect(database: str = "postgres") -> "psycopg.Connection[Any]":
    return psycopg.connect(_address(database), autocommit=True)


def _in_threads(work: Callable[[int], None], count: int, threads: int = 4) -> float:
    """Do this for each number, in four threads; return the seconds."""
    numbers, lock = iter(range(count)), threading.Lock()

    def go() -> None:
        while True:
            with lock:
                nth = next(numbers, None)
            if nth is None:
                return
            work(nth)

    def all_of_them() -> None:
        at_work = [threading.Thread(target=go) for _ in range(threads)]
        for thread in at_work:
            thread.start()
        for thread in at_work:
            thread.join()

    return _timed(all_of_them)


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 1)


def _rates(lengths: list[int], seconds: float) -> dict[str, Any]:
    return {
        "stored_s": seconds,
        "files_per_s": round(len(lengths) / seconds, 1),
        "mb_per_s": round(sum(lengths) / 1e6 / seconds, 1),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
