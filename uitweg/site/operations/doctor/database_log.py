"""What PostgreSQL writes into its own log: no statement of ours, and no values."""

from collections.abc import Iterator

from uitweg.site.operations.doctor import database
from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, good, wrong

QUIET = good("database-log-quiet", "PostgreSQL’s log keeps no statement of ours.")
LOUD = wrong(
    "database-log-loud",
    "PostgreSQL’s log keeps statements of the database {database} ({name} = {value}): as its "
    'superuser, alter database "{database}" set {name} = {right};',
    "Values in it are encrypted or hashed, but with the time they say more than necessary. Run "
    "the lines of start.md, 2, for both databases, then delete the old logs.",
)
LOUD_LOGIN = wrong(
    "database-log-loud-login",
    "PostgreSQL’s log keeps statements of the login {login} ({name} = {value}): as its superuser, "
    'alter role "{login}" reset {name};',
    "A setting of a login goes before that of the database.",
)

WANTED: dict[str, frozenset[str]] = {
    "log_min_error_statement": frozenset({"panic"}),
    "log_error_verbosity": frozenset({"terse"}),
    "log_statement": frozenset({"none"}),
    "log_min_duration_statement": frozenset({"-1"}),
    "log_min_duration_sample": frozenset({"-1"}),
    "log_transaction_sample_rate": frozenset({"0"}),
    "log_parameter_max_length_on_error": frozenset({"0"}),
    "debug_print_parse": frozenset({"off"}),
    "debug_print_rewritten": frozenset({"off"}),
    "debug_print_plan": frozenset({"off"}),
}
"""The value of each setting with which no statement is written down."""
OF_LOGINS = """
SELECT r.rolname, split_part(line, '=', 1), split_part(line, '=', 2)
FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) AS line
WHERE r.rolname = 'uitweg_public' OR pg_has_role(r.oid, 'uitweg_public', 'MEMBER')
ORDER BY 1, 2
"""


def examine(who: Patient) -> Findings:
    """Ask each database as the door's own session sees it, and what its login overrides."""
    from django.db import connections

    if connections["channel"].vendor != "postgresql":
        return
    found: list[Finding] = []
    for alias in database.aliases(is_public=who.is_public):
        values = {name: database.setting(alias, name) for name in WANTED}
        found += loud(str(database.value_of(alias, "SELECT current_database()")), values)
    if not who.is_public:
        found += loud_logins(database.rows_of("channel", OF_LOGINS))
    yield from found or [QUIET.found()]


def loud(name: str, values: dict[str, str]) -> Iterator[Finding]:
    """Judge the log settings of one database."""
    for setting, right in WANTED.items():
        if values[setting] not in right:
            yield LOUD.found(database=name, name=setting, value=values[setting], right=min(right))


def loud_logins(rows: list[tuple[str, str, str]]) -> Iterator[Finding]:
    """Judge what logins set for themselves: login, setting and value."""
    for login, setting, value in rows:
        if setting in WANTED and value not in WANTED[setting]:
            yield LOUD_LOGIN.found(login=login, name=setting, value=value)
