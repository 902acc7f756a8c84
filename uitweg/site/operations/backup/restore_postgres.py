"""Restoring a PostgreSQL backup into two empty databases."""

from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, connections, transaction

from uitweg.site.config import door_rights
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import copying, postgres_tools, restore_check
from uitweg.site.operations.backup.archive import Archive
from uitweg.site.operations.backup.copying import STORES

Check = Callable[[], list[str]]
"""Checks the restored stores, and destroys again what must be."""


def fill_databases(backup: Archive, check: Check) -> list[str]:
    """Fill both databases and check them; if anything fails, they are emptied again.

    Returns a summary to print. Raises Misconfigured.
    """
    restore_check.load_django()
    restore_check.refuse_unknown_migrations(backup.manifest["migrations"])
    try:
        for alias in STORES:
            _refuse_occupied_database(alias)
        return _fill(backup, check)
    except DatabaseError as error:
        raise Misconfigured(
            f"PostgreSQL refused ({type(error).__name__}); nothing was restored."
        ) from None
    finally:
        restore_check.close_stores()


def _refuse_occupied_database(alias: str) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise Misconfigured(
                f"The database {connection.settings_dict['NAME']} is not empty; make a new one."
            )
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if cursor.fetchone()[0]:
            raise Misconfigured("Something is connected to these databases; stop the doors first.")


def _fill(backup: Archive, check: Check) -> list[str]:
    manifest = backup.manifest
    door_rights.make_role()
    try:
        for alias, store in STORES.items():
            postgres_tools.write_to(
                "pg_restore",
                alias,
                partial(backup.copy_part, f"{store}.dump"),
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",  # bring_up_to_date sets those of the public door
            )
            if copying.count_rows_on_postgres(alias) != manifest["tables"][store]:
                raise Misconfigured(f"The {store} store is not what the manifest says.")
        restore_check.bring_up_to_date(manifest["numbers"])
        summary = check()
    except BaseException:
        for alias in STORES:
            _empty(alias)
        raise
    return [*summary, restore_check.LATER_DELETIONS_NOTE]


def _empty(alias: str) -> None:
    """Drop all tables; the database was empty before this restore."""
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
