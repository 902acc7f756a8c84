"""`./run backup FILE`: both stores, as they are while reports come in, in one file.

The channel is copied first. Every report that was acknowledged before that moment is in.
What the team does between the two moments may be in the staff's copy alone: then a report
shows as waiting once more, though the audit log says it was answered or a case was opened; it is
looked at twice. The other way round (a report off the worklist, its case missing) cannot be:
the line in the audit log between the two copies waits for every action that has changed the
channel and not yet the staff store. A number the staff store may mention is not given to
another report after a restore: the numbers given out by then travel in the manifest.
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
    """Make the backup and return what to tell. Raises Misconfigured; then nothing is left."""
    work = to.with_name(to.name + ".work")
    for path in (to, to.with_name(to.name + ".part"), work):
        if path.exists():
            raise Misconfigured(f"{path} is there already; a backup never overwrites a file.")
    try:
        work.mkdir(mode=0o700)
        try:
            manifest, parts = _copies(work, with_secrets=with_secrets, now=now)
            seal = archive.write_archive(to, manifest=manifest, parts=parts)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise Misconfigured(f"No backup was made at {to}: {error.strerror or error}.") from None
    except DatabaseError as error:
        raise Misconfigured(f"No backup was made: {_reason(error)}.") from None
    return _summary(to, seal, manifest, with_secrets)


def _copies(
    work: Path, *, with_secrets: bool, now: datetime
) -> tuple[Mapping[str, Any], dict[str, Path]]:
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
    """Return the doors' secret files that this process can find."""
    own = Path(os.environ.get("UITWEG_SECRET_FILE") or settings.DATA / "staff.secret")
    found = {"staff.secret": own, "public.secret": settings.DATA / "public.secret"}
    return {name: path for name, path in found.items() if path.exists()}


def _reason(error: DatabaseError) -> str:
    said = str(error).splitlines()[0].lower() if str(error) else ""
    if "full" in said or "i/o error" in said:
        return "there is no room for it"
    if "no such table" in said or "does not exist" in said:
        return "the stores are not there or not up to date (./run migrate)"
    return f"the stores could not be read ({type(error).__name__})"


def _summary(to: Path, seal: str, manifest: Mapping[str, Any], with_secrets: bool) -> list[str]:
    channel = manifest["tables"]["channel"]
    secrets = (
        "The doors' secrets are in it: whoever has this file can compute the members' phone codes."
        if with_secrets
        else "The doors' secrets are not in it; keep a copy of staff.secret in another place."
    )
    return [
        f"{to}: {channel['channel_report']} reports, {channel['channel_message']} messages,"
        f" {to.stat().st_size} bytes.",
        f"SHA-256 {seal}",
        secrets,
    ]
