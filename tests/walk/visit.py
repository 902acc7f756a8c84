"""One request whose traces are rolled back: what was answered, recorded and stored."""

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import Error, connections, transaction
from django.test import Client
from lxml import etree

from tests.walk import fixed
from tests.walk.text import Normaliser, Page, policy, read

WRITES = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|TRUNCATE(?: TABLE)?)\s+"?(\w+)',
    re.IGNORECASE,
)
HEADERS = (
    "Allow", "Cache-Control", "Clear-Site-Data", "Content-Disposition", "Content-Type",
    "Cross-Origin-Opener-Policy", "Link", "Location", "Permissions-Policy", "Referrer-Policy",
    "Retry-After", "X-Content-Type-Options", "X-Frame-Options", "X-Robots-Tag",
)  # fmt: skip
FREE = {"/health"}
"""Asks over a connection of its own whether the stores can be written, and leaves nothing there."""
AUDIT = "audit_auditentry"
READABLE = ("text/", "application/xml", "application/rss+xml", "application/manifest+json")


@dataclass
class Answer:
    """What came back, as lines for a file: its head and traces, and its text."""

    status: int
    head: list[str]
    text: list[str]
    page: Page | None = None
    to: str = ""


@dataclass
class Stores:
    """Both stores as they are before each request, and what one request wrote in them."""

    rows: dict[tuple[str, str], dict[Any, tuple[Any, ...]]] = field(default_factory=dict)
    columns: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    written: set[tuple[str, str]] = field(default_factory=set)

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """Undo in both stores what is written inside, and put the counters of new rows back."""
        self.written.clear()
        with ExitStack() as stack:
            for alias in self.aliases:
                stack.enter_context(connections[alias].execute_wrapper(self._note(alias)))
            with ExitStack() as inner:
                for alias in self.aliases:
                    inner.enter_context(transaction.atomic(using=alias))
                try:
                    yield
                finally:
                    for alias in self.aliases:
                        transaction.set_rollback(True, using=alias)
        for alias, table in sorted(self.written):
            self._put_counter_back(alias, table)

    @property
    def aliases(self) -> list[str]:
        return [alias for alias in connections if connections.databases[alias].get("NAME")]

    def _note(self, alias: str) -> Any:
        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if found := WRITES.match(sql):
                self.written.add((alias, found[1]))
            return execute(sql, params, many, context)

        return note

    def _put_counter_back(self, alias: str, table: str) -> None:
        """PostgreSQL does not roll its sequences back, and the next number shows on pages."""
        connection = connections[alias]
        if connection.vendor != "postgresql" or "id" not in self.columns.get((alias, table), ()):
            return
        most = max(self.rows[alias, table], default=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, %s)",
                [table, most or 1, bool(most)],
            )

    def remember(self) -> None:
        """Read all rows of both stores as they are now, to compare with."""
        for alias in self.aliases:
            for table in connections[alias].introspection.table_names():
                self.rows[alias, table], self.columns[alias, table] = self._read(alias, table)

    def _read(self, alias: str, table: str) -> tuple[dict[Any, tuple[Any, ...]], list[str]]:
        with connections[alias].cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [
                each.name if hasattr(each, "name") else each[0] for each in cursor.description
            ]
            rows = [tuple(_plain(value) for value in row) for row in cursor.fetchall()]
        key = columns.index("id") if "id" in columns else 0
        return {row[key]: row for row in rows}, columns

    def changes(self) -> list[str]:
        """Return, by table, how many rows came and went, and which columns of how many changed."""
        found = []
        for alias, table in sorted(self.written):
            if table == AUDIT:  # rows only come here, and the largest table need not be read again
                found += [f"{table}: +{count}"] if (count := len(self.audit_entries())) else []
                continue
            before = self.rows.get((alias, table))
            if before is None:
                found.append(f"{table}: a table that was not there")
                continue
            now, columns = self._read(alias, table)
            came, went = len(now.keys() - before.keys()), len(before.keys() - now.keys())
            changed = Counter(
                ", ".join(
                    name for name, a, b in zip(columns, before[k], now[k], strict=True) if a != b
                )
                for k in now.keys() & before.keys()
                if now[k] != before[k]
            )
            parts = [f"+{came}"] * bool(came) + [f"-{went}"] * bool(went)
            parts += [f"changed {count} ({names})" for names, count in sorted(changed.items())]
            if parts:
                found.append(f"{table}: {', '.join(parts)}")
        return found

    def audit_entries(self) -> list[str]:
        """Return what this request added to the audit log."""
        if ("default", AUDIT) not in self.written:
            return []
        last = max(self.rows["default", AUDIT], default=0)
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT e.act, e.thing, e.result, e.origin, e.reason, m.login "
                "FROM audit_auditentry e LEFT JOIN accounts_member m ON m.id = e.member_id "
                "WHERE e.id > %s ORDER BY e.id",
                [last],
            )
            return [" · ".join(str(part or "-") for part in row) for row in cursor.fetchall()]


