"""`./run backup`: a copy of both stores in one file, made while the doors are in use.

The channel store is copied first, with every report that was acknowledged before that moment.
What the team does between the two copies may be in the copy of the staff store only: then, after
a restore, a report waits again although the audit log says it was answered or became a case, and
the team looks at it twice. The reverse (a report gone from the worklist without its case) cannot
happen: the audit entry written between the copies waits for every action that changed the channel
store and not yet the staff store. The manifest has the highest ids given out, so that after a
restore no new report gets an id that the staff store may refer to.
"""

import shutil
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections

from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import ActOrigin
from uitweg.site.config import secret_files
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import archive, backup_keys, copying, keeping, writing
from uitweg.site.web.backup_age import LAST_BACKUP, MAKE_BACKUP

KEY_NOTE = (
    "It is encrypted; its key is {key}. Keep a copy of the key in another place than the backup:"
    " without it nobody can open it."
)


def make_backup(
    target: Path, *, with_secrets: bool, keep_days: int | None = None, now: datetime
) -> list[str]:
    """Make a backup and return a summary to print; say in `last-backup.json` what became of it.

    In a folder the file gets a dated name; with `keep_days` older backups there are removed, once
    the new one is whole. Raises Misconfigured, leaving no file.
    """
    started = time.monotonic()
    to = target / keeping.dated_name(now) if target.is_dir() else target
    outcome: dict[str, Any] = {"made_at": now.isoformat(timespec="seconds"), "file": str(to)}
    last = settings.DATA / LAST_BACKUP
    try:
        if keep_days is not None and not target.is_dir():
            raise Misconfigured(f"{target} is no folder; --keep-days needs one that is there.")
        keys = backup_keys.folder()
        key = backup_keys.make(keys, to.parent, now=now) if keys else None
        checksum, manifest = _make(to, key, with_secrets=with_secrets, now=now)
    except Misconfigured as problem:
        with suppress(OSError):
            keeping.write_status(last, {**outcome, "ok": False, "problem": str(problem)})
        raise
    seconds = time.monotonic() - started
    outcome |= {"ok": True, "bytes": to.stat().st_size, "seconds": round(seconds, 2)}
    removed: list[Path] = []
    try:
        keeping.write_status(last, {**outcome, "sha256": checksum, "key": str(key or "")})
        if keep_days is not None and keys:
            removed = backup_keys.remove_old(keys, keep_days=keep_days, now=now)
        if keep_days is not None:
            removed += keeping.remove_old(target, keep_days=keep_days, now=now)
    except OSError as error:
        raise Misconfigured(f"{to} is whole, but afterwards: {error}.") from None
    return _summary(to, key, checksum, manifest, with_secrets, removed)


def _make(
    to: Path, key: Path | None, *, with_secrets: bool, now: datetime
) -> tuple[str, Mapping[str, Any]]:
    """Write the backup; return its SHA-256 and manifest. Raises Misconfigured, leaving no file."""
    try:
        return _write(to, key, with_secrets=with_secrets, now=now)
    except BaseException:
        if key is not None:
            key.unlink(missing_ok=True)
        raise


def _write(
    to: Path, key: Path | None, *, with_secrets: bool, now: datetime
) -> tuple[str, Mapping[str, Any]]:
    work = to.with_name(to.name + keeping.WORK)
    try:
        if to.parent.is_dir():
            keeping.remove_abandoned(to.parent)
        for path in (to, to.with_name(to.name + writing.UNFINISHED), work):
            if path.exists():
                raise Misconfigured(f"{path} is there already; a backup never overwrites a file.")
        with writing.writing(to, backup_keys.read(key) if key else "") as out:
            work.mkdir(mode=0o700)
            try:
                manifest = _copy_all(out, work, with_secrets=with_secrets, now=now)
                manifest = {**manifest, "key": key.name if key else ""}
            finally:
                shutil.rmtree(work, ignore_errors=True)
            return out.finish(manifest), manifest
    except OSError as error:
        raise Misconfigured(f"No backup was made at {to}: {error.strerror or error}.") from None
    except DatabaseError as error:
        raise Misconfigured(f"No backup was made: {_reason(error)}.") from None


def _copy_all(
    out: writing.ArchiveWriter, work: Path, *, with_secrets: bool, now: datetime
) -> Mapping[str, Any]:
    """Add both stores, and the secrets if asked for; return the manifest."""
    with ExitStack() as held:
        channel = held.enter_context(copying.held_store("channel", work))
        audit_log.record(None, MAKE_BACKUP, "-", origin=ActOrigin.COMMAND_LINE)
        staff = held.enter_context(copying.held_store("default", work))
        numbers = copying.next_numbers()
        for store in (channel, staff):
            with store.opened() as source:
                out.add(store.name, source, pack=True)
    for name, path in _secrets().items() if with_secrets else ():
        with path.open("rb") as file:
            out.add(name, file, pack=False)
    return {
        "program": "uitweg",
        "version": archive.program_version(),
        "made_on": now.isoformat(timespec="seconds"),
        "store": connections["channel"].vendor,
        "tables": {"channel": channel.tables, "staff": staff.tables},
        "migrations": {"channel": channel.migrations, "staff": staff.migrations},
        "numbers": numbers,
    }


def _secrets() -> dict[str, Path]:
    """Return the secret files of both doors, as far as this process can find them."""
    public = settings.DATA / "public.secret"
    paths = {"staff.secret": secret_files.secret_path("staff", settings.DATA)}
    return {
        name: path for name, path in (paths | {"public.secret": public}).items() if path.exists()
    }


def _reason(error: DatabaseError) -> str:
    message = str(error).splitlines()[0].lower() if str(error) else ""
    if "full" in message or "i/o error" in message:
        return "there is no room for it"
    if "no such table" in message or "does not exist" in message:
        return "the stores are not there or not up to date (./run migrate)"
    return f"the stores could not be read ({type(error).__name__})"


def _summary(
    to: Path,
    key: Path | None,
    checksum: str,
    manifest: Mapping[str, Any],
    with_secrets: bool,
    removed: list[Path],
) -> list[str]:
    channel = manifest["tables"]["channel"]
    secrets = (
        "The doors' secrets are in it: whoever has this file can compute the members' phone codes."
        if with_secrets
        else "The doors' secrets are not in it; keep a copy of staff.secret in another place."
    )
    return [
        f"{to}: {channel['channel_report']} reports, {channel['channel_message']} messages,"
        f" {to.stat().st_size} bytes.",
        f"SHA-256 {checksum}",
        secrets,
        *([KEY_NOTE.format(key=key)] if key else []),
        *(f"Removed {path}." for path in removed),
    ]
