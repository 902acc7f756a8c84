"""Reading the minutes that left, each version of each item."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from uitweg.casework.partners.actions.conference_items import read_items
from uitweg.casework.partners.actions.conference_texts import DecryptedItem
from uitweg.casework.partners.models import Conference, ConferenceLine, Minutes
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.sealing import tokens

MINUTES_TABLE, LINE_TABLE = Minutes._meta.db_table, ConferenceLine._meta.db_table


@dataclass(frozen=True)
class RecordedAction:
    """An action as it left; `on` is an ISO date and `at` a time, each "" when not said.

    `organisation` is the number of the one that does it, None for the team.
    """

    action: str
    who: str
    organisation: int | None
    on: str
    at: str

    @property
    def by_when(self) -> str:
        """The day in words, with the time if there is one: 4 december 2026, 18:00."""
        if not self.on:
            return ""
        day = in_dutch(date.fromisoformat(self.on))
        return f"{day}, {self.at}" if self.at else day


@dataclass(frozen=True)
class RecordedMinutes:
    """One version, as it left."""

    version: int
    sent_at: datetime
    by: str
    question: str
    decisions: tuple[str, ...]
    actions: tuple[RecordedAction, ...]
    present: tuple[str, ...]
    youngster: str
    about_youngster: str


@dataclass(frozen=True)
class RecordedItem:
    """An item with its versions, the newest first; without any it was postponed.

    `typed` is the newest version as it was typed, to correct it.
    """

    item: DecryptedItem
    versions: tuple[RecordedMinutes, ...]
    typed: str


def read_minutes(conference: Conference, *, by: Actor) -> list[RecordedItem]:
    """Return what left of each item that `by` may read."""
    items = read_items(conference, by=by)
    rows = Minutes.objects.filter(item__conference=conference).select_related("sent_by")
    by_item: dict[int, list[Minutes]] = {}
    for row in rows.order_by("-version"):
        by_item.setdefault(row.item_id, []).append(row)
    return [_recorded(item, by_item.get(item.row.pk, [])) for item in items]


def _recorded(item: DecryptedItem, rows: list[Minutes]) -> RecordedItem:
    if item.key is None or not item.is_open:
        return RecordedItem(item, (), "")
    versions = [found for row in rows if (found := _opened(item, row)) is not None]
    return RecordedItem(item, tuple(versions), _typed(item, rows[0]) if rows else "")


def _opened(item: DecryptedItem, row: Minutes) -> RecordedMinutes | None:
    """Return a version; None when it does not open, or does not say what left."""
    assert item.key is not None
    words = item.key.unlock(MINUTES_TABLE, bytes(row.form_key), row.sealed_text)
    if words is None or tokens.sha256(words.encode()) != bytes(row.sha256):
        return None
    said = json.loads(words)
    return RecordedMinutes(
        version=row.version,
        sent_at=row.sent_at,
        by=row.sent_by.name,
        question=said["question"],
        decisions=tuple(said["decisions"]),
        actions=tuple(RecordedAction(**action) for action in said["actions"]),
        present=tuple(said["present"]),
        youngster=said["youngster"],
        about_youngster=said["about_youngster"],
    )


def _typed(item: DecryptedItem, row: Minutes) -> str:
    assert item.key is not None
    lines = (
        item.key.unlock(LINE_TABLE, bytes(line.form_key), line.sealed_text)
        for line in row.lines.order_by("position")
    )
    return "\n".join(str(json.loads(words)["typed"]) for words in lines if words)