class ReadableTables(Stores):
    """What the public door sees of its store; it is not rolled back, as reports are stored by a
    thread of their own, over a connection of their own.
    """

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        self.before = self._counts()
        yield

    def remember(self) -> None:
        self.tables = []
        for table in sorted(connections["channel"].introspection.table_names()):
            with suppress(Error), transaction.atomic(using="channel"):
                self._count(table)
                self.tables.append(table)

    def _counts(self) -> dict[str, int]:
        return {table: self._count(table) for table in self.tables}

    @staticmethod
    def _count(table: str) -> int:
        with connections["channel"].cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            return int(cursor.fetchone()[0])

    def changes(self) -> list[str]:
        now = self._counts()
        return [
            f"{table}: {now[table] - was:+d}"
            for table, was in self.before.items()
            if now[table] != was
        ]

    def audit_entries(self) -> list[str]:
        return []


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else value


def visit(stores: Stores, client: Client, method: str, path: str, seed: str, **sent: Any) -> Answer:
    """Send one request, and return the answer and its traces as lines; nothing of it remains."""
    fixed.begin(seed)
    held = nullcontext() if path in FREE else stores.rolled_back()
    cookies = client.cookies.output()
    kept = dict(client.cookies)
    with held:
        response = client.generic(method, path, **sent)
        content = response.getvalue() if not response.streaming else b"".join(response)
        entries, changes = stores.audit_entries(), stores.changes()
    set_now = [] if client.cookies.output() == cookies else _cookies(response)
    client.cookies.clear()
    client.cookies.update(kept)
    normal = Normaliser()
    lines = [f"status {response.status_code}"]
    if trouble := getattr(response, "exc_info", None):
        lines.append(f"FAULT {trouble[0].__name__}: {normal(str(trouble[1])[:200])}")
    lines += [f"{name.lower()}: {normal(response[name])}" for name in HEADERS if name in response]
    if "Content-Security-Policy" in response:
        lines.append(f"policy: {policy(response['Content-Security-Policy'])}")
    lines += [f"cookie: {each}" for each in set_now]
    lines += [f"audit: {normal(each)}" for each in entries]
    lines += [f"stored: {each}" for each in changes]
    page, body = _body(response, content, path)
    text = [normal(line) for line in body]
    return Answer(response.status_code, lines, text, page, response.get("Location", ""))


def _cookies(response: Any) -> list[str]:
    return [
        "; ".join(
            [name, *(f"{part}={value}" for part, value in sorted(morsel.items()) if value != "")]
            + (["emptied"] if not morsel.value else [])
        )
        for name, morsel in sorted(response.cookies.items())
    ]


def _body(response: Any, content: bytes, path: str) -> tuple[Page | None, list[str]]:
    kind = response.get("Content-Type", "")
    if not content.strip():
        return None, []
    if kind.startswith("text/html") and b"<html" in content:
        page = read(content.decode(), path)
        return page, [f"title: {page.title}", *page.own]
    if kind.startswith("text/html"):
        piece = read(f"<html><body>{content.decode()}</body></html>", path)
        return None, ["part of a page", *piece.own[1:]]
    return None, shown(content, kind)


def shown(content: bytes, kind: str) -> list[str]:
    """Return a file that is no page, as lines; of one that nobody can read its length and hash."""
    if kind.startswith(("application/json", "application/ld+json")):
        return json.dumps(json.loads(content), indent=1, ensure_ascii=False).splitlines()
    if kind.startswith(READABLE):
        return content.decode(errors="replace").splitlines()
    if content.startswith(b"PK"):
        return _packed(content)
    return [_measured(content)]


def _packed(content: bytes) -> list[str]:
    """Return the files in a package (a spreadsheet, slides, a lesson), with the words in them."""
    lines = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            inside = package.read(name)
            if name.endswith((".xml", ".rels")):
                words = " ".join(etree.fromstring(inside).itertext()).split()
                lines.append(f"in it {name}: {' '.join(words)}"[:2000])
            else:
                lines.append(f"in it {name}: {_measured(inside)}")
    return lines


def _measured(content: bytes) -> str:
    return f"{len(content)} bytes, {hashlib.sha256(content).hexdigest()[:12]}"
