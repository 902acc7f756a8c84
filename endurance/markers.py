"""A day in minutes at nginx, doors and PostgreSQL; afterwards nothing of a visitor is in any file."""

import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from endurance.traces import PREFIX, forms_of, search
from endurance.visitors import HOSTILE, ORDINARY, Act, Place, Visitor, reports_without_a_script
from tests.support.installation import PARTS, Installation, free_port
from tests.support.processes import children, launch, team_key
from tests.support.proxy import PUBLIC_NAME, STAFF_NAME, Proxy, nginx

QUIET_LOG = (
    *("log_min_error_statement = panic", "log_error_verbosity = terse"),
    "log_parameter_max_length_on_error = 0",
)
"""As docs/start.md says for both databases."""

REFUSALS = {
    "ALTER TABLE channel_message RENAME TO elsewhere": "ALTER TABLE elsewhere RENAME TO channel_message",
    "ALTER TABLE channel_message ADD CONSTRAINT refuses CHECK (false) NOT VALID": "ALTER TABLE channel_message DROP CONSTRAINT refuses",
    "REVOKE ALL ON channel_report FROM uitweg_public": "GRANT SELECT, INSERT ON channel_report TO uitweg_public",
}
"""How the store is made to refuse, and how it is mended."""


class Crowd:
    """Threads that are one visitor after the other until told to stop."""

    def __init__(self, place: Place, acts: tuple[Act, ...], *, threads: int) -> None:
        self.visitors = 0
        self.faults = Counter[str]()
        self._place, self._acts = place, acts
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._go, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _go(self) -> None:
        while not self._stop.is_set():
            self.visitors += 1
            act = random.choice(self._acts)
            try:
                act(Visitor(self._place))
            except Exception as error:
                self.faults[f"{act.__name__} {type(error).__name__}"] += 1

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=120)


def a_day(city: Installation, folder: Path, *, seconds: float) -> dict[str, Any]:
    """Let people come for so long while everything breaks; return what was found of them."""
    port = free_port()
    city.more |= {
        "UITWEG_PROXY": "127.0.0.1",
        "UITWEG_PUBLIC_URL": f"https://{PUBLIC_NAME}:{port}",
        "UITWEG_STAFF_URL": f"https://{STAFF_NAME}:{port}",
        "TMPDIR": str(folder / "tmp"),
    }
    (folder / "tmp").mkdir()
    for line in QUIET_LOG:
        for name in ("uitweg", "uitweg_channel"):
            _admin(city, f"ALTER DATABASE {name} SET {line}")
    _start(city, *PARTS)
    doors = {"public": city.public_port, "staff": city.staff_port}
    with nginx(doors, folder / "nginx", port) as proxy:
        place = Place(proxy, team_key(city), Counter())
        went_wrong = _live_through(city, place, seconds)
        pids = [
            pid
            for process in [*city.processes.values(), proxy.process]
            for pid in (process.pid, *children(process.pid))
        ]
        _admin(city, "CHECKPOINT")
        folders = [folder, _data_folder(city)]
        found, size = search(folders, pids)
        temporary = _temporary_files_made(proxy)
    city.stop()
    after, _ = search(folders)
    planted = _planted_is_found(city, folder)
    said = place.said
    reported = said["plain report 200"] + said["/schrijven/verzegeld/ 200"]
    return {
        "good": not found
        and not after
        and not temporary
        and all(planted.values())
        and reported > 0
        and said["own text there 1"] > 0
        and not went_wrong["faults"],
        "seconds": seconds,
        **went_wrong,
        "reports_stored": reported,
        "answers": dict(sorted(said.items())),
        "searched_mb": round(size / 1e6, 1),
        "files": sum(1 for each in folders for path in each.rglob("*") if path.is_file()),
        "found": {**found, **after},
        "temporary_files": temporary,
        "planted_and_found": planted,
        "log_lines": city.log.read_text().count("\n"),
    }


def _live_through(city: Installation, place: Place, seconds: float) -> dict[str, Any]:
    """Let people come; the store refuses, connections are cut and doors are killed meanwhile."""
    ordinary, hostile = Crowd(place, ORDINARY, threads=3), Crowd(place, HOSTILE, threads=3)
    until, refusals, kills = time.monotonic() + seconds, 0, Counter[str]()
    try:
        while time.monotonic() < until:
            for refuse, mend in REFUSALS.items():
                _admin(city, refuse, "uitweg_channel")
                for _ in range(2):
                    reports_without_a_script(Visitor(place))
                _admin(city, mend, "uitweg_channel")
                refusals += 1
            _admin(
                city,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
            )
            for part in ("public", random.choice(("staff", "worker"))):
                city.kill(part)
                kills[part] += 1
                time.sleep(1)  # nobody answers: the proxy does
                _start(city, part)
            time.sleep(3)
    finally:
        for crowd in (ordinary, hostile):
            crowd.stop()
    time.sleep(2)  # the worker sees what is left
    return {
        "visitors": {"ordinary": ordinary.visitors, "hostile": hostile.visitors},
        "faults": dict(ordinary.faults + hostile.faults),
        "store_refused": refusals,
        "killed": dict(kills),
    }


def _start(city: Installation, *parts: str) -> None:
    """Start these, and wait for a door as long as a busy machine needs."""
    for part in parts:
        launch(city, part)
    for door in {"public", "staff"} & set(parts):
        city.wait_for(door, seconds=120)


@contextmanager
def _store(city: Installation, name: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    address = city.environment["UITWEG_DATABASE_URL"].replace("/uitweg?", f"/{name}?")
    with psycopg.connect(address, autocommit=True) as rows:
        yield rows


def _admin(city: Installation, line: str, name: str = "uitweg") -> list[tuple[Any, ...]]:
    with _store(city, name) as rows:
        cursor = rows.execute(line)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []


def _data_folder(city: Installation) -> Path:
    return Path(str(_admin(city, "SHOW data_directory")[0][0]))


def _temporary_files_made(proxy: Proxy) -> list[str]:
    """Return the folders of nginx's temporary files: it makes one for the first, and leaves it."""
    folders = (proxy.folder / name for name in ("bodies", "answers"))
    return [str(path) for folder in folders if folder.exists() for path in folder.iterdir()]


def _planted_is_found(city: Installation, folder: Path) -> dict[str, bool]:
    """Plant a marker in each form in a file, and in the store; say whether the search sees it."""
    plant = folder / "planted"
    found = dict[str, bool]()
    for form, raw in forms_of(PREFIX).items():
        plant.mkdir()
        (plant / "log.txt").write_bytes(b"x" * 100_001 + raw + b"y")
        found[form] = f"{PREFIX} {form}" in search([plant])[0].get(str(plant / "log.txt"), [])
        shutil.rmtree(plant)
    _admin(city, "CREATE TABLE planted (said text)", "uitweg_channel")
    _admin(city, f"INSERT INTO planted VALUES ('{PREFIX}0')", "uitweg_channel")
    _admin(city, "CHECKPOINT")
    in_store, _ = search([_data_folder(city)])
    found["in a table"] = any("/base/" in name for name in in_store)
    found["in the write-ahead log"] = any("/pg_wal/" in name for name in in_store)
    return found
