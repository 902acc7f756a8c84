"""`python -m tests.walk.schema FOLDER`: the tables of both stores as the database itself has them."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

POSTGRES = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
          CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END,
          coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
          AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid <> 0""",
    "indexes": """
        SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'""",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace""",
    "policies": """
        SELECT tablename, policyname, cmd, roles::text, coalesce(qual, ''), coalesce(with_check, '')
        FROM pg_policies WHERE schemaname = 'public'""",
    "rights on tables": """
        SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants
        WHERE table_schema = 'public' AND grantee <> 'postgres'""",
    "rights on columns": """
        SELECT table_name, column_name, grantee, privilege_type
        FROM information_schema.column_privileges
        WHERE table_schema = 'public' AND grantee <> 'postgres'""",
}


def lines_of(connection: Any) -> Iterator[str]:
    """Yield each column, constraint, index and trigger of a store, sorted."""
    if connection.vendor == "postgresql":
        for kind, sql in POSTGRES.items():
            yield from (f"{kind}: {line}" for line in _asked(connection, sql))
        return
    for line in _asked(connection, "SELECT type, tbl_name, name, sql FROM sqlite_master"):
        yield from _parts(line)


def _asked(connection: Any, sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = [" · ".join(" ".join(str(each).split()) for each in row) for row in cursor]
    return sorted(rows)


def _parts(line: str) -> Iterator[str]:
    """Yield a table's columns and constraints one by one: their order is nothing."""
    head, _, sql = line.partition(" CREATE TABLE ")
    yield head if sql else line
    inside = sql.partition("(")[2].rpartition(")")[0]
    yield from sorted(f"{head} {part}" for part in split_at_commas(inside))


def split_at_commas(text: str) -> list[str]:
    """Split at the commas that are in no brackets and in no quotes."""
    parts, depth, quoted = [""], 0, ""
    for letter in text:
        if quoted:
            quoted = "" if letter == quoted else quoted
        elif letter in "'\"":
            quoted = letter
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == "," and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [re.sub(r"\s+", " ", part).strip() for part in parts if part.strip()]


def main(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    import django

    django.setup()
    from django.db import connections

    folder.mkdir(parents=True, exist_ok=True)
    for alias in connections:
        name = "staff" if alias == "default" else alias
        lines = list(lines_of(connections[alias]))
        (folder / f"schema-{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
