"""Roles and rights on PostgreSQL: exactly those of `door_rights`, no more and no less."""

from collections.abc import Iterable, Iterator
from typing import Any

from uitweg.site.config import door_rights
from uitweg.site.operations.doctor import database
from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong

EXACT = good("rights-exact", "The public door’s role has exactly its rights.")
TOO_MANY = wrong(
    "rights-too-many",
    "The public door’s role may do more than it should ({what}): ./run migrate takes it away.",
    "Whoever takes over the public door could use it. See uitweg/site/config/door_rights.py.",
)
TOO_FEW = wrong(
    "rights-too-few",
    "The public door’s role lacks rights ({what}): ./run migrate gives them.",
    "Something at the public door fails without it: a report, a message, a file, a wish to delete.",
)
NO_ROLE = wrong(
    "no-public-role",
    "PostgreSQL has no role uitweg_public: run the lines of start.md, 2, then ./run migrate.",
    "The public door cannot open its connection.",
)
ROWS_OPEN = wrong(
    "rows-not-limited",
    "The public door’s role can read unpublished rows of {table}: ./run migrate limits it.",
    "Row level security of that table is off, or its policy is gone or is another.",
)
OPEN_TO_ALL = wrong(
    "open-to-public",
    "Every login of the server may use {what}: ./run migrate takes that away.",
    "A database that was made anew is open to all (PUBLIC). Also after a restore: ./run migrate.",
)
LEFT_OPEN = wrong(
    "left-open",
    "{why}",
    "Only PostgreSQL’s superuser can take it away. See start.md, 2.",
)
LOGIN_TOO_STRONG = wrong(
    "door-login-too-strong",
    "The public door’s login {login} {what}: it could leave its role.",
    "As PostgreSQL’s superuser, take it away: `alter role … nosuperuser nocreaterole nocreatedb "
    "noreplication nobypassrls`, `revoke ROLE from LOGIN`, `reassign owned by …`.",
)
NO_LOGIN = attention(
    "no-door-login",
    "No login may take the role uitweg_public, so the public door has none of its own.",
    "Run roles.sql (start.md, 2); name its login in the public door’s UITWEG_DATABASE_URL.",
)
NO_LIMIT = attention(
    "door-login-unlimited",
    "The public door’s login {login} has no {what}: it could take every connection or fill the "
    "disk.",
    "As PostgreSQL’s superuser: `alter role … connection limit 50`, `alter role … set "
    "temp_file_limit = '256MB'`.",
)
STAFF_CREATES = attention(
    "staff-login-creates-roles",
    'The staff door’s login may still make roles: alter role "{login}" nocreaterole;',
    "It needed that for the first ./run init only.",
)
STAFF_TOO_STRONG = wrong(
    "staff-login-superuser",
    "The staff door logs in as PostgreSQL’s superuser {login}: give it a login of its own.",
    "See start.md, 2. Whoever takes over the staff door would have the whole server.",
)
IN_ROLE = good("in-role", "The public door’s connection works as uitweg_public.")
NOT_IN_ROLE = wrong(
    "not-in-role",
    "The public door’s connection works as {user}, not as uitweg_public.",
    "Its rights are then those of that login. Give it one of its own (start.md, 2).",
)

Right = tuple[str, str, str]
"""Table, column ("" for all of them), and what may be done."""
GRANTED = """
SELECT c.relname, '', a.privilege_type FROM pg_class c, aclexplode(c.relacl) a, pg_roles r
WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = r.oid AND r.rolname = %s
UNION ALL
SELECT c.relname, t.attname, a.privilege_type
FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a, pg_roles r
WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = r.oid AND r.rolname = %s
"""
TO_EVERYBODY = """
SELECT 'the database ' || datname FROM pg_database, aclexplode(coalesce(datacl,
  acldefault('d', datdba))) a WHERE datname = current_database() AND a.grantee = 0
UNION SELECT 'the schema public of ' || current_database() FROM pg_namespace,
  aclexplode(nspacl) a WHERE nspname = 'public' AND a.grantee = 0
UNION SELECT 'the table ' || relname FROM pg_class, aclexplode(relacl) a
  WHERE relnamespace = 'public'::regnamespace AND a.grantee = 0
ORDER BY 1
"""
DOOR_LOGINS = """
SELECT r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls,
  r.rolconnlimit, coalesce(array_to_string(r.rolconfig, ' '), ''),
  (SELECT string_agg(g.rolname, ', ') FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
   WHERE m.member = r.oid AND g.rolname <> %s),
  EXISTS (SELECT FROM pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o')
FROM pg_roles r JOIN pg_auth_members m ON m.member = r.oid JOIN pg_roles p ON p.oid = m.roleid
WHERE p.rolname = %s AND r.rolcanlogin AND r.rolname <> current_user AND m.set_option
ORDER BY 1
"""
POLICIES = """
SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relrowsecurity AND p.polcmd = 'r' AND p.polname = 'public_door'
  AND NOT EXISTS (SELECT FROM pg_policy o WHERE o.polrelid = c.oid AND o.oid <> p.oid)
"""
STRENGTHS = (
    "is a superuser", "may make roles", "may make databases", "may replicate",
    "goes past row security",
)  # fmt: skip
MOST_NAMED = 3


