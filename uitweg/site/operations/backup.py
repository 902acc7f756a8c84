"""`./run backup FILE`: a copy of both stores in one file, made while the doors are in use.

The channel store is copied first, with every report that was acknowledged before that moment.
What the team does between the two copies may be in the copy of the staff store only: then, after
a restore, a report waits again although the audit log says it was answered or became a case, and
the team looks at it twice. The reverse (a report gone from the worklist without its case) cannot
happen: the audit entry written between the copies waits for every action that changed the channel
store and not yet the staff store. The manifest has the highest ids given out, so that after a
restore no new report gets an id that the staff store may refer to.
"""

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections

from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import ActOrigin
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import archive, copying


def make_backup(to: Path, *, with_secrets: bool, now: datetime) -> list[str]:
    """Make the backup and return a summary to print. Raises Misconfigured, leaving no file."""
    work = to.with_name(to.name + ".work")
    for path in (to, to.with_name(to.name + ".part"), work):
        if path.exists():
            raise Misconfigured(f"{path} is there already; a backup never overwrites a file.")
    try:
        work.mkdir(mode=0o700)
        try:
            manifest, parts = _copy_all(work, with_secrets=with_secrets, now=now)
            checksum = archive.write_archive(to, manifest=manifest, parts=parts)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise Misconfigured(f"No backup was made at {to}: {error.strerror or error}.") from None
    except DatabaseError as error:
        raise Misconfigured(f"No backup was made: {_reason(error)}.") from None
    return _summary(to, checksum, manifest, with_secrets)


def _copy_all(
    work: Path, *, with_secrets: bool, now: datetime
) -> tuple[Mapping[str, Any], dict[str, Path]]:
    """Copy both stores into the folder `work`; return the manifest and the file of each part."""
    channel = copying.copy_store("channel", work)
    audit_log.record(None, "backup:make", "-", origin=ActOrigin.COMMAND_LINE)
    staff = copying.copy_store("default", work)
    manifest = {
        "program": "uitweg",
        "version": archive.program_version(),
        "made_on": now.isoformat(timespec="seconds"),
        "store": connections["channel"].vendor,
        "tables": {"channel": channel.tables, "staff": staff.tables},
        "migrations": {"channel": channel.migrations, "staff": staff.migrations},
        "numbers": copying.next_numbers(),
    }
    secrets = _secrets() if with_secrets else {}
    return manifest, {channel.path.name: channel.path, staff.path.name: staff.path, **secrets}


def _secrets() -> dict[str, Path]:
    """Return the secret files of both doors, as far as this process can find them."""
    staff_secret = Path(os.environ.get("UITWEG_SECRET_FILE") or settings.DATA / "staff.secret")
    paths = {"staff.secret": staff_secret, "public.secret": settings.DATA / "public.secret"}
    return {name: path for name, path in paths.items() if path.exists()}


def _reason(error: DatabaseError) -> str:
    message = str(error).splitlines()[0].lower() if str(error) else ""
    if "full" in message or "i/o error" in message:
        return "there is no room for it"
    if "no such table" in message or "does not exist" in message:
        return "the stores are not there or not up to date (./run migrate)"
    return f"the stores could not be read ({type(error).__name__})"


def _summary(to: Path, checksum: str, manifest: Mapping[str, Any], with_secrets: bool) -> list[str]:
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
    ]
