"""Changing tables beside doors that are open: one at a time, and without making anybody wait long.

On PostgreSQL a change that waits for a table makes everybody after it wait too. So it waits for
seconds only, lets them go first, and tries again.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections

from uitweg.site.config import door_rights, stores
from uitweg.site.config.environment import Misconfigured
from uitweg.site.config.store_schema import schema_problem
from uitweg.site.config.store_versions import (
    applied_migrations,
    migrations_of_this_version,
    newer_problem,
)

LOCK_SECONDS, PAUSE_SECONDS, MOST_TRIES = 3, 2, 20
LOCK_NOT_AVAILABLE = "55P03"
ADVISORY_LOCK = 7_484_935  # any number, as long as every version takes the same
LOCK_FILE = "migrate.lock"
UNDER_WAY = "Another ./run migrate is under way; wait until it is done."
HELD = (
    "The tables of the {store} store stayed in use by something that takes long, such as a backup "
    "or a query by hand. What was not done yet has not changed anything: try again."
)


def migrate() -> None:
    """Run the missing migrations of both stores; idempotent, and one process at a time.

    Then give the public door's role its rights. Raises Misconfigured, and changes nothing, when a
    store was made before these migrations or by a newer version, or another process migrates.
    """
    if stores.is_earlier_data():
        raise Misconfigured(stores.EARLIER_DATA)
    refuse_newer_data()
    with alone():
        for alias in connections:
            one_store = partial(
                call_command, "migrate", database=alias, verbosity=0, interactive=False
            )
            patiently(alias, one_store)
        patiently("channel", door_rights.set_door_rights)


def store_name(alias: str) -> str:
    return "channel" if alias == "channel" else "staff"


def refuse_newer_data() -> None:
    """Raise Misconfigured when a store has migrations that this version does not have."""
    ours = migrations_of_this_version()
    for alias in connections:
        if problem := newer_problem(ours, applied=applied_migrations(alias)):
            raise Misconfigured(problem)


def refuse_other_schema() -> None:
    """Raise Misconfigured when a store lacks what the migrations that it had should have made."""
    from django.db.migrations.loader import MigrationLoader

    for alias in connections:
        loader = MigrationLoader(connections[alias])
        had = [key for key in loader.applied_migrations if key in loader.graph.nodes]
        if had:
            made = loader.project_state(had).apps.get_models()
            if problem := schema_problem(alias, made):
                raise Misconfigured(problem)


@contextmanager
def alone() -> Iterator[None]:
    """Be the only one who changes tables, on this machine and at this database server.

    Raises Misconfigured at once when another one is at it.
    """
    with (settings.DATA / LOCK_FILE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Misconfigured(UNDER_WAY) from None
        with _alone_at_the_server():
            yield


@contextmanager
def _alone_at_the_server() -> Iterator[None]:
    connection = connections["channel"]
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            raise Misconfigured(UNDER_WAY)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def patiently(alias: str, change: Callable[[], object]) -> None:
    """Make a change; while others hold its tables, let them go first and try again.

    Each migration is a transaction: what is tried again had changed nothing. Raises Misconfigured
    after MOST_TRIES.
    """
    connection = connections[alias]
    if connection.vendor != "postgresql":
        change()
        return
    try:
        for tries_left in reversed(range(MOST_TRIES)):
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            try:
                change()
                return
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                    raise
                if not tries_left:
                    raise Misconfigured(HELD.format(store=store_name(alias))) from None
            time.sleep(PAUSE_SECONDS)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
