"""pg_dump and pg_restore on a store, through pipes; and two new databases for a rehearsal."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, BinaryIO, cast

from django.db import connections

from uitweg.site.config.environment import Misconfigured


@contextmanager
def reading_from(tool: str, alias: str, *arguments: str) -> Iterator[BinaryIO]:
    """Yield what the tool writes. Raises Misconfigured at the end of the block if it failed."""
    with tempfile.TemporaryFile() as errors:
        process = _start(tool, alias, arguments, stdout=subprocess.PIPE, stderr=errors)
        with _ended(process):
            yield cast(BinaryIO, process.stdout)
        _refuse_failure(tool, process, errors)


def write_to(tool: str, alias: str, write: Callable[[BinaryIO], None], *arguments: str) -> None:
    """Let the tool read all that `write` writes. Raises Misconfigured if it failed."""
    with tempfile.TemporaryFile() as errors:
        process = _start(tool, alias, arguments, stdin=subprocess.PIPE, stderr=errors)
        with _ended(process), suppress(BrokenPipeError):  # it ended first: its exit code says why
            to = cast(BinaryIO, process.stdin)
            write(to)
            to.close()
        _refuse_failure(tool, process, errors)


def _start(
    tool: str, alias: str, arguments: tuple[str, ...], **pipes: Any
) -> "subprocess.Popen[bytes]":
    """Start a tool by the same road (hosts, TLS) as the doors take; the password by environment."""
    if shutil.which(tool) is None:
        raise Misconfigured(
            f"{tool} is not on PATH; install PostgreSQL's client tools, of the server's version "
            "or newer."
        )
    database: dict[str, Any] = connections[alias].settings_dict
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER"}
    road = {name: str(database[key]) for name, key in names.items() if database[key]}
    password = {"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}
    return subprocess.Popen(  # noqa: S603
        [tool, f"--dbname={_conninfo(database['OPTIONS'] | road)}", "--no-password", *arguments],
        env={**os.environ, **password},
        **pipes,
    )


def _conninfo(parts: dict[str, str]) -> str:
    from psycopg.conninfo import make_conninfo  # on SQLite it is never loaded

    return make_conninfo("", **parts)


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Wait for a process at the end of the block; end it when the block failed."""
    try:
        yield
    except BaseException:
        process.kill()
        raise
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        process.wait()


def _refuse_failure(tool: str, process: "subprocess.Popen[bytes]", errors: IO[bytes]) -> None:
    if process.returncode:
        errors.seek(0)
        said = errors.read(10_000).decode(errors="replace").strip().splitlines()
        reason = next(iter(said), "no reason given")
        raise Misconfigured(f"{tool} did not finish: {reason.removeprefix(f'{tool}: ')}")


@contextmanager
def scratch_databases(url: str) -> Iterator[str]:
    """Make an empty pair of databases on the server of `url`; yield their address, then drop them.

    Without an address (SQLite) there is nothing to make. Raises Misconfigured.
    """
    if not url:
        yield ""
        return
    import psycopg
    from psycopg import sql

    create = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
    name = f"uitweg_rehearsal_{os.getpid()}"
    names = [name, f"{name}_channel"]
    try:
        with psycopg.connect(url, autocommit=True) as server:
            for database in names:
                server.execute(create.format(sql.Identifier(database)))
            try:
                yield with_database(url, name)
            finally:
                for database in names:
                    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                    server.execute(drop.format(sql.Identifier(database)))
    except psycopg.errors.InsufficientPrivilege:
        raise Misconfigured(
            "A rehearsal makes two databases of its own: alter role … createdb, for the login in "
            "UITWEG_DATABASE_URL."
        ) from None
    except psycopg.Error as error:
        raise Misconfigured(f"PostgreSQL refused ({type(error).__name__}).") from None


def with_database(url: str, name: str) -> str:
    """Return this address with another database; `urlunsplit` drops the // of a local socket."""
    server, _, database = url.partition("://")[2].partition("/")
    options = database.partition("?")[2]
    return f"postgresql://{server}/{name}{'?' if options else ''}{options}"
