"""An error of the database is one sentence that says what to do, and never a secret."""

import sqlite3

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError

from uitweg.site.config import database_problems as problems
from uitweg.site.config.database_problems import database_problem
from uitweg.site.config.store_versions import difference

AT = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '


def after(cause: Exception) -> OperationalError:
    """Return the error as Django raises it."""
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ('FATAL:  password authentication failed for user "x"', problems.WRONG_PASSWORD),
        ("fe_sendauth: no password supplied", problems.WRONG_PASSWORD),
        ('FATAL:  Peer authentication failed for user "x"', problems.NOT_ADMITTED),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1"', problems.NOT_ADMITTED),
        ("server does not support SSL, but SSL was required", problems.TLS_FAILED),
        ("SSL error: certificate verify failed", problems.TLS_FAILED),
        ("[Errno -2] Name or service not known", problems.NO_SUCH_HOST),
        ("Connection refused\n\tIs the server running", problems.NOT_ANSWERING),
        ("timeout expired", problems.NOT_ANSWERING),
        ("server closed the connection unexpectedly", problems.NOT_ANSWERING),
        ("FATAL:  the database system is starting up", problems.NOT_READY),
        ("FATAL:  the database system is shutting down", problems.NOT_READY),
        ('FATAL:  too many connections for role "uitweg_door"', problems.TOO_MANY),
        ("FATAL:  remaining connection slots are reserved", problems.TOO_MANY),
        ("session is read-only", problems.READ_ONLY),
    ],
)
def test_what_libpq_says_at_a_connection(words: str, problem) -> None:
    assert database_problem(after(psycopg.OperationalError(AT + words))) == problem


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("attempt to write a readonly database", problems.READ_ONLY),
        ("unable to open database file", problems.UNOPENED),
        ("database is locked", problems.LOCKED),
        ("database or disk is full", problems.NO_ROOM),
        ("file is not a database", problems.DAMAGED),
        ("database disk image is malformed", problems.DAMAGED),
        ("no such table: channel_teamkey", problems.DatabaseProblem(problems.NOT_MIGRATED)),
    ],
)
def test_what_sqlite_says(words: str, problem) -> None:
    assert database_problem(after(sqlite3.OperationalError(words))) == problem


@pytest.mark.parametrize("state", problems.BY_STATE)
def test_an_error_with_a_state_needs_no_words(state: str) -> None:
    cause = psycopg.errors.lookup(state)("in een andere taal")

    assert database_problem(after(cause)) == problems.BY_STATE[state]


def test_a_missing_database_and_a_missing_login_are_named() -> None:
    no_store = after(psycopg.OperationalError(f'{AT}FATAL:  database "uitweg" does not exist'))
    nobody = after(psycopg.OperationalError(f'{AT}FATAL:  role "uitweg_door" does not exist'))

    assert "no database uitweg" in database_problem(no_store).sentence  # type: ignore[union-attr]
    assert "no login uitweg_door" in database_problem(nobody).sentence  # type: ignore[union-attr]


def test_an_unknown_error_says_one_line_without_values() -> None:
    error = ProgrammingError("iets vreemds\nDETAIL:  (Nour, 0612345678)\nLINE 1: password=geheim")
    told = database_problem(error)

    assert told is not None
    assert told.sentence == "The database refused: iets vreemds"
    assert "geheim" not in database_problem(OperationalError("x password=geheim")).sentence  # type: ignore[union-attr]


def test_another_error_is_none_of_the_database() -> None:
    assert database_problem(ValueError("database is locked")) is None


OURS = {("channel", "0001_initial"), ("channel", "0002_more"), ("accounts", "0001_initial")}


@pytest.mark.parametrize(
    ("applied", "told"),
    [
        (OURS, ""),
        (OURS | {("auth", "0001_initial")}, ""),
        (set(), "./run migrate"),
        (OURS - {("channel", "0002_more")}, "lack 1 of this version's migrations (channel.0002"),
        (OURS | {("channel", "0003_newer")}, "by a newer version of Uitweg (channel.0003_newer)"),
    ],
    ids=["equal", "of others", "empty", "behind", "ahead"],
)
def test_a_store_of_another_version_is_a_sentence(applied, told: str) -> None:
    problem = difference(OURS, applied=applied)

    assert (told in problem) is True
    assert bool(problem) is bool(told)
