"""Columns that the database itself refuses to change once the row is stored."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint

POSTGRESQL = """
CREATE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%(text)s' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW
WHEN (%(changed)s) EXECUTE FUNCTION %(function)s()"""
SQLITE = """
CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW
WHEN %(changed)s BEGIN SELECT RAISE(ABORT, '%(text)s'); END"""


class FrozenColumns(BaseConstraint):
    """A trigger that refuses to change any column of a row but those in `except_fields`.

    Rows can be added and deleted. The refusal is an IntegrityError, as of any other constraint.
    Django's own types of a constraint's methods say `str`, where it means a statement; hence `Any`.
    """

    def __init__(self, *, name: str, except_fields: Sequence[str] = ()) -> None:
        super().__init__(name=name)
        self.except_fields = tuple(except_fields)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return str(path), tuple(args), {**kwargs, "except_fields": self.except_fields}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FrozenColumns) and (self.name, self.except_fields) == (
            other.name,
            other.except_fields,
        )

    __hash__ = BaseConstraint.__hash__

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Let the trigger be made after the table, at the end of the migration's operation."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        quote, is_postgresql = schema_editor.quote_name, _is_postgresql(schema_editor)
        columns = [
            quote(field.column)
            for field in model._meta.local_concrete_fields
            if field.name not in self.except_fields
        ]
        differ = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
        changed = " OR ".join(f"OLD.{column} {differ} NEW.{column}" for column in columns)
        return Statement(
            POSTGRESQL if is_postgresql else SQLITE,
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            function=quote(f"{self.name}_refused"),
            text=f"{self.name}: this row never changes",
            changed=changed,
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        quote = schema_editor.quote_name
        drop = "DROP TRIGGER %(name)s"
        if _is_postgresql(schema_editor):
            drop += " ON %(table)s; DROP FUNCTION %(function)s()"
        return Statement(
            drop,
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            function=quote(f"{self.name}_refused"),
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to check in one row alone."""


def _is_postgresql(schema_editor: Any) -> bool:
    return bool(schema_editor.connection.vendor == "postgresql")
