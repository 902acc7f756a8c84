"""What runs by itself: the worker, backups, rehearsals of a restore, the onion address."""

import http.client
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong
from uitweg.site.web.health_limits import MOST

WORKER = good("worker-runs", "The worker did a round {seconds} s ago.")
WORKER_STILL = wrong(
    "worker-still",
    "The worker stands still (last round: {ago}).",
    "Start it (systemctl start uitweg-worker). Callouts, mail, retention and deletion wait.",
)
BACKUP = good("backup-made", "The last backup was made {ago}.")
NO_BACKUP = wrong(
    "no-backup",
    "No backup was made of this installation yet, or by none that this folder knows of.",
    "Start the backup timer, or `./run backup` (backup.md).",
)
OLD_BACKUP = wrong(
    "backup-old",
    "The last backup was made {ago}.",
    "Look why the timer stopped. Each night is the rule.",
)
FAILED_BACKUP = wrong(
    "backup-failed",
    "The last backup failed. {why}",
    "Do what it says and make one by hand.",
)
KEY_GONE = wrong(
    "backup-key-gone",
    "The last backup is encrypted, and its key {key} is not there: nobody can open that backup.",
    "Put the copy of the key back; without one make a backup now, and find out who removed it.",
)
NOT_ENCRYPTED = attention(
    "backup-not-encrypted",
    "Backups are not encrypted: what is destroyed stays in each copy of them.",
    "Set UITWEG_BACKUP_KEYS in the staff door's settings (backup.md).",
)
REHEARSED = good("restore-rehearsed", "A restore was last rehearsed {ago}.")
NOT_REHEARSED = attention(
    "restore-not-rehearsed",
    "No restore of a backup was rehearsed in the last {days} days.",
    "A backup that was never restored is a hope. See backup.md.",
)
FAILED_REHEARSAL = wrong(
    "rehearsal-failed",
    "The last rehearsal of a restore failed. {why}",
    "The backups may be of no use: find out today.",
)
ONION = good("onion-answers", "The onion address answers through Tor.")
ONION_SILENT = wrong(
    "onion-silent",
    "The onion address does not answer through Tor ({why}).",
    "See tor.md: Tor has to run, and its HiddenServicePort to lead to the public door.",
)
ONION_UNWATCHED = attention(
    "onion-unwatched",
    "UITWEG_ONION is set without UITWEG_TOR_TUNNEL_PORT: nobody looks whether it answers.",
    "See tor.md.",
)

WORKER_STILL_SECONDS = MOST["worker_seconds_ago"]
BACKUP_AGE = timedelta(seconds=MOST["backup_seconds_ago"])
REHEARSAL_AGE = timedelta(seconds=MOST["rehearsal_seconds_ago"])  # as the alarm has it


def examine(who: Patient) -> Findings:
    """Look at the traces of what should run without anybody's doing."""
    if who.is_public:
        return  # its settings have no jobs to import
    from django.conf import settings
    from django.utils import timezone

    from uitweg.platform.jobs.actions import timers
    from uitweg.site.web.backup_age import LAST_BACKUP, LAST_REHEARSAL

    now = timezone.now()
    yield worker(timers.last_heartbeat(), now=now)
    last = read(settings.DATA / LAST_BACKUP)
    yield backup(last, now=now)
    yield from backup_key(last)
    yield rehearsal(read(settings.DATA / LAST_REHEARSAL), now=now)
    if settings.ONION:
        yield from onion(settings.ONION, settings.TOR_TUNNEL_PORT)


def worker(last: datetime | None, *, now: datetime) -> Finding:
    """Judge the worker by the moment of its last round."""
    if last is None:
        return WORKER_STILL.found(ago="never")
    seconds = round((now - last).total_seconds())
    if seconds > WORKER_STILL_SECONDS:
        return WORKER_STILL.found(ago=_ago(now - last))
    return WORKER.found(seconds=max(seconds, 0))


def read(path: Path) -> dict[str, Any] | None:
    """Return what a job noted of its last time; None when it never did."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        made_at = datetime.fromisoformat(noted["made_at"])
        moment = made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        moment, noted = datetime.min.replace(tzinfo=UTC), {"problem": f"{path} cannot be read."}
    return {
        "moment": moment,
        "ok": noted.get("ok") is True,
        "why": noted.get("problem") or "",
        "key": noted.get("key") or "",
    }


def backup(noted: dict[str, Any] | None, *, now: datetime) -> Finding:
    """Judge what the last backup noted."""
    if noted is None:
        return NO_BACKUP.found()
    if not noted["ok"]:
        return FAILED_BACKUP.found(why=noted["why"])
    age = now - noted["moment"]
    return (OLD_BACKUP if age > BACKUP_AGE else BACKUP).found(ago=_ago(age))


def backup_key(noted: dict[str, Any] | None) -> Findings:
    """Judge whether the last backup can be opened, and whether it can be closed for good."""
    if noted is None or not noted["ok"]:
        return
    if not noted["key"]:
        yield NOT_ENCRYPTED.found()
    elif not Path(noted["key"]).exists():
        yield KEY_GONE.found(key=noted["key"])


def rehearsal(noted: dict[str, Any] | None, *, now: datetime) -> Finding:
    """Judge what the last rehearsal of a restore noted."""
    if noted is not None and not noted["ok"]:
        return FAILED_REHEARSAL.found(why=noted["why"])
    if noted is None or now - noted["moment"] > REHEARSAL_AGE:
        return NOT_REHEARSED.found(days=REHEARSAL_AGE.days)
    return REHEARSED.found(ago=_ago(now - noted["moment"]))


def onion(address: str, tunnel_port: int) -> Iterator[Finding]:
    """Ask the onion address through Tor, as the worker's watch does."""
    if not tunnel_port:
        yield ONION_UNWATCHED.found()
        return
    connection = http.client.HTTPConnection("127.0.0.1", tunnel_port, timeout=30)
    connection.set_tunnel(urlsplit(address).hostname or "", 80)
    try:
        connection.request("GET", "/health")
        status = connection.getresponse().status
        yield ONION.found() if status == 200 else ONION_SILENT.found(why=f"status {status}")
    except (OSError, http.client.HTTPException) as error:
        yield ONION_SILENT.found(why=type(error).__name__)
    finally:
        connection.close()


def _ago(age: timedelta) -> str:
    """Return an age in words."""
    hours = age.total_seconds() / 3600
    if hours < 1:
        return f"{round(hours * 60)} minutes ago"
    return f"{round(hours)} hours ago" if hours < 72 else f"{age.days} days ago"
