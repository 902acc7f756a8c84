"""Everything in UITWEG_DATABASE_URL reaches libpq, from both doors and from pg_dump."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from uitweg.site.config.database_url import DatabaseUrl, database
from uitweg.site.operations.backup import postgres_tools
from uitweg.site.operations.backup.postgres_tools import with_database

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
import json
from uitweg.site.config import settings
print(json.dumps(settings.DATABASES))
"""
THREE = (
    "postgresql://uitweg:ge%2Fh%40im@a.example:5432,b.example:5432,c.example:5433/uitweg"
    "?sslmode=verify-full&sslrootcert=/etc/uitweg/ca.pem&options=-c%20timezone%3DUTC"
)


def read(monkeypatch: pytest.MonkeyPatch, value: str) -> DatabaseUrl:
    monkeypatch.setenv("UITWEG_DATABASE_URL", value)
    found = database("UITWEG_DATABASE_URL")
    assert found is not None
    return found


def test_several_hosts_are_tried_for_the_one_that_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, THREE)

    assert (found.host, found.port) == ("a.example,b.example,c.example", "5432,5432,5433")
    assert found.more["target_session_attrs"] == "read-write"


def test_options_for_tls_and_all_others_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, THREE)

    assert found.more["sslmode"] == "verify-full"
    assert found.more["sslrootcert"] == "/etc/uitweg/ca.pem"
    assert found.more["options"] == "-c timezone=UTC"
    assert found.password == "ge/h@im"


def test_a_silent_server_is_given_up_in_seconds_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = read(monkeypatch, "postgresql://u:p@host/uitweg?connect_timeout=30")

    assert found.more["connect_timeout"] == "30"
    assert found.more["tcp_user_timeout"] == "10000"
    assert "target_session_attrs" not in found.more


def test_a_socket_folder_and_the_old_scheme_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, "postgres:///uitweg?host=/run/postgresql")

    assert (found.name, found.host) == ("uitweg", "/run/postgresql")


def test_an_address_that_is_not_set_means_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UITWEG_DATABASE_URL", raising=False)

    assert database("UITWEG_DATABASE_URL") is None


def test_both_stores_are_reached_by_the_same_road(tmp_path: Path) -> None:
    own = {"UITWEG_DATA": str(tmp_path), "UITWEG_DATABASE_URL": THREE, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", SETTINGS], env=own, capture_output=True, text=True, check=True
    )
    channel, staff = (json.loads(done.stdout)[alias] for alias in ("channel", "default"))

    assert (channel["NAME"], staff["NAME"]) == ("uitweg_channel", "uitweg")
    assert channel["HOST"] == staff["HOST"] == "a.example,b.example,c.example"
    assert channel["OPTIONS"]["sslmode"] == staff["OPTIONS"]["sslmode"] == "verify-full"
    assert channel["OPTIONS"]["options"] == "-c timezone=UTC -c lock_timeout=20s"


def test_a_backup_takes_that_road_too_and_no_password_on_its_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text(f'#!/bin/sh\necho "$1 $PGPASSWORD" > {tmp_path}/said\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    login = {"NAME": "uitweg", "HOST": "a,b", "PORT": "", "USER": "u", "PASSWORD": "geheim"}
    store = SimpleNamespace(settings_dict={**login, "OPTIONS": {"sslmode": "verify-full"}})
    monkeypatch.setattr(postgres_tools, "connections", {"default": store})

    with postgres_tools.reading_from("pg_dump", "default") as dump:
        dump.read()

    said = (tmp_path / "said").read_text()
    assert said == "--dbname=sslmode=verify-full dbname=uitweg host=a,b user=u geheim\n"


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("postgresql:///uitweg?host=/run/postgresql", "postgresql:///r?host=/run/postgresql"),
        ("postgresql://a:b@db.example:5432/uitweg", "postgresql://a:b@db.example:5432/r"),
        ("postgresql://a@1:1,2:2/u?sslmode=require", "postgresql://a@1:1,2:2/r?sslmode=require"),
    ],
)
def test_another_database_on_the_same_server(url: str, other: str) -> None:
    assert with_database(url, "r") == other
