"""The PostgreSQL that UITWEG_DATABASE_URL names: everything libpq knows, several hosts too."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from uitweg.site.config.environment import Misconfigured, is_port

SCHEMES = ("postgresql://", "postgres://")
LIKE_THIS = (
    "{name} must look like postgresql://user:password@host:5432/uitweg, "
    "or be empty for SQLite in the data folder."
)
PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""A server that is gone is noticed in some ten seconds, not in the kernel's two hours."""


@dataclass(frozen=True)
class DatabaseUrl:
    """A PostgreSQL server, or several of which one is written to; two databases on it are used.

    They are named `name` and `name`_channel. `more` has what else libpq is told, by its own names.
    """

    name: str
    user: str
    password: str
    host: str
    port: str
    more: Mapping[str, str]


def database(name: str) -> DatabaseUrl | None:
    """Return the PostgreSQL server to use, or None for SQLite in the data folder."""
    value = os.environ.get(name, "")
    if not value:
        return None
    if not value.startswith(SCHEMES):
        raise Misconfigured(LIKE_THIS.format(name=name))
    given = _as_libpq_reads(name, value)
    _check(name, given)
    several = {"target_session_attrs": "read-write"} if "," in given.get("host", "") else {}
    login = {key: given.pop(key, "") for key in ("user", "password", "host", "port")}
    return DatabaseUrl(name=given.pop("dbname"), **login, more={**PATIENCE, **several, **given})


def _as_libpq_reads(name: str, value: str) -> dict[str, str]:
    from psycopg import ProgrammingError  # on SQLite it is never loaded
    from psycopg.conninfo import conninfo_to_dict

    try:
        return {key: str(part) for key, part in conninfo_to_dict(value).items()}
    except ProgrammingError as error:
        why = str(error).strip().partition(":")[0]  # what follows may be the password
        raise Misconfigured(
            f"{name} is no address that PostgreSQL understands ({why}); in a name or password "
            "write % as %25, @ as %40, / as %2F, : as %3A, ? as %3F and # as %23."
        ) from None


def _check(name: str, given: Mapping[str, str]) -> None:
    """Raise Misconfigured for what libpq itself would only say when it connects, if at all."""
    if not given.get("dbname"):
        raise Misconfigured(LIKE_THIS.format(name=name))
    if "/" in given["dbname"] or "@" in given["dbname"]:
        raise Misconfigured(
            f"{name} has a / or @ in the name of its database; in a password write / as %2F and "
            "@ as %40."
        )
    if "sslpassword" in given:
        raise Misconfigured(
            f"{name} has an sslpassword; keep the client's key without one, mode 0600, so that it "
            "is on no command line."
        )
    ports = given.get("port", "").split(",")
    if not all(port == "" or is_port(port) for port in ports):
        raise Misconfigured(
            f"{name} has a port that is no number from 1 to 65535; a : in a password is %3A, "
            "a / is %2F."
        )
    hosts = given.get("host", "").split(",")
    if len(ports) not in {1, len(hosts)}:
        raise Misconfigured(f"{name} names {len(hosts)} hosts and {len(ports)} ports.")