def examine(who: Patient) -> Findings:
    """Compare what PostgreSQL says with what the door's rights should be."""
    from django.db import connections

    if connections["channel"].vendor != "postgresql":
        return
    if who.is_public:
        yield from own_session()
        return
    if not database.rows_of("channel", "SELECT FROM pg_roles WHERE rolname = %s", door_rights.ROLE):
        yield NO_ROLE.found()
        return
    granted = database.rows_of("channel", GRANTED, door_rights.ROLE, door_rights.ROLE)
    yield from compared(granted)
    limited = {name for (name,) in database.rows_of("channel", POLICIES)}
    yield from (ROWS_OPEN.found(table=name) for name in set(door_rights.ONLY_ROWS) - limited)
    for alias in ("channel", "default"):
        yield from (
            OPEN_TO_ALL.found(what=what) for (what,) in database.rows_of(alias, TO_EVERYBODY)
        )
    yield from (LEFT_OPEN.found(why=why) for why in door_rights.rights_left_open())
    yield from door_logins(database.rows_of("channel", DOOR_LOGINS, *[door_rights.ROLE] * 2))
    yield from staff_login()


def wanted() -> set[Right]:
    """Return what the public door's role should have."""
    rights = set()
    for tables, what in ((door_rights.READABLE, "SELECT"), (door_rights.ADDABLE, "INSERT")):
        for table, columns in tables.items():
            named = columns.strip("()").split(",") if columns else [""]
            rights |= {(table, column.strip(), what) for column in named}
    return rights


def compared(granted: Iterable[Right]) -> Iterator[Finding]:
    """Judge the rights that the role has beside those that it should have."""
    has, should = {tuple(right) for right in granted}, wanted()
    if has - should:
        yield TOO_MANY.found(what=_named(has - should))
    if should - has:
        yield TOO_FEW.found(what=_named(should - has))
    if has == should:
        yield EXACT.found()


def _named(rights: Iterable[Any]) -> str:
    words = sorted(f"{what} {table} {column}".strip() for table, column, what in rights)
    rest = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return ", ".join(words[:MOST_NAMED]) + rest


def door_logins(rows: Iterable[tuple[Any, ...]]) -> Iterator[Finding]:
    """Judge each login that may take the public door's role."""
    rows = list(rows)
    if not rows:
        yield NO_LOGIN.found()
    for login, *has, limit, settings, others, owns in rows:
        told = [what for what, is_so in zip(STRENGTHS, has, strict=True) if is_so]
        told += [f"may also be {others}"] if others else []
        told += ["owns things in the server"] if owns else []
        yield from (LOGIN_TOO_STRONG.found(login=login, what=what) for what in told)
        if limit < 0:
            yield NO_LIMIT.found(login=login, what="connection limit")
        if "temp_file_limit=" not in settings:
            yield NO_LIMIT.found(login=login, what="temp_file_limit")


def staff_login() -> Iterator[Finding]:
    """Judge the login of the staff door, the worker and the commands."""
    ((login, is_superuser, may_create),) = database.rows_of(
        "default",
        "SELECT rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = session_user",
    )
    if is_superuser:
        yield STAFF_TOO_STRONG.found(login=login)
    elif may_create:
        yield STAFF_CREATES.found(login=login)


def own_session() -> Iterator[Finding]:
    """Judge the public door's own connection, from inside it."""
    ((user, login, is_superuser),) = database.rows_of(
        "channel",
        "SELECT current_user, session_user, rolsuper FROM pg_roles WHERE rolname = session_user",
    )
    if user != door_rights.ROLE:
        yield NOT_IN_ROLE.found(user=user)
    if is_superuser:
        yield LOGIN_TOO_STRONG.found(login=login, what=STRENGTHS[0])
    yield from (LEFT_OPEN.found(why=why) for why in door_rights.rights_left_open())
    if user == door_rights.ROLE and not is_superuser:
        yield IN_ROLE.found()
