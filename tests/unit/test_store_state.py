"""What /health says of a store, found out by trying it: each state made for real, on SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from uitweg.site.web import store_state as states
from uitweg.site.web.store_state import StoreState, store_state

WRITE_VERSION = 18
"""The byte of SQLite's header that says which release may write: more than 2 is none we know."""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Path]:
    """A channel store with every migration of ours in its list."""
    file = tmp_path / "channel.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute("CREATE TABLE django_migrations (app, name)")
        rows.executemany(
            "INSERT INTO django_migrations VALUES (?, ?)",
            sorted(states._own_migrations("channel")),
        )
    settings.DATA = tmp_path
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as opened:
        connection = SimpleNamespace(
            vendor="sqlite", in_atomic_block=False, settings_dict={"NAME": file},
            cursor=lambda: closing(opened.cursor()), close=lambda: None,
            is_in_memory_db=lambda: False,
        )  # fmt: skip
        monkeypatch.setattr(states, "connections", {"channel": connection})
        monkeypatch.setattr(states, "PATIENCE_SECONDS", 0.05)
        yield file


def change(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as rows:
        rows.execute(sql)


def test_a_store_that_can_be_written_to_is_ok(store: Path) -> None:
    assert store_state("channel") is StoreState.OK


def test_a_store_that_lacks_one_migration_of_ours_is_not_migrated(store: Path) -> None:
    change(store, "DELETE FROM django_migrations WHERE rowid = 1")

    assert store_state("channel") is StoreState.NOT_MIGRATED


def test_a_store_without_tables_is_not_migrated(store: Path) -> None:
    change(store, "DROP TABLE django_migrations")

    assert store_state("channel") is StoreState.NOT_MIGRATED


def test_a_store_in_which_somebody_else_keeps_writing_is_locked(store: Path) -> None:
    with closing(sqlite3.connect(store, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")

        assert store_state("channel") is StoreState.LOCKED


def test_a_store_that_may_only_be_read_is_read_only(store: Path) -> None:
    change(store, "PRAGMA wal_checkpoint(TRUNCATE)")
    header = bytearray(store.read_bytes())
    header[WRITE_VERSION] = 9
    store.write_bytes(header)

    assert store_state("channel") is StoreState.READ_ONLY


def test_a_disk_without_room_is_full(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "DISK_FULL_BELOW_BYTES", 2**62)

    assert store_state("channel") is StoreState.FULL


def test_a_store_that_went_away_is_silent(store: Path) -> None:
    store.unlink()

    assert store_state("channel") is StoreState.SILENT


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("53100", StoreState.FULL),
        ("25006", StoreState.READ_ONLY),
        ("42P01", StoreState.NOT_MIGRATED),
        ("42501", StoreState.NOT_MIGRATED),
        ("55P03", StoreState.LOCKED),
        ("57P01", StoreState.SILENT),
    ],
)
def test_what_postgresql_says_by_number(code: str, state: StoreState) -> None:
    class ServerError(Exception):
        sqlstate = code

    error = RuntimeError()
    error.__cause__ = ServerError()

    assert states.state_of_error(error) is state
