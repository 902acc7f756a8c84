"""Reads policy/escalation.yaml strictly: after how long the team is reminded of what.

The steps of a callout stand in the same file; `callout_steps` of this folder reads those.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from uitweg.places import SHIPPED
from uitweg.platform.content.files.strict_yaml import (
    InvalidContent,
    Problem,
    YamlItem,
    read_yaml,
    yaml_items,
)
from uitweg.platform.policy.callout_steps import StepTable, read_callout_steps, term_in
from uitweg.platform.sealing import tokens

ESCALATION_FILE = "escalation.yaml"
POLICY_FOLDER = SHIPPED / "policy"

DANGER_WAITS = "danger-waits"
HANDOVER_WAITS = "handover-waits"
REMINDERS = (DANGER_WAITS, HANDOVER_WAITS)
"""The reminders that the file must have."""


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
    if missing := [name for name in REMINDERS if name not in table]:
        raise InvalidContent(Problem(ESCALATION_FILE, missing[0], "this reminder is missing."))
    read_callout_steps(top)
    top.refuse_leftovers()
    return table


@cache
def step_table() -> StepTable:
    """Return the steps of pages that hold for this installation. Raises InvalidContent."""
    return read_step_table(
        folder_with_escalation(Path(os.environ.get("UITWEG_POLICY") or POLICY_FOLDER))
    )


def read_step_table(folder: Path = POLICY_FOLDER) -> StepTable:
    """Return the steps in this folder, with the hash of their text. Raises InvalidContent."""
    read_reminder_table(folder)
    quiet, steps = read_callout_steps(read_yaml(folder / ESCALATION_FILE, ESCALATION_FILE))
    text_hash = tokens.sha256((folder / ESCALATION_FILE).read_bytes()).hex()
    return StepTable(quiet, steps, text_hash)


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
    reminder = Reminder(row.words("what"), term_in(row, "after"), row.words("why"))
    row.refuse_leftovers()
    return reminder
