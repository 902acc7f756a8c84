"""Whether a store really has the tables that its migrations say: asked of the database itself.

A migration that was edited after a store had it, a restore by hand or a dropped column leave the
names of migrations right and the tables wrong. Compared are tables, columns with type and "may be
empty", the names of constraints and indexes, and the words that a constraint allows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import connections, models, router
from django.db.models import Model

COLUMNS = {
    "sqlite": """
        SELECT t.name, c.name, lower(c.type), c."notnull" = 0 AND c.pk = 0
        FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'""",
    "postgresql": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND a.attnum > 0 AND NOT a.attisdropped""",
}
RULES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal""",
}
NAMED = re.compile(r'CONSTRAINT "(\w+)" (?:CHECK|UNIQUE)')
WORDS = re.compile(r"'([^']*?)(?:\+00(?::00)?)?'")
"""Quoted words; a moment is written with its zone in two ways."""
SERVER_TYPES = (("varchar(", "character varying("), ("time", "time without time zone"))
"""How PostgreSQL names the types that Django asks for by another name."""
OTHER_SCHEMA = (
    "The {store} store is not as these migrations make it: {first}{more}. Use the code that made "
    "it, or restore a backup that was made with this version (docs/upgrading.md)."
)


@dataclass(frozen=True)
class Schema:
    """What a store has: by table and column (type, may be empty), by name the words of a rule."""

    columns: dict[tuple[str, str], tuple[str, bool]]
    rules: dict[str, frozenset[str]]

    @property
    def tables(self) -> set[str]:
        return {table for table, _ in self.columns}


def schema_problem(alias: str, wanted: Iterable[type[Model]]) -> str:
    """Return a sentence that names the first difference with these models, or "".

    Raises DatabaseError when the store does not answer.
    """
    differences = list(differences_with(alias, wanted))
    if not differences:
        return ""
    store = "channel" if alias == "channel" else "staff"
    rest = len(differences) - 1
    more = f" (and {rest} more)" if rest else ""
    return OTHER_SCHEMA.format(store=store, first=differences[0], more=more)


def differences_with(alias: str, wanted: Iterable[type[Model]]) -> Iterator[str]:
    """Yield what is missing or other in a store than these models, table by table."""
    found = read_schema(alias)
    for model in wanted:
        meta = model._meta
        if not meta.managed or meta.proxy or not router.allow_migrate(alias, meta.app_label):
            continue
        if meta.db_table not in found.tables:
            yield f"the table {meta.db_table} is missing"
            continue
        yield from _other_columns(alias, model, found)
        yield from _other_rules(alias, model, found)


def read_schema(alias: str) -> Schema:
    """Read the columns and rules of a store from its own catalogue."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS[connection.vendor])
        columns = {(row[0], row[1]): (row[2], bool(row[3])) for row in cursor.fetchall()}
        cursor.execute(RULES[connection.vendor])
        rules = dict(_rules(cursor.fetchall()))
    return Schema(columns, rules)


def _rules(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, frozenset[str]]]:
    for name, sql in rows:
        begins = [each.start() for each in NAMED.finditer(sql)]
        if not sql.upper().startswith("CREATE TABLE"):
            yield name, frozenset(WORDS.findall(sql))
        for begin, end in pairwise([*begins, len(sql)]):
            named = NAMED.match(sql, begin)
            assert named
            yield named[1], frozenset(WORDS.findall(sql[begin:end]))


def _other_columns(alias: str, model: type[Model], found: Schema) -> Iterator[str]:
    table = model._meta.db_table
    for field in model._meta.local_concrete_fields:
        known = found.columns.get((table, str(field.column)))
        kind = _type_of(field, alias)
        if known is None:
            yield f"the column {table}.{field.column} is missing"
        elif known != (kind, field.null):
            empty = {True: "may be empty", False: "is never empty"}
            yield (
                f"the column {table}.{field.column} is {known[0]} and {empty[known[1]]}, "
                f"and should be {kind} and {empty[field.null]}"
            )


def _type_of(field: "models.Field[Any, Any]", alias: str) -> str:
    kind = str(field.db_type(connections[alias]) or "").lower()
    if connections[alias].vendor == "postgresql":
        for ours, theirs in SERVER_TYPES:
            if kind == ours or (ours.endswith("(") and kind.startswith(ours)):
                return kind.replace(ours, theirs, 1)
    return kind


def _other_rules(alias: str, model: type[Model], found: Schema) -> Iterator[str]:
    table = model._meta.db_table
    editor = connections[alias].schema_editor()  # not entered: it only writes SQL here
    for constraint in model._meta.constraints:
        has = found.rules.get(constraint.name)
        if has is None:
            yield f"the rule {constraint.name} of {table} is missing"
        elif isinstance(constraint, models.CheckConstraint):
            wants = frozenset(WORDS.findall(str(constraint.create_sql(model, editor))))
            if wants != has:
                words = ", ".join(sorted(wants ^ has))
                yield f"the rule {constraint.name} of {table} differs: {words}"
    for index in model._meta.indexes:
        if index.name not in found.rules:
            yield f"the index {index.name} of {table} is missing"
