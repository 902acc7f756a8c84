"""A backup and a restore of a gigabyte of sealed files, beside the machine's own tools.

Encrypted to a key, as an installation is set up. Both are whole commands in processes of their own. What comes back is compared by hash with what
was there. `python -m bench.backup MEGABYTES` fills the city of the environment with that; with
`hash` in place of the number it prints the hash of all files.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure
from bench.process import measure_inside
from tests.support import machine
from tests.support.installation import Installation

MEGABYTES = 1000
LEAST_MB_S = 100
MOST_RESTORE_SECONDS = 30


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure on both stores, each in a city of its own. No part may be up."""
    size, base = MEGABYTES // 10 if small else MEGABYTES, city.folder.parent
    more = {**city.more, "UITWEG_BACKUP_KEYS": str(base / "backup-keys")}
    on_sqlite = Installation(base / "backup-sqlite" / "data", dict(more)).make()
    other = Installation(base / "backup-sqlite-2" / "data", dict(more))
    measured = _measure(on_sqlite, other, "SQLite", size)
    with machine.postgres() as first, machine.postgres() as second:
        tools = {"PATH": f"{machine.postgres_tools()}{os.pathsep}{os.environ['PATH']}"}
        cities = [
            Installation(
                base / f"backup-postgres-{number}" / "data",
                {**more, **tools, "UITWEG_DATABASE_URL": address},
            )
            for number, address in enumerate((first, second))
        ]
        return measured + _measure(cities[0].make(), cities[1], "PostgreSQL", size)


def _measure(city: Installation, other: Installation, store: str, size: int) -> list[Figure]:
    before = measure_inside(city, "bench.backup", str(size))
    megabytes, file = before["bytes"] / 1e6, city.folder.parent / "backup.tar"
    floor = _seconds(lambda: _floor(city, file.with_name("floor")))
    took = _seconds(lambda: _command(city, "backup", str(file)))
    other.folder.mkdir(parents=True)
    (other.folder / "staff.secret").write_bytes((city.folder / "staff.secret").read_bytes())
    restored = _seconds(lambda: _command(other, "restore", str(file)))
    assert measure_inside(other, "bench.backup", "hash")["hash"] == before["hash"]
    name = f"{megabytes:,.0f} MB, {store}"
    tool = "cp and fsync" if store == "SQLite" else "pg_dump | zstd -1"
    return [
        Figure(
            f"backup, {name}",
            round(megabytes / took),
            "MB/s",
            f"≥ {LEAST_MB_S}",
            f"{tool}: {megabytes / floor:.0f} MB/s",
        ),
        Figure(
            f"restore, {name}",
            round(restored, 1),
            "s",
            f"≤ {MOST_RESTORE_SECONDS * max(1, megabytes / 1000):.0f}",
        ),
    ]


def _seconds(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _command(city: Installation, *line: str) -> None:
    done = city.run(*line)
    assert done.returncode == 0, done.stderr


def _floor(city: Installation, to: Path) -> None:
    """Copy both stores with the machine's own tools, and sync."""
    url = city.environment.get("UITWEG_DATABASE_URL", "")
    if url:
        dump = f"pg_dump -Fc -Z0 -d '{url}' | zstd -1 -q > {to}"
        dump += f"; pg_dump -Fc -Z0 -d '{url.replace('/uitweg?', '/uitweg_channel?')}' | zstd -1 -q >> {to}"
        line = ["sh", "-c", f"{dump}; sync {to}"]
    else:
        line = ["sh", "-c", f"cat {city.folder}/*.sqlite > {to}; sync {to}"]
    subprocess.run(line, env=city.environment, check=True)
    to.unlink()


def _fill(megabytes: int) -> None:
    from datetime import date

    from uitweg.channel.conversation.models import Chunk
    from uitweg.platform.sealing import files

    chunks = megabytes * 1_000_000 // files.SEALED_CHUNK
    for first in range(0, chunks, 100):
        Chunk.objects.bulk_create(
            Chunk(
                file_hash=b"bench".ljust(32, b"\0"),
                place=place,
                last=False,
                stored_on=date(2026, 1, 1),
                sealed=os.urandom(files.SEALED_CHUNK),
            )
            for place in range(first, min(first + 100, chunks))
        )


def _state() -> dict[str, object]:
    """Return the size of both stores and the hash of all files."""
    from django.db import connections

    from uitweg.channel.conversation.models import Chunk
    from uitweg.platform.sealing.file_hash import RunningHash

    checksum, size = RunningHash(), 0
    for sealed in Chunk.objects.order_by("id").values_list("sealed", flat=True).iterator(100):
        checksum.add(bytes(sealed))
    for connection in connections.all():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_database_size(current_database())")
                size += cursor.fetchone()[0]
            else:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                size += Path(connection.settings_dict["NAME"]).stat().st_size
    return {"hash": checksum.hex(), "bytes": size}


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    django.setup()
    if sys.argv[1] != "hash":
        _fill(int(sys.argv[1]))
    sys.stdout.write(json.dumps(_state()))
