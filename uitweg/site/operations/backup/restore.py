"""`./run restore FILE`: verify a backup completely before it replaces anything.

The backup is verified, extracted into a fresh folder, migrated there, opened and counted. Only
then are its files moved into place; the files that were there are moved aside, not deleted.
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

from uitweg.platform.store import destroyed
from uitweg.site.config import environment, migrating
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import in_use
from uitweg.site.operations.backup import (
    archive,
    backup_keys,
    copying,
    keeping,
    replay,
    restore_check,
    restore_postgres,
)
from uitweg.site.operations.backup.archive import SECRETS, Archive
from uitweg.site.operations.backup.writing import sync_folder
from uitweg.site.web.backup_age import LAST_BACKUP, LAST_REHEARSAL

Lines = list[str]
STORES, DUMP = ("channel.sqlite", "staff.sqlite"), ".dump"
NOT_A_STORE = frozenset(
    {
        in_use.LOCK_NAME,
        LAST_BACKUP,
        LAST_REHEARSAL,
        destroyed.FILE_NAME,
        migrating.LOCK_FILE,
        "maintenance.json",
    }
)
"""What may be in an otherwise empty folder."""

PUBLIC_DOOR_NOTE = (
    "The public door's secret is not here: put public.secret in its place. If it is lost,"
    " ./run new-secret --door public makes one; badges that were given out are then not valid."
)


def run(
    file: Path, *, over: bool, words: str | None, journal: Path | None = None, now: datetime
) -> Lines:
    """Restore a backup, or the newest of a folder, and return a summary to print.

    `words` are those of the recovery sheet, to try it, or None; with `over` the folder need not be
    empty. `journal` is one of another machine; that of this folder is carried out anyhow. Raises
    Misconfigured, and then nothing has changed.
    """
    backup = backup_keys.with_key(archive.read_archive(keeping.the_backup(file, now=now)))
    _refuse_newer_backup(backup)
    data = environment.folder("UITWEG_DATA", environment.DATA)
    with in_use.alone(data):
        _refuse_occupied_folder(data, backup, over=over)
        fresh = data / f"restoring-{now:%Y%m%d-%H%M%S}"
        try:
            fresh.mkdir(mode=0o700)
            summary = _restore(backup, data, fresh, words=words, journal=journal, now=now)
            if journal is not None:
                destroyed.merge_into(data / destroyed.FILE_NAME, journal)
            return [f"From {backup.path}.", *summary]
        except OSError as error:
            raise Misconfigured(f"Nothing was restored: {error.strerror or error}.") from None
        except DatabaseError as error:
            raise Misconfigured(f"Nothing was restored ({type(error).__name__}).") from None
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _refuse_newer_backup(backup: Archive) -> None:
    theirs, ours = backup.manifest["version"], archive.program_version()
    if _version_parts(theirs) > _version_parts(ours):
        raise Misconfigured(
            f"This backup was made by Uitweg {theirs}, and this is {ours}; "
            "restore with that version or a newer one."
        )
    on_postgres = bool(os.environ.get("UITWEG_DATABASE_URL"))
    if (backup.manifest["store"] == "postgresql") != on_postgres:
        raise Misconfigured(
            f"This backup is of {backup.manifest['store']}; "
            f"UITWEG_DATABASE_URL must {'be empty' if on_postgres else 'name a PostgreSQL'}."
        )


def _version_parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _refuse_occupied_folder(data: Path, backup: Archive, *, over: bool) -> None:
    """Raise Misconfigured when files are in the way, or there is no room.

    A door's secret may be there already, unless the backup has its own.
    """
    on_postgres = backup.manifest["store"] == "postgresql"
    if over and on_postgres:
        raise Misconfigured(
            "--over is for SQLite; make two new, empty databases and name them in "
            "UITWEG_DATABASE_URL."
        )
    there = _in_the_way(data, backup)
    if there and not over:
        raise Misconfigured(
            f"{data} is not empty ({min(there)}); choose an empty folder in UITWEG_DATA, or "
            + ("move that aside." if on_postgres else "say --over to move what is there aside.")
        )
    needed = sum(p.plain_bytes for name, p in backup.parts.items() if not name.endswith(DUMP))
    if shutil.disk_usage(data).free < needed * 1.1:
        raise Misconfigured(f"There is no room for {needed} bytes in {data}.")


def _in_the_way(data: Path, backup: Archive) -> set[str]:
    """Return what a restore may not meet: with PostgreSQL only a secret that both have."""
    names = {path.name for path in data.iterdir()}
    of_both = names & {*SECRETS} & backup.parts.keys()
    if backup.manifest["store"] == "postgresql":
        return of_both
    return names - NOT_A_STORE - ({*SECRETS} - of_both)


def _restore(
    backup: Archive,
    data: Path,
    fresh: Path,
    *,
    words: str | None,
    journal: Path | None,
    now: datetime,
) -> Lines:
    for name in backup.parts:
        if not name.endswith(DUMP):  # pg_restore reads those out of the backup itself
            backup.extract(name, fresh / name)
    knows_secret = _point_settings_at(data, fresh)
    own = data / destroyed.FILE_NAME
    journals = [path for path in (own if own.exists() else None, journal) if path]

    def check() -> Lines:
        found = restore_check.check_restored(words, knows_secret=knows_secret)
        return found + replay.replay(journals, knows_secret=knows_secret, now=now)

    if backup.manifest["store"] == "postgresql":
        summary = restore_postgres.fill_databases(backup, check)
    else:
        for name in STORES:
            _compare_with_manifest(fresh / name, backup.manifest, name.removesuffix(".sqlite"))
        summary = _open_stores(backup.manifest, data, check)
    summary += _move_in(data, fresh, backup, now=now)
    if backup.manifest["store"] == "sqlite" and not (data / "public.secret").exists():
        summary.append(PUBLIC_DOOR_NOTE)
    return summary


def _point_settings_at(data: Path, fresh: Path) -> bool:
    """Let the settings use the fresh folder; return whether the staff door's secret is there."""
    configured = os.environ.get("UITWEG_SECRET_FILE")
    paths = [fresh / "staff.secret", Path(configured) if configured else data / "staff.secret"]
    secret = next((path for path in paths if path.exists()), None)
    os.environ |= {"UITWEG_DATA": str(fresh), "UITWEG_DOOR": "tools"}
    os.environ["UITWEG_SECRET_FILE"] = str(secret or fresh / "not-there")
    return secret is not None


