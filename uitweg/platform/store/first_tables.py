"""The first migration of a part: all its tables, made faster than Django makes them."""

from collections.abc import Sequence
from itertools import groupby

from django.db import migrations, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class FirstTables(migrations.Migration):
    """A migration that makes the first tables of a part; what it makes is what Django makes.

    For each new table Django makes the classes of all related models anew, and here nearly every
    model is related to a member. A new table changes no other model, so here only its own class is
    made; and none in a store that has no tables of this part.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        if not router.allow_migrate(schema_editor.connection.alias, self.app_label):
            self._describe(project_state, self.operations)
            return project_state
        for makes_tables, operations in groupby(self.operations, _makes_a_table):
            if makes_tables:
                self._make_tables(project_state, schema_editor, list(operations))
            else:
                self._change_tables(project_state, schema_editor, list(operations))
        return project_state

    def _describe(self, state: ProjectState, operations: Sequence[Operation]) -> None:
        """Note in `state` what these operations do, without making classes of models."""
        classes = state.__dict__.pop("apps")
        for each in operations:
            each.state_forwards(self.app_label, state)
        state.__dict__["apps"] = classes

    def _make_tables(
        self,
        state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        operations: Sequence[Operation],
    ) -> None:
        known = set(state.models)
        self._describe(state, operations)
        state.apps.render_multiple([state.models[key] for key in state.models if key not in known])
        for each in operations:
            each.database_forwards(self.app_label, schema_editor, state, state)

    def _change_tables(
        self,
        state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        operations: Sequence[Operation],
    ) -> None:
        """Do what follows the new tables as Django does it, one by one."""
        for each in operations:
            before = state.clone()
            each.state_forwards(self.app_label, state)
            each.database_forwards(self.app_label, schema_editor, before, state)


def _makes_a_table(operation: Operation) -> bool:
    return isinstance(operation, CreateModel)
