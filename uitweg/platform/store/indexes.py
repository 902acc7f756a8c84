"""An index that is built while the doors are open."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex
from django.db.migrations.state import ProjectState


class AddIndexWhileOpen(AddIndex):
    """AddIndex that on PostgreSQL locks nobody out (CREATE INDEX CONCURRENTLY).

    Its migration has `atomic = False` and nothing else in it. An index that was begun and not
    finished is made anew.
    """

    atomic = False

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            concurrently: dict[str, Any] = {"concurrently": True}
            schema_editor.remove_index(model, self.index, **concurrently)  # IF EXISTS
            schema_editor.add_index(model, self.index, **concurrently)
