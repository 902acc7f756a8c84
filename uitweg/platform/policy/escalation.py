"""Reads policy/escalation.yaml strictly: after how long the team is reminded of what."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from uitweg.platform.content.strict_yaml import (
    InvalidContent,
    Problem,
    YamlItem,
    read_yaml,
    yaml_items,
)

ESCALATION_FILE = "escalation.yaml"
POLICY_FOLDER = Path(__file__).resolve().parents[3] / "policy"

DANGER_WAITS = "danger-waits"
HANDOVER_WAITS = "handover-waits"
REMINDERS = (DANGER_WAITS, HANDOVER_WAITS)
"""The reminders that the file must have."""

LONGEST_TERMS = {"minutes": 24 * 60, "hours": 72}


@dataclass(frozen=True)
class Reminder:
    """One row of the file: how long after the team's own act it is reminded, and why."""

    what: str
    after: timedelta
    why: str


ReminderTable = Mapping[str, Reminder]


@cache
def reminder_table() -> ReminderTable:
    """Return the reminders that hold for this installation. Raises InvalidContent."""
    return read_reminder_table(
        folder_with_escalation(Path(os.environ.get("UITWEG_POLICY") or POLICY_FOLDER))
    )


def folder_with_escalation(folder: Path) -> Path:
    """Return the city's own folder, or ours when that has no escalation file."""
    return folder if (folder / ESCALATION_FILE).is_file() else POLICY_FOLDER


def read_reminder_table(folder: Path = POLICY_FOLDER) -> ReminderTable:
    """Return the table in this folder. Raises InvalidContent."""
    top = read_yaml(folder / ESCALATION_FILE, ESCALATION_FILE)
    rows = yaml_items(ESCALATION_FILE, top.take("reminders", list), {})
    table = {row.id: _reminder(row) for row in rows}
    top.refuse_leftovers()
    if missing := [name for name in REMINDERS if name not in table]:
        raise InvalidContent(Problem(ESCALATION_FILE, missing[0], "this reminder is missing."))
    return table


def escalation_problems(folder: Path = POLICY_FOLDER) -> list[Problem]:
    """Return the first problem in the table, if any."""
    try:
        read_reminder_table(folder_with_escalation(folder))
    except InvalidContent as error:
        return [error.problem]
    return []


def _reminder(row: YamlItem) -> Reminder:
    row.text("id")
    if row.id not in REMINDERS:
        raise row.refused("is not a reminder the software knows; it could not be obeyed.")
    reminder = Reminder(row.words("what"), _after(row), row.words("why"))
    row.refuse_leftovers()
    return reminder


def _after(row: YamlItem) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,4}) (minutes|hours)", row.words("after"))
    if match and 1 <= int(match[1]) <= LONGEST_TERMS[match[2]]:
        return timedelta(**{match[2]: int(match[1])})
    allowed = ", ".join(f"1 to {most} {unit}" for unit, most in LONGEST_TERMS.items())
    raise row.refused(f"after should be {allowed}, written as '60 minutes'.")
