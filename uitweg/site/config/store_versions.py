"""Whether the stores have the tables of this version: asked before anything is served from them."""

from collections.abc import Iterable
from pathlib import Path

from uitweg.site.config.database_problems import MIGRATE, NOT_MIGRATED, database_problem

BEHIND = "The stores lack {count} of this version's migrations ({first}): {migrate}."
AHEAD = (
    "The stores were changed by a newer version of Uitweg ({first}): use that version, go back "
    "with it (docs/upgrading.md), or restore a backup of before."
)

Names = Iterable[tuple[str, str]]
"""Migrations, each by app and name."""


def version_problem() -> str:
    """Return a sentence when a store is not of this version, or "". Raises DatabaseError."""
    from django.apps import apps
    from django.db import connections

    from uitweg.site.config import store_schema, stores

    if stores.is_earlier_data():
        return stores.EARLIER_DATA
    ours = migrations_of_this_version()
    for alias in connections:
        if not connections[alias].settings_dict.get("NAME"):
            continue  # the public door has no staff store
        problem = difference(ours, applied=applied_migrations(alias))
        if problem := problem or store_schema.schema_problem(alias, apps.get_models()):
            return problem
    return ""


def start_problem() -> str:
    """Return why nothing should start on these stores, or "".

    What may pass by itself, such as a server that is starting, is no reason.
    """
    from django.db import Error

    try:
        return version_problem()
    except Error as error:
        problem = database_problem(error)
        return problem.sentence if problem and not problem.passes else ""


def difference(ours: Names, *, applied: Names) -> str:
    """Return what separates a store from this version, or ""."""
    ours, applied = set(ours), set(applied)
    if problem := newer_problem(ours, applied=applied):
        return problem
    if not applied:
        return NOT_MIGRATED
    missing = sorted(ours - applied)
    if missing:
        return BEHIND.format(count=len(missing), first=".".join(missing[0]), migrate=MIGRATE)
    return ""


def newer_problem(ours: Names, *, applied: Names) -> str:
    """Return a sentence when a newer version of our apps changed this store, or ""."""
    ours = set(ours)
    apps = {app for app, _ in ours}
    newer = sorted(name for name in set(applied) - ours if name[0] in apps)
    return AHEAD.format(first=".".join(newer[0])) if newer else ""


def migrations_of_this_version() -> set[tuple[str, str]]:
    """Return those of the apps that are loaded, read from the names of their files."""
    from django.apps import apps

    found = set()
    for app in apps.get_app_configs():
        files = Path(app.path, "migrations").glob("[0-9]*.py")
        found |= {(app.label, file.stem) for file in files}
    return found


def applied_migrations(alias: str) -> set[tuple[str, str]]:
    """Return those that a store says it had; none when it has no such table."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connections[alias]).applied_migrations())
