"""What the models say and what the stores hold is the same, and each change of it was thought about."""

import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from uitweg.platform.store.indexes import AddIndexWhileOpen
from uitweg.site.operations.table_locks import lock_of

INDEX = AddIndexWhileOpen("tree", models.Index(fields=["id"], name="by_id"))
NOTE = migrations.AddField("tree", "note", models.TextField(default=""))


def test_no_migration_is_missing(db_both) -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)

    assert "No changes detected" in said.getvalue()


def problems_of(migration: Migration, doc: str, before: ProjectState) -> list[str]:
    """Return what somebody who upgrades would stumble over; `before` is changed along."""
    problems, operations = [], migration.operations
    if not all(each.reversible for each in operations) and "Cannot be undone:" not in doc:
        problems.append("say 'Cannot be undone:' and why in the docstring, or give the way back")
    created = set[str]()
    for each in operations:
        if isinstance(each, CreateModel):
            created.add(each.name_lower)
        is_new = getattr(each, "model_name_lower", "") in created
        if not is_new and lock_of(each, before, migration.app_label).needs_closed:
            problems.append(f"{each.describe()}: do it while open, in steps")
        each.state_forwards(migration.app_label, before)
    if "Closed doors:" in doc:
        problems = [problem for problem in problems if "while open" not in problem]
    if any(isinstance(each, AddIndexWhileOpen) for each in operations) and (
        len(operations) > 1 or migration.atomic
    ):
        problems.append("an index that is built while open is alone, with atomic = False")
    return problems


def test_each_change_after_the_first_goes_while_the_doors_are_open_or_says_why_not() -> None:
    loader, found = MigrationLoader(None), {}
    for key, migration in loader.disk_migrations.items():
        module = sys.modules[type(migration).__module__]
        if not migration.initial and module.__name__.startswith("uitweg."):
            state = loader.project_state(key, at_end=False)
            found[key] = problems_of(migration, module.__doc__ or "", state)

    assert {key: problems for key, problems in found.items() if problems} == {}


@pytest.mark.parametrize(
    ("operations", "atomic", "doc", "count"),
    [
        ([NOTE], True, "", 1),
        ([NOTE], True, "Closed doors: every row gets a text.", 0),
        ([migrations.RunPython(print)], True, "", 2),
        ([migrations.RunPython(print)], True, "Closed doors: all. Cannot be undone: it sums.", 0),
        ([INDEX], True, "", 1),
        ([INDEX], False, "", 0),
        ([migrations.AddField("tree", "note", models.TextField(null=True))], True, "", 0),
    ],
)
def test_a_change_that_nobody_thought_about_is_noticed(
    operations: list[migrations.operations.base.Operation], atomic: bool, doc: str, count: int
) -> None:
    migration, state = Migration("0002_next", "garden"), ProjectState()
    migration.operations, migration.atomic = operations, atomic
    fields = [("id", models.BigAutoField(primary_key=True))]
    CreateModel("Tree", fields).state_forwards("garden", state)

    assert len(problems_of(migration, doc, state)) == count
