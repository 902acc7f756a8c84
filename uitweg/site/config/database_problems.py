"""Errors of the database as one sentence that says what to do; never with a password in it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class DatabaseProblem:
    """What is wrong with a store. `passes`: it may end without anybody changing a setting."""

    sentence: str
    passes: bool = False


MIGRATE = "./run migrate, as the staff door's user"
NOT_MIGRATED = f"The stores are not there or not up to date: {MIGRATE}."
WRONG_PASSWORD = DatabaseProblem(
    "PostgreSQL does not take the user and password of UITWEG_DATABASE_URL; set them to those of "
    "the login (a / in a password is written %2F, an @ %40, a # %23)."
)
NO_DATABASE = (
    "PostgreSQL has no database {name}; make it (docs/start.md, 2), or set UITWEG_DATABASE_URL."
)
NO_LOGIN = "PostgreSQL has no login {name}; make it (docs/start.md, 2), or set UITWEG_DATABASE_URL."
NOT_ADMITTED = DatabaseProblem(
    "PostgreSQL does not admit this machine, user or database: add a line for it to pg_hba.conf, "
    "or ask for TLS in UITWEG_DATABASE_URL (sslmode=verify-full)."
)
TLS_FAILED = DatabaseProblem(
    "The TLS connection to PostgreSQL failed: set sslmode and sslrootcert in UITWEG_DATABASE_URL "
    "to what the server has."
)
NO_SUCH_HOST = DatabaseProblem(
    "The host in UITWEG_DATABASE_URL has no address that can be found: correct its name, or "
    "mend the name server.",
    passes=True,
)
NOT_ANSWERING = DatabaseProblem(
    "PostgreSQL does not answer at the host and port of UITWEG_DATABASE_URL: start it, or set "
    "the address.",
    passes=True,
)
NOT_READY = DatabaseProblem(
    "PostgreSQL is starting or stopping, and takes no connections yet: wait, then try again.",
    passes=True,
)
TOO_MANY = DatabaseProblem(
    "PostgreSQL has no connection left: raise max_connections, or the login's connection limit.",
    passes=True,
)
READ_ONLY = DatabaseProblem(
    "The store can only be read: name the server that takes writes in UITWEG_DATABASE_URL, or "
    "with SQLite give the files in UITWEG_DATA to this user.",
    passes=True,
)
NO_ROOM = DatabaseProblem("The store's disk is full: make room on it.", passes=True)
NO_RIGHT = DatabaseProblem(
    "The login of UITWEG_DATABASE_URL may not do this: use that of the staff door, or give the "
    f"rights again ({MIGRATE})."
)
LOCKED = DatabaseProblem(
    "Somebody else keeps the store locked: stop what does, or try again.", passes=True
)
UNOPENED = DatabaseProblem(
    "The store's file in UITWEG_DATA cannot be opened by this user: run this as the user whose "
    "data it is, or give the folder and its files to this user."
)
DAMAGED = DatabaseProblem(
    "The store's file in UITWEG_DATA is damaged: restore a backup (./run restore)."
)
NOT_UTF8 = DatabaseProblem(
    "The database does not keep text as UTF8: make it anew and empty, with encoding 'UTF8' and "
    "template template0 (docs/start.md, 2)."
)
UNKNOWN = "The database refused: {words}"

BY_STATE = {
    "22P05": NOT_UTF8,
    "25006": READ_ONLY,
    "28000": NOT_ADMITTED,
    "28P01": WRONG_PASSWORD,
    "42501": NO_RIGHT,
    "42703": DatabaseProblem(NOT_MIGRATED),
    "42P01": DatabaseProblem(NOT_MIGRATED),
    "53100": NO_ROOM,
    "53300": TOO_MANY,
    "55P03": LOCKED,
    "57P01": NOT_READY,
    "57P03": NOT_READY,
}
"""By SQLSTATE; PostgreSQL gives none to libpq for a connection that it refuses."""
BY_WORDS = {
    r"no password supplied|password authentication failed|fe_sendauth": WRONG_PASSWORD,
    r"no pg_hba\.conf entry|pg_hba\.conf rejects|[Pp]eer authentication failed": NOT_ADMITTED,
    r"SSL|certificate|root\.crt|TLS": TLS_FAILED,
    r"could not translate host name|[Nn]ame or service|resolve host|No address assoc": NO_SUCH_HOST,
    r"too many (connections|clients)|connection slots": TOO_MANY,
    r"starting up|shutting down|recovery mode|not yet accepting": NOT_READY,
    r"readonly database|read-only|not read-write|in hot standby mode": READ_ONLY,
    r"[Cc]onnection refused|timeout expired|[Tt]imed? ?out|No such file or directory|unreachable"
    r"|server closed|connection (is|was) (lost|closed|bad)|No route|not accept|host is down"
    r"|consuming input failed|connection already closed": NOT_ANSWERING,
    r"disk is full|No space left": NO_ROOM,
    r"database (table )?is locked": LOCKED,
    r"unable to open database file": UNOPENED,
    r"not a database|malformed|disk I/O error": DAMAGED,
    r"no such (table|column)": DatabaseProblem(NOT_MIGRATED),
}
"""By what libpq, the server or SQLite says; the first that fits. In another language: UNKNOWN."""


def database_problem(error: BaseException) -> DatabaseProblem | None:
    """Return what is wrong, or None when `error` is not one of a database."""
    if not _is_of_a_database(error):
        return None
    words = str(error)
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    if state in BY_STATE:
        return BY_STATE[state]
    if named := re.search(r'database "([^"]+)" does not exist', words):
        return DatabaseProblem(NO_DATABASE.format(name=named[1]))
    if named := re.search(r'role "([^"]+)" does not exist', words):
        return DatabaseProblem(NO_LOGIN.format(name=named[1]))
    known = (problem for pattern, problem in BY_WORDS.items() if re.search(pattern, words))
    return next(known, None) or DatabaseProblem(UNKNOWN.format(words=_last_line(words)))


def _is_of_a_database(error: BaseException) -> bool:
    from django.db.utils import Error as DjangosError
    from django.db.utils import InterfaceError

    if isinstance(error, (DjangosError, InterfaceError)):
        return True
    return type(error).__module__.partition(".")[0] in {"psycopg", "sqlite3"}


def _last_line(words: str) -> str:
    """Return what the database said last, without the values of a statement (DETAIL, CONTEXT)."""
    plain = re.split(r"\n(?:DETAIL|CONTEXT|HINT|LINE|QUERY)", words)[0].strip().splitlines()
    return re.sub(r"(password|passwd)\s*=\s*\S+", r"\1=…", plain[-1] if plain else "no reason")
