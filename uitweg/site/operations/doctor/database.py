"""The stores: reachable, of this version, safe on the disk, and by TLS when they are elsewhere."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from uitweg.site.config import database_problems, store_versions
from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong

ANSWERS = good("store-answers", "The {store} store answers ({what}).")
OUT_OF_REACH = wrong(
    "store-out-of-reach",
    "The {store} store cannot be used. {why}",
    "Nothing works without it. The doors wait, and the public door shows the telephone number.",
)
ON_SQLITE = attention(
    "on-sqlite",
    "The stores are files (SQLite): only Uitweg’s own code keeps the public door out of the "
    "staff store.",
    "Fine for trying out. For real people use PostgreSQL (start.md, 2).",
)
READ_ONLY = wrong(
    "store-read-only",
    "The {store} store can only be read.",
    "PostgreSQL: name the server that takes writes in UITWEG_DATABASE_URL, or end its recovery. "
    "SQLite: give the files to the user of the doors.",
)
TOO_OLD = wrong(
    "server-too-old",
    "PostgreSQL {version} is too old: upgrade it to 16 or newer.",
    "Rights of roles work differently before 16, and were not tried.",
)
NOT_UTF8 = wrong(
    "database-not-utf8",
    "The database {name} keeps text as {encoding} and not as UTF8: names with accents are refused "
    "or spoiled.",
    "Make it anew and empty: create database … encoding 'UTF8' template template0. Then "
    "./run init, or ./run restore of a backup.",
)
LOCAL = good("database-local", "PostgreSQL is on this machine; nothing of it crosses a network.")
BY_TLS = good(
    "database-tls",
    "The connection to {host} is encrypted ({version}), and its certificate checked.",
)
NO_TLS = wrong(
    "database-without-tls",
    "The connection to PostgreSQL at {host} is not encrypted.",
    "Put ?sslmode=verify-full&sslrootcert=FILE at the end of UITWEG_DATABASE_URL, and `ssl = on` "
    "in postgresql.conf. Encrypted texts are safe, but names of roles, times and hashes are not.",
)
TLS_UNCHECKED = attention(
    "database-tls-unchecked",
    "The connection to PostgreSQL at {host} is encrypted ({version}), but nothing checks that it "
    "is that server (sslmode={mode}).",
    "Set sslmode=verify-full and sslrootcert in UITWEG_DATABASE_URL.",
)
UNSAFE = wrong(
    "not-durable",
    "PostgreSQL has {name} = {value}: a report that was confirmed can be lost.",
    "Set {name} on in postgresql.conf, and look for `alter database` or `alter role` that set it.",
)
DURABLE = good(
    "durable", "What is confirmed is on the disk (fsync, full_page_writes, synchronous_commit)."
)
OF_THIS_VERSION = good("store-version", "The stores are of this version.")
OTHER_VERSION = wrong(
    "store-other-version",
    "{why}",
    "The staff door and the worker do not start on it. Make a backup before you migrate.",
)

OLDEST = 160000
STORES = {"default": "staff", "channel": "channel"}
SAFE_VALUES = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_write", "remote_apply"},
}


def aliases(*, is_public: bool) -> list[str]:
    """Return the stores that this side uses."""
    return ["channel"] if is_public else ["channel", "default"]


def examine(who: Patient) -> Findings:
    """Open each store as the door does, and ask it."""
    from django.db import connections

    reached = []
    for alias in aliases(is_public=who.is_public):
        problem = unreachable(alias)
        if problem:
            yield OUT_OF_REACH.found(store=STORES[alias], why=problem)
        else:
            reached.append(alias)
            yield from (
                on_server(alias) if connections[alias].vendor == "postgresql" else on_disk(alias)
            )
    if "channel" in reached and connections["channel"].vendor == "postgresql":
        yield from about_connection(connections["channel"].connection)
        yield from about_server()
    if not who.is_public and len(reached) == len(STORES):
        yield from version()


def unreachable(alias: str) -> str:
    """Return why a store cannot be opened, or ""."""
    from django.db import Error, connections

    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        problem = database_problems.database_problem(error)
        return problem.sentence if problem else type(error).__name__
    return ""


def on_disk(alias: str) -> Iterator[Finding]:
    """Judge a store that is a file."""
    from django.db import connections

    file = Path(connections[alias].settings_dict["NAME"])
    yield ANSWERS.found(store=STORES[alias], what=file)
    if file.exists() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        yield READ_ONLY.found(store=STORES[alias])
    if alias == "channel":
        yield ON_SQLITE.found()


def on_server(alias: str) -> Iterator[Finding]:
    """Judge a database on PostgreSQL."""
    name = value_of(alias, "SELECT current_database()")
    yield ANSWERS.found(store=STORES[alias], what=f"database {name}")
    if value_of(alias, "SELECT current_setting('transaction_read_only')") == "on":
        yield READ_ONLY.found(store=STORES[alias])
    if (encoding := setting(alias, "server_encoding")) != "UTF8":
        yield NOT_UTF8.found(name=name, encoding=encoding)
    yield from durability({each: setting(alias, each) for each in SAFE_VALUES})


def durability(values: dict[str, str]) -> Iterator[Finding]:
    """Judge the settings on which "confirmed is stored" rests."""
    unsafe = [name for name, safe in SAFE_VALUES.items() if values[name] not in safe]
    yield from (UNSAFE.found(name=name, value=values[name]) for name in unsafe)
    if not unsafe:
        yield DURABLE.found()


def about_connection(connection: Any) -> Iterator[Finding]:
    """Judge the connection that is really there, whatever the address asked for."""
    host = connection.info.host
    if host.startswith("/") or connection.info.hostaddr in {"127.0.0.1", "::1", ""}:
        yield LOCAL.found()
        return
    used = connection.execute(
        "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    ).fetchone()
    mode = connection.info.get_parameters().get("sslmode", "prefer")
    yield about_tls(host, is_used=bool(used and used[0]), version=used and used[1], mode=mode)


def about_tls(host: str, *, is_used: bool, version: str | None, mode: str) -> Finding:
    if not is_used:
        return NO_TLS.found(host=host)
    symptom = BY_TLS if mode == "verify-full" else TLS_UNCHECKED
    return symptom.found(host=host, version=version, mode=mode)


def about_server() -> Iterator[Finding]:
    number = int(setting("channel", "server_version_num"))
    if number < OLDEST:
        yield TOO_OLD.found(version=number // 10000)


def version() -> Iterator[Finding]:
    problem = store_versions.version_problem()
    yield OTHER_VERSION.found(why=problem) if problem else OF_THIS_VERSION.found()


def setting(alias: str, name: str) -> str:
    """Return a setting of PostgreSQL as this session sees it."""
    return str(value_of(alias, "SELECT current_setting(%s)", name))


def value_of(alias: str, question: str, *given: str) -> Any:
    """Return the one value that a question gives."""
    return rows_of(alias, question, *given)[0][0]


def rows_of(alias: str, question: str, *given: str) -> list[tuple[Any, ...]]:
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute(question, given)
        return list(cursor.fetchall())
