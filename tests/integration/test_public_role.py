"""The role of the public door: it belongs to the whole server, not to one database."""

import os
import threading
from typing import Any

import psycopg
import pytest
from django.db import connections

from uitweg.site.config.door_rights import MAKE_ROLE

OWN_ROLE = "uitweg_of_this_test"

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not os.environ.get("UITWEG_DATABASE_URL"), reason="roles of PostgreSQL"),
]


def connect() -> psycopg.Connection[Any]:
    asked = connections["channel"].get_connection_params()
    return psycopg.connect(
        host=asked.get("host"), user=asked.get("user"), dbname=asked["dbname"], autocommit=True
    )


def test_two_databases_of_one_server_may_be_prepared_at_once(db_both: None) -> None:
    makes_the_role = MAKE_ROLE.replace("uitweg_public", OWN_ROLE)
    refused: list[Exception] = []

    def second() -> None:
        try:
            with connect() as connection:
                connection.execute(makes_the_role)
        except psycopg.Error as error:
            refused.append(error)

    with connect() as first, connect() as beside:
        try:
            first.execute("BEGIN")
            first.execute(makes_the_role)
            waiting = threading.Thread(target=second)
            waiting.start()
            while waiting.is_alive() and not _waits_for_the_first(beside):
                waiting.join(0.01)
            first.execute("COMMIT")
            waiting.join(10)
        finally:
            beside.execute(f"DROP ROLE IF EXISTS {OWN_ROLE}")

    assert refused == []


def _waits_for_the_first(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether some statement about the test's role waits for a lock."""
    found = connection.execute(
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s",
        [f"%{OWN_ROLE}%"],
    )
    return found.fetchone() is not None
