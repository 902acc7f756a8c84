"""What can go wrong with the channel's store that is nobody's fault, and how to tell."""

from django.db import Error, connections

STORE = "channel"
READ_ONLY = "25006"
"""The state of a server that no longer leads, or does not yet."""
DEADLOCK = "40P01"


class TooBusy(Exception):
    """The write did not finish in time; the client should retry, which is idempotent."""


class DiskFull(TooBusy):
    """The disk is full; nothing was stored. Retrying works as soon as there is room again."""


class StoreAway(TooBusy):
    """The store cannot be reached; what was asked may or may not have been done."""


def is_disk_full(error: Exception) -> bool:
    """Tell whether a database error means a full disk (SQLite's text, PostgreSQL's class 53)."""
    sqlstate = getattr(error.__cause__, "sqlstate", "") or ""
    return isinstance(error, Error) and ("disk is full" in str(error) or sqlstate[:2] == "53")


def is_deadlock(error: Exception) -> bool:
    """Tell whether PostgreSQL undid this because two transactions waited for each other."""
    return isinstance(error, Error) and getattr(error.__cause__, "sqlstate", "") == DEADLOCK


def is_away(error: Exception) -> bool:
    """Tell whether this error means a lost connection or a server that does not lead."""
    if not isinstance(error, Error) or connections[STORE].vendor != "postgresql":
        return False
    import psycopg  # on SQLite it is never loaded

    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return False
    # no state: libpq itself found no server, or lost it; 57P0x: it is stopping or starting
    if cause.sqlstate is None:
        return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
    return cause.sqlstate.startswith(("08", "57P", READ_ONLY))
