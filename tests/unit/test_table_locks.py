"""Which changes of tables go while the doors are open, and which need them closed."""

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from uitweg.platform.store.indexes import AddIndexWhileOpen
from uitweg.site.operations import table_locks
from uitweg.site.operations.table_locks import lock_of

INDEX = models.Index(fields=["name"], name="by_name")
TALL = models.CheckConstraint(condition=models.Q(size__gt=3), name="tall")
OPEN = [
    migrations.CreateModel("House", [("id", models.BigAutoField(primary_key=True))]),
    migrations.AddField("tree", "note", models.TextField(null=True)),
    migrations.AddField("tree", "note", models.TextField(db_default="")),
    migrations.AlterField("tree", "name", models.CharField(max_length=40)),
    migrations.AlterField("tree", "name", models.CharField(max_length=20, null=True)),
    migrations.AlterField("tree", "name", models.CharField(max_length=20, help_text="a name")),
    migrations.AlterModelOptions("tree", {"ordering": ["id"]}),
    migrations.RemoveIndex("tree", "by_name"),
    AddIndexWhileOpen("tree", INDEX),
    migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Tree")]),
]
CLOSED = [
    migrations.AddField("tree", "note", models.TextField(default="")),
    migrations.AddField("tree", "note", models.TextField(null=True, unique=True)),
    migrations.AddField("tree", "kin", models.ForeignKey("Tree", models.CASCADE, null=True)),
    migrations.AlterField("tree", "name", models.CharField(max_length=10)),
    migrations.AlterField("tree", "name", models.IntegerField()),
    migrations.AlterField("tree", "size", models.IntegerField()),
    migrations.AlterField("tree", "name", models.CharField(max_length=20, db_index=True)),
    migrations.RemoveField("tree", "name"),
    migrations.RenameField("tree", "name", "title"),
    migrations.RenameModel("Tree", "Bush"),
    migrations.DeleteModel("Tree"),
    migrations.AddIndex("tree", INDEX),
    migrations.AddConstraint("tree", TALL),
    migrations.RunSQL("SELECT 1"),
    migrations.RunPython(migrations.RunPython.noop),
    migrations.SeparateDatabaseAndState([migrations.RunSQL("SELECT 1")]),
]


def named(operation: Operation) -> str:
    return operation.describe()


@pytest.fixture
def before() -> ProjectState:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("size", models.IntegerField(null=True)),
    ]
    state.add_model(ModelState("garden", "Tree", fields))
    return state


@pytest.mark.parametrize("operation", OPEN, ids=named)
def test_this_goes_while_the_doors_are_open(operation: Operation, before: ProjectState) -> None:
    assert lock_of(operation, before, "garden").needs_closed is False


@pytest.mark.parametrize("operation", CLOSED, ids=named)
def test_this_needs_closed_doors(operation: Operation, before: ProjectState) -> None:
    assert lock_of(operation, before, "garden").needs_closed is True


def test_what_nobody_thought_of_needs_closed_doors(before: ProjectState) -> None:
    assert lock_of(Operation(), before, "garden") == table_locks.UNKNOWN
