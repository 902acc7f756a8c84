"""`./run migrate`: what it is going to change, changing it, and going back to how it was before."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel

from uitweg.platform.maintenance import maintenance_in
from uitweg.site.config import door_rights, migrating
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.table_locks import NEW_TABLE, UNKNOWN, TableLock, lock_of

BEFORE_FILE = "before-migrate.json"
CLOSE_FIRST = (
    "These changes need closed doors ({first}): ./run maintenance on first. "
    "./run migrate --plan says all that will be done."
)
CLOSE_FOR_BACK = "Going back needs closed doors: ./run maintenance on first."
NOTHING_BEFORE = (
    "There is nothing to go back to: no ./run migrate changed these stores since they were made, "
    "or since the last time back. To go further back, restore a backup."
)
NO_WAY_BACK = "{step} cannot be undone: restore the backup that was made before it."
States = dict[str, dict[str, str]]
"""By store: the newest migration of each app."""


@dataclass(frozen=True)
class Step:
    """One change of one store."""

    store: str
    migration: str
    says: str
    lock: TableLock
    is_reversible: bool


def planned_steps() -> list[Step]:
    """Return what `migrate` would change, in order; nothing for stores that are still empty."""
    return [step for alias in connections for step in _steps_of(alias)]


def _steps_of(alias: str) -> Iterator[Step]:
    executor = MigrationExecutor(connections[alias])
    loader = executor.loader
    if not loader.applied_migrations:
        return
    new_tables = set[tuple[str, str]]()
    for migration, _ in executor.migration_plan(loader.graph.leaf_nodes()):
        app = migration.app_label
        state = loader.project_state((app, migration.name), at_end=False)
        for operation in migration.operations if router.allow_migrate(alias, app) else ():
            lock = lock_of(operation, state, app)
            if isinstance(operation, CreateModel):
                new_tables.add((app, operation.name_lower))
            elif (app, getattr(operation, "model_name_lower", "")) in new_tables:
                lock = NEW_TABLE if lock != UNKNOWN else lock
            yield Step(
                migrating.store_name(alias),
                f"{app} {migration.name}",
                operation.describe(),
                lock,
                operation.reversible,
            )
            operation.state_forwards(app, state)


def plan_lines() -> list[str]:
    """Return the plan in sentences."""
    migrating.refuse_newer_data()
    migrating.refuse_other_schema()
    steps = planned_steps()
    lines = []
    for step in steps:
        back = "can be undone" if step.is_reversible else "CANNOT be undone"
        closed = "needs closed doors" if step.lock.needs_closed else "while the doors are open"
        lines += [
            f"{step.store} store, {step.migration}: {step.says}",
            f"    it {step.lock.says}; {closed}; {back}",
        ]
    if not steps:
        return ["Nothing to do: both stores are up to date, or not made yet."]
    if any(step.lock.needs_closed for step in steps):
        return [*lines, "First: a backup, and ./run maintenance on. Then ./run migrate."]
    return [*lines, "First: a backup. Then ./run migrate; the doors can stay open."]


def migrate() -> list[str]:
    """Bring both stores up to date; return sentences about what is left to do by others.

    Raises Misconfigured, and changes nothing, when a change needs closed doors and they are open.
    """
    migrating.refuse_newer_data()
    migrating.refuse_other_schema()
    steps = planned_steps()
    closing = next((step for step in steps if step.lock.needs_closed), None)
    if closing and maintenance_in(settings.MAINTENANCE_FILE) is None:
        raise Misconfigured(CLOSE_FIRST.format(first=closing.migration))
    if steps and not _began_before():
        _write_before({"done": False, "newest": _newest()})
    migrating.migrate()
    if _began_before():
        _write_before({**_read_before(), "done": True})
    return door_rights.rights_left_open()


def go_back() -> list[str]:
    """Undo what the last `migrate` did; what was written in new columns and tables is lost.

    Raises Misconfigured, and changes nothing, when one of the steps cannot be undone.
    """
    before = _read_before()
    if not before:
        raise Misconfigured(NOTHING_BEFORE)
    if maintenance_in(settings.MAINTENANCE_FILE) is None:
        raise Misconfigured(CLOSE_FOR_BACK)
    undone: list[str] = []
    with migrating.alone():
        for alias in connections:
            undone += _to_undo(alias, before["newest"][alias])
        for alias in connections:
            migrating.patiently(alias, partial(_undo, alias, before["newest"][alias]))
    _before_file().unlink()
    return [*dict.fromkeys(undone), "Now the code of the version before; then start everything."]


def _targets(loader: MigrationLoader, newest: dict[str, str]) -> list[tuple[str, str | None]]:
    """Return where each app goes back to; one that was not there goes back to nothing."""
    return [(app, newest.get(app)) for app in sorted(loader.migrated_apps)]


def _to_undo(alias: str, newest: dict[str, str]) -> list[str]:
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(_targets(executor.loader, newest))
    for migration, _ in plan:
        if not all(operation.reversible for operation in migration.operations):
            step = f"{migration.app_label} {migration.name}"
            raise Misconfigured(NO_WAY_BACK.format(step=step))
    return [f"Undone: {migration.app_label} {migration.name}." for migration, _ in plan]


def _undo(alias: str, newest: dict[str, str]) -> None:
    executor = MigrationExecutor(connections[alias])
    executor.migrate(_targets(executor.loader, newest))


def _newest() -> States:
    """Return the newest applied migration of each app, by store."""
    found: States = {}
    for alias in connections:
        loader = MigrationExecutor(connections[alias]).loader
        found[alias] = dict(sorted(loader.applied_migrations))
    return found


def _before_file() -> Path:
    return Path(settings.DATA) / BEFORE_FILE


def _read_before() -> dict[str, Any]:
    try:
        before: dict[str, Any] = json.loads(_before_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return before


def _began_before() -> bool:
    """Return whether a `migrate` began and did not end: then the way back leads to before that."""
    return _read_before().get("done") is False


def _write_before(before: dict[str, Any]) -> None:
    _before_file().write_text(json.dumps(before) + "\n", encoding="utf-8")
