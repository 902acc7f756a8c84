"""Reads an environment file as systemd does (`EnvironmentFile=`), to compare two processes."""

import re
from pathlib import Path

LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
USUAL_FILES = {"public": Path("/etc/uitweg/public.env"), "staff": Path("/etc/uitweg/staff.env")}


def read_environment_file(path: Path) -> dict[str, str]:
    """Return its variables. Raises OSError, and UnicodeDecodeError for what is no text."""
    joined = re.sub(r"\\\n", "", path.read_text(encoding="utf-8"))
    lines = (line for line in joined.splitlines() if not line.lstrip().startswith(("#", ";")))
    return {match[1]: unquoted(match[2]) for line in lines if (match := LINE.fullmatch(line))}


def unquoted(value: str) -> str:
    """Return what a value stands for: quotes taken off, and what stands after a backslash."""
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r'\\([\\"`$])', r"\1", value[1:-1])
    return re.sub(r"\\(.)", r"\1", value)


def usual_other_file(door: str) -> Path | None:
    """Return the environment file of the other side, where docs/start.md has it, if it is there."""
    path = USUAL_FILES["staff" if door == "public" else "public"]
    try:
        return path if path.is_file() else None
    except OSError:
        return None
