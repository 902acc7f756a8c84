"""deploy/postgresql/roles.sql on a real PostgreSQL: what the public door's login cannot do.

The staff's login makes a table and gives the door's role a right on it, as `init` and `migrate` do;
that these two run with that login: tests/processes/test_typed_city.py.
"""

import os
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.support import machine
from tests.support.installation import ROOT

ROLES = ROOT / "deploy/postgresql/roles.sql"
STAFF, DOOR = "town-staff", "town-door"
NAMES = [f"--set=staff={STAFF}", f"--set=door={DOOR}", "--set=database=town"]
BOTH = ("town", "town_channel")
SECRET = "it's $ecret"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run the file twice, as after a restore; return the superuser's address."""
    with machine.postgres() as address:
        run_roles(address)
        make_reports(address)
        run_roles(address)
        yield address


def run_roles(address: str) -> None:
    psql = [machine.postgres_tools() / "psql", "--no-psqlrc", "--quiet", f"--dbname={address}"]
    secrets = {"staff_password": SECRET, "door_password": SECRET}
    done = subprocess.run(
        [*psql, *NAMES, f"--file={ROLES}"], env={**os.environ, **secrets}, capture_output=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def make_reports(address: str) -> None:
    line = make_conninfo(address, dbname="town_channel", user=STAFF)
    with psycopg.connect(line, autocommit=True) as rows:
        rows.execute("create table channel_report (id int)")
        rows.execute("grant usage on schema public to uitweg_public")
        rows.execute("grant select on channel_report to uitweg_public")


def asked(address: str, database: str, question: str, user: str = "postgres") -> list[object]:
    line = make_conninfo(address, dbname=database, user=user)
    with psycopg.connect(line, autocommit=True) as rows:
        return [value for (value,) in rows.execute(question).fetchall()]


@pytest.mark.parametrize("database", BOTH)
def test_the_log_of_both_databases_keeps_no_statement_and_no_value(
    server: str, database: str
) -> None:
    shown = [
        asked(server, database, f"show {setting}", user=STAFF)[0]
        for setting in (
            "log_min_error_statement",
            "log_error_verbosity",
            "log_parameter_max_length_on_error",
            "log_statement",
        )
    ]

    assert shown == ["panic", "terse", "0", "none"]


@pytest.mark.parametrize("database", ["town", "postgres", "template1"])
def test_the_door_connects_to_the_channel_store_only(server: str, database: str) -> None:
    assert asked(server, "town_channel", "select count(*) from channel_report", user=DOOR) == [0]
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        asked(server, database, "select 1", user=DOOR)


@pytest.mark.parametrize(
    "attack",
    [
        "select lo_create(0)",
        "select lo_creat(-1)",
        "select lo_from_bytea(0, 'x')",
        "create temporary table mine (a int)",
        "create table mine (a int)",
        "create role mine",
        "alter role current_user createrole",
    ],
)
def test_the_doors_login_makes_nothing(server: str, attack: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(server, "town_channel", attack, user=DOOR)


def test_the_doors_login_has_limits(server: str) -> None:
    limits = "select rolconnlimit from pg_roles where rolname = 'town-door'"

    assert asked(server, "town_channel", limits) == [50]
    assert asked(server, "town_channel", "show temp_file_limit", user=DOOR) == ["256MB"]


def test_the_staffs_login_makes_no_roles_and_owns_both_stores(server: str) -> None:
    owned = f"select datname from pg_database where pg_get_userbyid(datdba) = '{STAFF}' order by 1"
    may = f"select rolcreaterole or rolcreatedb or rolsuper from pg_roles where rolname = '{STAFF}'"

    assert asked(server, "town", owned) == list(BOTH)
    assert asked(server, "town", may) == [False]


def test_passwords_come_by_environment_and_are_kept_as_scram(server: str) -> None:
    kept = "select rolpassword from pg_authid where rolname like 'town-%'"

    assert all(str(value).startswith("SCRAM-SHA-256$") for value in asked(server, "town", kept))
