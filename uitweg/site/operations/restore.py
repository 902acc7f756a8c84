"""`./run restore FILE`: everything is checked before anything is touched, and nothing is deleted.

The backup is read through, taken out into a fresh folder, brought up to date there, opened
and counted. Only then does it take its place; what stood there is moved aside.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from uitweg.site.config import environment
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import archive, copying, in_use, restore_check, restore_postgres
from uitweg.site.operations.archive import Archive

Lines = list[str]
STORES = ("channel.sqlite", "staff.sqlite")
SECRETS = ("public.secret", "staff.secret")
LEFTOVER_PREFIXES = "aside-", "restoring-"


def run(file: Path, *, over: bool, words: str | None, now: datetime) -> Lines:
    """Restore and return what to tell. `words` is what the recovery sheet says, if given.

    Raises Misconfigured; then all is as it was.
    """
    found = archive.read_archive(file)
    _refuse_newer_backup(found)
    data = environment.folder("UITWEG_DATA", environment.DATA)
    with in_use.alone(data):
        _refuse_occupied_folder(data, found, over=over)
        fresh = data / f"restoring-{now:%Y%m%d-%H%M%S}"
        try:
            fresh.mkdir(mode=0o700)
            return _restore(found, data, fresh, words=words, now=now)
        except OSError as error:
            raise Misconfigured(f"Nothing was restored: {error.strerror or error}.") from None
        except DatabaseError as error:
            raise Misconfigured(f"Nothing was restored ({type(error).__name__}).") from None
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _refuse_newer_backup(found: Archive) -> None:
    theirs, ours = found.manifest["version"], archive.program_version()
    if _version_parts(theirs) > _version_parts(ours):
        raise Misconfigured(
            f"This backup was made by Uitweg {theirs}, and this is {ours}; "
            "restore with that version or a newer one."
        )
    on_postgres = bool(os.environ.get("UITWEG_DATABASE_URL"))
    if (found.manifest["store"] == "postgresql") != on_postgres:
        raise Misconfigured(
            f"This backup is of {found.manifest['store']}; "
            f"UITWEG_DATABASE_URL must {'be empty' if on_postgres else 'name a PostgreSQL'}."
        )


def _version_parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _refuse_occupied_folder(data: Path, found: Archive, *, over: bool) -> None:
    """Raise Misconfigured when something would be in the way, or there is no room.

    A door's secret that was put there beforehand is in nobody's way, unless the backup has its own.
    """
    mine = {in_use.LOCK_NAME} | ({*SECRETS} - found.manifest["parts"].keys())
    there = sorted(p.name for p in data.iterdir() if p.name not in mine)
    there = [name for name in there if not name.startswith(LEFTOVER_PREFIXES)] if over else there
    if there and not over:
        raise Misconfigured(
            f"{data} is not empty ({there[0]}); choose an empty folder in UITWEG_DATA, "
            "or say --over to move what is there aside."
        )
    if over and found.manifest["store"] == "postgresql":
        raise Misconfigured(
            "--over is for SQLite; make two new, empty databases and name them in "
            "UITWEG_DATABASE_URL."
        )
    if shutil.disk_usage(data).free < found.bytes * 1.1:
        raise Misconfigured(f"There is no room for {found.bytes} bytes in {data}.")


def _restore(found: Archive, data: Path, fresh: Path, *, words: str | None, now: datetime) -> Lines:
    for name in found.manifest["parts"]:
        found.take_out(name, fresh / name)
    knows_secret = _point_settings_at(data, fresh)
    if found.manifest["store"] == "postgresql":
        told = restore_postgres.fill_databases(
            found.manifest, fresh, words=words, knows_secret=knows_secret
        )
    else:
        for name in STORES:
            _compare_with_manifest(fresh / name, found.manifest, name.removesuffix(".sqlite"))
        told = _open_stores(found.manifest, data, words=words, knows_secret=knows_secret)
    return [*told, *_move_in(data, fresh, found, now=now)]


def _point_settings_at(data: Path, fresh: Path) -> bool:
    """Have the settings name the fresh folder; tell whether the staff door's secret is known."""
    named = os.environ.get("UITWEG_SECRET_FILE")
    at = [fresh / "staff.secret", Path(named) if named else data / "staff.secret"]
    secret = next((path for path in at if path.exists()), None)
    os.environ |= {"UITWEG_DATA": str(fresh), "UITWEG_DOOR": "tools"}
    os.environ["UITWEG_SECRET_FILE"] = str(secret or fresh / "made-for-the-check")
    return secret is not None


def _compare_with_manifest(path: Path, manifest: Mapping[str, Any], store: str) -> None:
    """Hold a taken-out store against the manifest and against itself."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as rows:
        try:
            whole = rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            whole = whole and not rows.execute("PRAGMA foreign_key_check").fetchall()
            counts, migrations = copying.count_rows(rows), copying.migrations_of(rows)
        except sqlite3.DatabaseError:
            whole, counts, migrations = False, {}, []
    if not whole:
        raise Misconfigured(f"The {store} store in this backup is broken inside.")
    said = [tuple(one) for one in manifest["migrations"][store]]
    if counts != manifest["tables"][store] or migrations != said:
        raise Misconfigured(f"The {store} store in this backup is not what its manifest says.")


def _open_stores(
    manifest: Mapping[str, Any], data: Path, *, words: str | None, knows_secret: bool
) -> Lines:
    """Open the stores in the fresh folder as the doors will, and bring them up to date."""
    restore_check.load_django()
    try:
        restore_check.refuse_unknown_migrations(manifest["migrations"])
        restore_check.bring_up_to_date(manifest["numbers"])
        told = restore_check.check_restored(words, knows_secret=knows_secret)
        return told + restore_check.carry_over_deletions(data / STORES[0])
    finally:
        restore_check.close_stores()


def _move_in(data: Path, fresh: Path, found: Archive, *, now: datetime) -> Lines:
    """Move the old stores aside and the new ones in."""
    names = [name for name in found.manifest["parts"] if not name.endswith(".dump")]
    old = [p for name in names for p in _store_files(data, name) if p.exists()]
    told = []
    if old:
        aside = data / f"aside-{now:%Y%m%d-%H%M%S}"
        aside.mkdir(mode=0o700)
        for path in old:
            path.rename(aside / path.name)
        told = [f"What stood there is in {aside}; remove it when you no longer need it."]
    for name in names:
        for path in (fresh / name, *_journal_files(fresh, name)):
            with path.open("rb") as file:
                os.fsync(file.fileno())
            path.rename(data / path.name)
    archive.sync_folder(data)
    return told


def _store_files(data: Path, name: str) -> Iterable[Path]:
    """Name a file and what SQLite may keep beside it."""
    return [data / f"{name}{tail}" for tail in ("", "-wal", "-shm")]


def _journal_files(fresh: Path, name: str) -> Iterable[Path]:
    return [p for p in list(_store_files(fresh, name))[1:] if p.exists()]
