"""What became of the last backup, in the data folder: for `./run doctor` and /health."""

import json
import os
from pathlib import Path
from typing import Any

from uitweg.site.operations.backup.writing import sync_folder
from uitweg.site.web.backup_age import LAST_BACKUP, LAST_REHEARSAL

__all__ = ["LAST_BACKUP", "LAST_REHEARSAL", "read_status", "write_status"]


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