def _compare_with_manifest(path: Path, manifest: Mapping[str, Any], store: str) -> None:
    """Check an extracted SQLite store: its integrity, row counts and migrations.

    Raises Misconfigured.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as rows:
        try:
            is_intact = rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            is_intact = is_intact and not rows.execute("PRAGMA foreign_key_check").fetchall()
            counts, migrations = copying.count_rows(rows), copying.migrations_of(rows)
        except sqlite3.DatabaseError:
            is_intact, counts, migrations = False, {}, []
    if not is_intact:
        raise Misconfigured(f"The {store} store in this backup is broken inside.")
    expected_migrations = [tuple(migration) for migration in manifest["migrations"][store]]
    if counts != manifest["tables"][store] or migrations != expected_migrations:
        raise Misconfigured(f"The {store} store in this backup is not what its manifest says.")


def _open_stores(manifest: Mapping[str, Any], data: Path, check: restore_postgres.Check) -> Lines:
    """Open the stores in the fresh folder as the doors will, migrate and check them."""
    restore_check.load_django()
    try:
        restore_check.refuse_unknown_migrations(manifest["migrations"])
        restore_check.bring_up_to_date(manifest["numbers"])
        summary = check()
        return summary + restore_check.carry_over_deletions(data / STORES[0])
    finally:
        restore_check.close_stores()


def _move_in(data: Path, fresh: Path, backup: Archive, *, now: datetime) -> Lines:
    """Move the old stores aside and the new ones in."""
    names = [name for name in backup.parts if not name.endswith(DUMP)]
    old = [path for name in names for path in _store_files(data, name) if path.exists()]
    summary = []
    if old:
        aside = data / f"aside-{now:%Y%m%d-%H%M%S}"
        aside.mkdir(mode=0o700)
        for path in old:
            path.rename(aside / path.name)
        summary = [f"What stood there is in {aside}; remove it when you no longer need it."]
    for name in names:
        for path in (fresh / name, *_journal_files(fresh, name)):
            with path.open("rb") as file:
                os.fsync(file.fileno())
            path.rename(data / path.name)
    sync_folder(data)
    return summary


def _store_files(data: Path, name: str) -> Iterable[Path]:
    """Return the paths of a store: its file, and the two that SQLite may keep beside it."""
    return [data / f"{name}{suffix}" for suffix in ("", "-wal", "-shm")]


def _journal_files(fresh: Path, name: str) -> Iterable[Path]:
    return [path for path in list(_store_files(fresh, name))[1:] if path.exists()]
