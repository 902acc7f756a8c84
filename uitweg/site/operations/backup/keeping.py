"""A folder of dated backups: their names, and removing old ones. And what became of the last."""

import fcntl
import json
import os
import re
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import archive
from uitweg.site.operations.backup.writing import UNFINISHED, sync_folder

NAME = re.compile(r"uitweg-(\d{8}T\d{6}Z)(\.tar|\.key)")
ENDS = ".tar"
STAMP = "%Y%m%dT%H%M%SZ"
WORK = ".work"
"""Ends the name of the folder beside an unfinished backup."""


def dated_name(now: datetime, ends: str = ENDS) -> str:
    return f"uitweg-{now.astimezone(UTC):{STAMP}}{ends}"


def made_at(path: Path, ends: str = ENDS) -> datetime | None:
    """Return when a dated backup was made, by its name; None for any other file."""
    stamp = NAME.fullmatch(path.name)
    if stamp is None or stamp[2] != ends or path.is_symlink() or not path.is_file():
        return None
    with suppress(ValueError):  # digits that are no date
        return datetime.strptime(stamp[1], STAMP).replace(tzinfo=UTC)
    return None


def newest_backup(folder: Path, *, now: datetime) -> Path | None:
    """Return the newest dated backup in a folder, or None.

    One of tomorrow or later was made while the clock was wrong, and is not the newest.
    """
    latest = now + timedelta(days=1)
    dated = [path for path in folder.iterdir() if (made := made_at(path)) and made < latest]
    return max(dated, key=lambda path: path.name, default=None)


def the_backup(named: Path, *, now: datetime) -> Path:
    """Return the file that is named, or the newest backup of a folder. Raises Misconfigured."""
    if not named.is_dir():
        return named
    newest = newest_backup(named, now=now)
    if newest is None:
        raise Misconfigured(f"There is no backup with a dated name in {named}.")
    return newest


def remove_old(folder: Path, *, keep_days: int, now: datetime) -> list[Path]:
    """Remove dated backups made more than `keep_days` days ago; return them.

    Only what has such a name and is a backup by its content.
    """
    dated = older_than(folder, keep_days=keep_days, now=now)
    old = [path for path in dated if archive.is_backup(path)]
    for path in old:
        path.unlink()
    return old


def older_than(folder: Path, *, keep_days: int, now: datetime, ends: str = ENDS) -> list[Path]:
    """Return the files with a dated name of more than `keep_days` days ago.

    When nothing but the one of now would stay, the newest of them stays too, until the next time:
    perhaps the clock is wrong.
    """
    dated = sorted(path for path in folder.iterdir() if made_at(path, ends))
    before = dated_name(now - timedelta(days=keep_days), ends)
    old = [path for path in dated if path.name < before]
    others = [path for path in dated if path.name != dated_name(now, ends)]
    return old[:-1] if old == others else old


def remove_abandoned(folder: Path) -> None:
    """Remove what a backup that was killed left unfinished; one at work has its file locked."""
    for path in folder.glob(f"uitweg-*.tar{UNFINISHED}"):
        name = path.name.removesuffix(UNFINISHED)
        if not NAME.fullmatch(name) or path.is_symlink():
            continue
        with path.open("rb") as file, suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder / (name + WORK), ignore_errors=True)
            path.unlink()


def write_status(path: Path, status: dict[str, Any]) -> None:
    """Replace a status file at once, so that nobody reads half of it. Raises OSError."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(status, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)


def read_status(path: Path) -> dict[str, Any]:
    """Return a status file's content; {} when there is none, or when it is not one of ours."""
    try:
        status = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return status if isinstance(status, dict) else {}
