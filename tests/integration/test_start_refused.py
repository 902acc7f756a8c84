"""A door, the worker and the commands say in one sentence why they do not start, with exit code 2."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.installation import PARTS, Installation


@contextmanager
def store(city: Installation) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(city.folder / "staff.sqlite")
    with connection:
        yield connection
    connection.close()


def migrated(folder: Path) -> Installation:
    city = Installation(folder)
    assert city.run("migrate").returncode == 0
    return city


def refusal(city: Installation, *command: str) -> str:
    """Return the sentence with which a command ends, with exit code 2."""
    done = city.run(*command)
    told = [line for line in done.stderr.splitlines() if "Unexpected exit from worker" not in line]

    assert (done.returncode, len(told)) == (2, 1), done.stderr
    return told[0]


@pytest.mark.parametrize("part", ["staff", "worker"])
def test_an_empty_store_is_not_served(tmp_path: Path, part: str) -> None:
    assert "./run migrate" in refusal(Installation(tmp_path), *PARTS[part])


def test_a_store_of_an_older_or_newer_version_is_not_served(tmp_path: Path) -> None:
    city = migrated(tmp_path)
    newer = "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0999_x', '2026')"
    with store(city) as rows:
        rows.execute(newer)
    assert "newer version of Uitweg (cases.0999_x)" in refusal(city, *PARTS["worker"])
    with store(city) as rows:
        rows.execute("DELETE FROM django_migrations WHERE app = 'cases'")
    assert re.search(r"lack \d of this version's migrations \(cases", refusal(city, "worker"))


def test_a_file_that_is_no_store_is_a_sentence(tmp_path: Path) -> None:
    city = migrated(tmp_path)
    (city.folder / "staff.sqlite").write_bytes(b"geen store " * 100)

    assert "restore a backup" in refusal(city, "verify-audit")


def test_a_server_that_is_not_there_is_a_sentence_without_the_password(tmp_path: Path) -> None:
    address = {"UITWEG_DATABASE_URL": "postgresql://uitweg_staff:geheim@127.0.0.1:9/uitweg"}
    told = refusal(Installation(tmp_path, address), "migrate")

    assert "PostgreSQL does not answer" in told
    assert "geheim" not in told
