"""Two new databases beside those of the installation, for as long as a rehearsal takes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from uitweg.site.config.environment import Misconfigured

CREATE = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")


@contextmanager
def made(url: str) -> Iterator[str]:
    """Make an empty pair of databases on the server of `url`; yield their address, then drop them.

    Without an address (SQLite) there is nothing to make. Raises Misconfigured.
    """
    if not url:
        yield ""
        return
    name = f"uitweg_rehearsal_{os.getpid()}"
    names = [name, f"{name}_channel"]
    try:
        with psycopg.connect(url, autocommit=True) as server:
            for database in names:
                server.execute(CREATE.format(sql.Identifier(database)))
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
