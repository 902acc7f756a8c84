"""The key of a backup: made with it, kept in another folder, and removed with its age.

With UITWEG_BACKUP_KEYS each backup is encrypted to a key of its own. Once that key is gone, every
copy of the backup opens nothing any more, also one that nobody can remove: what was destroyed is
then gone there too. The file is an age identity: `age --decrypt --identity KEY` reads a part.
Nobody makes a part for a key they do not have, and the manifest is signed with it: a backup that
opens is one that this installation made.
"""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from uitweg.platform.sealing import age, tokens
from uitweg.site.config import environment
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import keeping
from uitweg.site.operations.backup.archive import SIGNED, Archive, signature
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
    except (OSError, ValueError):  # also a name that no file can have
        lines = []
    key = next((line.strip() for line in lines if not line.startswith("#")), "")
    if not age.is_key(key):
        raise Misconfigured(
            f"This backup is encrypted, and its key is not in {path}: put it there, or set "
            f"{SETTING} to the folder that has it. Once the key is removed nobody can open it."
        )
    return key


def with_key(backup: Archive) -> Archive:
    """Return a backup that can be read: with its key when it has one. Raises Misconfigured.

    Where backups are encrypted one that is not is refused: anybody could have made it, and on
    PostgreSQL a restore carries out what stands in it.
    """
    keys, name = folder(), Path(str(backup.manifest.get("key", ""))).name
    if not name:
        if keys is not None:
            raise Misconfigured(
                f"{backup.path} is not encrypted, so that anybody can have made it. Is it one of "
                f"yours of before? Then leave {SETTING} out for this once."
            )
        return backup
    if keys is None:
        raise Misconfigured(f"This backup is encrypted: set {SETTING} to the folder with {name}.")
    key = read(keys / name)
    signed = str(backup.manifest.get(SIGNED, ""))
    if not tokens.is_equal_in_constant_time(signed, signature(backup.manifest, key)):
        raise Misconfigured(f"{name} is not the key of {backup.path}, or somebody changed that.")
    if not all(part.is_encrypted for part in backup.parts.values()):
        raise Misconfigured(f"{backup.path} has a part that is not encrypted.")
    return replace(backup, key=key)


def remove_old(keys: Path, *, keep_days: int, now: datetime) -> list[Path]:
    """Remove the keys of backups made more than `keep_days` days ago; return them."""
    old = keeping.older_than(keys, keep_days=keep_days, now=now, ends=ENDS)
    for path in old:
        path.unlink()
    sync_folder(keys)
    return old
