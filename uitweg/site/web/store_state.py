"""How a store is, found out by trying: does it answer, is it up to date, can it be written to."""

import shutil
import sqlite3
import time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections, router

from uitweg.channel.admission.rules.load import DISK_FULL_BELOW_BYTES
from uitweg.site.config.store_schema import schema_problem

PATIENCE_SECONDS = 1.0
SCHEMA_SECONDS = 60.0
_schemas: dict[str, tuple[float, bool]] = {}
"""By store, when its tables were looked at and whether they are others than this version's."""
IS_READ_ONLY = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'"
WRITE_AND_LEAVE_NOTHING = "SELECT pg_logical_emit_message(true, 'uitweg', '')"
"""A commit that reaches the disk and each synchronous standby, and adds nothing to any table."""


class StoreState(StrEnum):
    """In one word, for a monitor."""

    OK = "ok"
    SILENT = "silent"
    NOT_MIGRATED = "not-migrated"
    READ_ONLY = "read-only"
    LOCKED = "locked"
    FULL = "full"


STATE_BY_SQLSTATE = {
    "25006": StoreState.READ_ONLY,
    "42501": StoreState.NOT_MIGRATED,  # migrating gives the public door its rights
    "42P01": StoreState.NOT_MIGRATED,
    "55P03": StoreState.LOCKED,
}
STATE_BY_SQLITE_TEXT = {
    "locked": StoreState.LOCKED,
    "readonly": StoreState.READ_ONLY,
    "is full": StoreState.FULL,
    "no such table": StoreState.NOT_MIGRATED,
}


def store_state(alias: str) -> StoreState:
    """Return how the store `alias` ("channel" or "default") is now; it may wait for a server."""
    connection = connections[alias]
    try:
        if not _applied_migrations(connection) >= _own_migrations(alias):
            return StoreState.NOT_MIGRATED
        if _is_other_schema(alias):
            return StoreState.NOT_MIGRATED
        return _tried_server(connection) if connection.vendor == "postgresql" else _tried(alias)
    except (DatabaseError, sqlite3.Error) as error:
        if not connection.in_atomic_block:
            connection.close()  # the next look opens a new one
        return state_of_error(error)


def _is_other_schema(alias: str) -> bool:
    """Return whether tables, columns or rules lack; looked at once a minute."""
    seen_at, is_other = _schemas.get(alias, (-SCHEMA_SECONDS, False))
    if time.monotonic() - seen_at >= SCHEMA_SECONDS:
        seen_at, is_other = time.monotonic(), bool(schema_problem(alias, apps.get_models()))
        _schemas[alias] = seen_at, is_other
    return is_other


def state_of_error(error: Exception) -> StoreState:
    """Return what an error of a database says of it."""
    code = getattr(error.__cause__, "sqlstate", "") or ""
    if code.startswith("53"):
        return StoreState.FULL
    if code:
        return STATE_BY_SQLSTATE.get(code, StoreState.SILENT)
    states = (state for text, state in STATE_BY_SQLITE_TEXT.items() if text in str(error))
    return next(states, StoreState.SILENT)


@cache
def _own_migrations(alias: str) -> frozenset[tuple[str, str]]:
    """Return the migrations of this release, by app and name, of the apps in this store."""
    return frozenset(
        (app.label, file.stem)
        for app in apps.get_app_configs()
        if router.allow_migrate(alias, app.label)
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    )


def _applied_migrations(connection: Any) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _tried_server(connection: Any) -> StoreState:
    with connection.cursor() as cursor:
        cursor.execute(IS_READ_ONLY)
        if cursor.fetchone()[0]:
            return StoreState.READ_ONLY
        cursor.execute(WRITE_AND_LEAVE_NOTHING)
    return StoreState.OK


def _tried(alias: str) -> StoreState:
    """Take SQLite's one place to write and give it back, on a connection that waits briefly."""
    if connections[alias].is_in_memory_db():  # type: ignore[attr-defined]
        return StoreState.OK
    if shutil.disk_usage(settings.DATA).free < DISK_FULL_BELOW_BYTES:
        return StoreState.FULL
    file = Path(connections[alias].settings_dict["NAME"]).as_uri()
    store = sqlite3.connect(f"{file}?mode=rw", uri=True, timeout=PATIENCE_SECONDS)
    try:
        store.execute("BEGIN IMMEDIATE")
        store.execute("ROLLBACK")
    finally:
        store.close()
    return StoreState.OK
