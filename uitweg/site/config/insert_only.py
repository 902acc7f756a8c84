"""The public door's SQLite connection, which can only read, and add rows to seven tables.

On PostgreSQL the role `uitweg_public` has the same effect, and more (door_rights.py). An attacker
in the public process could still write to the file itself; this guards against our own mistakes.
"""

import sqlite3
from typing import Any

from uitweg.site.config import door_rights

HARMLESS_ACTIONS = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)
OWN_PRAGMAS = frozenset(
    {
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("secure_delete", "ON"),
        ("temp_store", "MEMORY"),
        ("cache_size", "-8000"),
        ("foreign_keys", "ON"),
        ("legacy_alter_table", "OFF"),
    }
)
"""What settings.py and Django ask of each connection; others could switch checks off."""
READS_COLUMNS = "table_info"
"""Of any table, which columns it has; it changes nothing."""
UNREADABLE_TABLES = frozenset(
    {
        "channel_answertime",
        "training_speakerconsent",
        "training_sessioncount",
        "training_reviewedmaterial",
        "training_duematerial",
    }
)
UNREADABLE_COLUMNS = frozenset(
    {
        ("channel_deletionwish", "mailbox_id"),
        *(
            ("training_trainingsession", column)
            for column in ("place", "planned_by", "attendance", "form_key")
        ),
    }
)


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Allow what is listed and nothing else; `first` is a table or the name of a pragma."""
    allowed = (
        action in HARMLESS_ACTIONS
        or (
            action == sqlite3.SQLITE_READ
            and first not in UNREADABLE_TABLES
            and (first, second) not in UNREADABLE_COLUMNS
        )
        or (action == sqlite3.SQLITE_INSERT and first in door_rights.ADDABLE)
        or (action == sqlite3.SQLITE_PRAGMA and (first, second) in OWN_PRAGMAS)
        or (action == sqlite3.SQLITE_PRAGMA and first == READS_COLUMNS)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


class InsertOnlyConnection(sqlite3.Connection):
    """A connection on which SQLite itself refuses all but reading and adding."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_authorizer(_authorize)
