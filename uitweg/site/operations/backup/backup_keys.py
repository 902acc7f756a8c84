"""The key of a backup: made with it, kept in another folder, and removed with its age.

With UITWEG_BACKUP_KEYS each backup is encrypted to a key of its own. Once that key is gone, every
copy of the backup opens nothing any more, also one that nobody can remove: what was destroyed is
then gone there too. The file is an age identity: `age --decrypt --identity KEY` reads a part.
"""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from uitweg.platform.sealing import age
from uitweg.site.config import environment
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import keeping
from uitweg.site.operations.backup.archive import Archive
from uitweg.site.operations.backup.writing import sync_folder

SETTING = "UITWEG_BACKUP_KEYS"
ENDS = ".key"


def folder() -> Path | None:
    """Return the folder of keys, None when backups are not encrypted. Raises Misconfigured."""
    return environment.folder(SETTING, Path()) if os.environ.get(SETTING) else None


def make(keys: Path, backups: Path, *, now: datetime) -> Path:
    """Make the key of a backup and sync it; return its file.

    Raises Misconfigured, also when keys and backups would lie in one folder.
    """
    keys, backups = keys.resolve(), backups.resolve()
    if keys.is_relative_to(backups) or backups.is_relative_to(keys):
        raise Misconfigured(f"{SETTING} is '{keys}'; set it to a folder apart from the backups.")
    path = keys / keeping.dated_name(now, ENDS)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"# the key of one backup of Uitweg\n{age.new_key()}\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(keys)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be made: {error.strerror}.") from None
    return path


def read(path: Path) -> str:
    """Return the key in a file. Raises Misconfigured when it has none, or is not there."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    key = next((line.strip() for line in lines if not line.startswith("#")), "")
    if not age.is_key(key):
        raise Misconfigured(
            f"This backup is encrypted, and its key is not in {path}: put it there, or set "
            f"{SETTING} to the folder that has it. Once the key is removed nobody can open it."
        )
    return key


def with_key(backup: Archive) -> Archive:
    """Return a backup that can be read: with its key when it has one. Raises Misconfigured."""
    name = Path(backup.manifest.get("key", "")).name
    if not name:
        return backup
    keys = folder()
    if keys is None:
        raise Misconfigured(f"This backup is encrypted: set {SETTING} to the folder with {name}.")
    return replace(backup, key=read(keys / name))


def remove_old(keys: Path, *, keep_days: int, now: datetime) -> list[Path]:
    """Remove the keys of backups made more than `keep_days` days ago; return them."""
    old = keeping.older_than(keys, keep_days=keep_days, now=now, ends=ENDS)
    for path in old:
        path.unlink()
    sync_folder(keys)
    return old
