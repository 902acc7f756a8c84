"""How old the newest backup and the last rehearsal of a restore are, from what they left behind."""

import json
from datetime import UTC, datetime
from pathlib import Path

from uitweg.platform.audit.rules import Act

MAKE_BACKUP = Act("backup:make", "Reservekopie gemaakt")
RESTORE_BACKUP = Act("backup:restore", "Reservekopie teruggezet")

LAST_BACKUP, LAST_REHEARSAL = "last-backup.json", "last-rehearsal.json"
"""Files in UITWEG_DATA: `made_at` (a moment in UTC, ISO 8601) and `ok`."""


def backup_state(folder: Path, *, now: datetime) -> dict[str, int | bool | None]:
    """Return ages in seconds and whether each went well; None where there was none, or no file."""
    found = dict[str, int | bool | None]()
    for name, file in (("backup", LAST_BACKUP), ("rehearsal", LAST_REHEARSAL)):
        found[f"{name}_seconds_ago"], found[f"{name}_ok"] = _age(folder / file, now)
    return found


def _age(file: Path, now: datetime) -> tuple[int | None, bool | None]:
    """Return the age and `ok`; a file that cannot be read says that it went wrong."""
    try:
        told = json.loads(file.read_text())
        made_at = datetime.fromisoformat(told["made_at"])
        made_at = made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)
        return round((now - made_at).total_seconds()), told["ok"] is True
    except FileNotFoundError:
        return None, None
    except (OSError, ValueError, KeyError, TypeError):
        return None, False
