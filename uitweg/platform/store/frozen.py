"""Columns that the database itself refuses to change once a row is stored."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Model

_SQLITE = (
    "CREATE TRIGGER {name} BEFORE UPDATE ON %(table)s FOR EACH ROW WHEN {changed} "
    "BEGIN SELECT RAISE(ABORT, 'frozen'); END"
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {name}_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'frozen' USING ERRCODE = 'integrity_constraint_violation'; END $$; "
    "CREATE TRIGGER {name} BEFORE UPDATE ON %(table)s FOR EACH ROW WHEN ({changed}) "
    "EXECUTE FUNCTION {name}_refuses()"
)


class FrozenColumns(BaseConstraint):
    """Refuse, with an IntegrityError, any update that gives one of these fields another value.

    A trigger on each store. Rows can still be deleted, and other columns still change: a sealed
    text is encrypted anew when its key is replaced, so freeze the hash of what it says beside it.
    """

    def __init__(self, *, fields: Sequence[str], name: str) -> None:
        super().__init__(name=name)
        self.fields = tuple(fields)

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Make the trigger after the table; it is no part of the table's own text."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
        quote = schema_editor.quote_name
        columns = [quote(model._meta.get_field(name).column) for name in self.fields]
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
        text = (_POSTGRESQL if is_postgresql else _SQLITE).format(name=self.name, changed=changed)
        return Statement(text, table=Table(model._meta.db_table, quote))

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        on = " ON %(table)s" if schema_editor.connection.vendor == "postgresql" else ""
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement(f"DROP TRIGGER {self.name}{on}", table=table)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to check of a row on its own: only a change is refused."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FrozenColumns):
            return NotImplemented
        return (self.name, self.fields) == (other.name, other.fields)

    def __hash__(self) -> int:
        return hash((self.name, self.fields))

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"fields": self.fields}
