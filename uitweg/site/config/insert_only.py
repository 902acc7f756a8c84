"""The public door's SQLite connection, which can only read and insert.

On PostgreSQL the role `uitweg_public` has the same effect. An attacker in the public process could
still write to the file itself; this guards against our own mistakes.
"""

import sqlite3
from typing import Any

INSERTABLE_TABLES = frozenset(
    {
        "channel_report",
        "channel_message",
        "channel_tombstone",
        "channel_chunk",
        "channel_attachment",
    }
)
FORBIDDEN_ACTIONS = frozenset(
    {
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TRIGGER,
    }
)


def _authorize(action: int, table: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_INSERT and table not in INSERTABLE_TABLES:
        return sqlite3.SQLITE_DENY
    if action in FORBIDDEN_ACTIONS and table != "sqlite_sequence":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


class InsertOnlyConnection(sqlite3.Connection):
    """A connection on which UPDATE, DELETE and DDL are refused by SQLite itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_authorizer(_authorize)
