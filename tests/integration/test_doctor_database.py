"""`./run doctor` on PostgreSQL: each right, role and setting that is off is provoked and found."""

import os

import pytest
from django.db import connections

from tests.integration.test_door_rights import as_the_door
from tests.support.clock import really_now
from uitweg.site.config import door_rights
from uitweg.site.operations.doctor import clock, database, database_log, database_rights
from uitweg.site.operations.doctor.finding import Finding, Patient

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("UITWEG_DATABASE_URL" not in os.environ, reason="roles of PostgreSQL"),
    pytest.mark.django_db(databases=["default", "channel"]),
]
STAFF, PUBLIC = Patient("staff", {}), Patient("public", {})
OF_THE_TEST = {"staff-login-superuser", "no-door-login", "left-open"}
"""The tests' own server has one login, a superuser, and other databases beside it."""


@pytest.fixture
def rights(db_both: None) -> None:
    door_rights.set_door_rights()


def say(line: str, alias: str = "channel") -> None:
    with connections[alias].cursor() as cursor:
        name = connections[alias].settings_dict["NAME"]
        cursor.execute(line.replace("DATABASE_NAME", f'"{name}"'))


def names(found: list[Finding]) -> set[str]:
    return {one.symptom for one in found} - OF_THE_TEST


def test_exactly_the_rights_that_migrating_gives_are_good(rights) -> None:
    assert names(list(database_rights.examine(STAFF))) == {"rights-exact"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("GRANT UPDATE ON channel_report TO uitweg_public", "rights-too-many"),
        ("GRANT SELECT (mailbox_id) ON channel_deletionwish TO uitweg_public", "rights-too-many"),
        ("GRANT USAGE ON SEQUENCE channel_report_id_seq TO uitweg_public", "rights-too-many"),
        ("REVOKE SELECT ON channel_teamkey FROM uitweg_public", "rights-too-few"),
        ("REVOKE INSERT (helped) ON guide_pagevote FROM uitweg_public", "rights-too-few"),
        ("ALTER TABLE training_recording DISABLE ROW LEVEL SECURITY", "rows-not-limited"),
        ("DROP POLICY public_door ON training_recording", "rows-not-limited"),
        ("CREATE POLICY more ON training_recording FOR SELECT USING (true)", "rows-not-limited"),
        ("GRANT SELECT ON channel_report TO PUBLIC", "open-to-public"),
        ("GRANT USAGE ON SCHEMA public TO PUBLIC", "open-to-public"),
        ("GRANT CONNECT ON DATABASE DATABASE_NAME TO PUBLIC", "open-to-public"),
    ],
)
def test_each_right_that_is_off_is_found(rights, line: str, found: str) -> None:
    say(line)

    assert found in names(list(database_rights.examine(STAFF)))


def test_a_staff_store_that_is_open_to_all_is_found(rights) -> None:
    say("GRANT CONNECT ON DATABASE DATABASE_NAME TO PUBLIC", "default")

    assert names(list(database_rights.examine(STAFF))) == {"rights-exact", "open-to-public"}


def test_what_only_the_superuser_takes_away_is_found(rights) -> None:
    say("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
    told = [one.sentence for one in database_rights.examine(STAFF) if one.symptom == "left-open"]

    assert any("large objects" in sentence for sentence in told)


LOGIN = "CREATE ROLE uitweg_test_door LOGIN IN ROLE uitweg_public"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([f"{LOGIN} CONNECTION LIMIT 5", "SET temp_file_limit = '1MB'"], []),
        ([LOGIN, "SET temp_file_limit = '1MB'"], ["door-login-unlimited"]),
        ([f"{LOGIN} CONNECTION LIMIT 5"], ["door-login-unlimited"]),
        ([f"{LOGIN} CONNECTION LIMIT 5 SUPERUSER", "SET temp_file_limit = '1MB'"], ["strong"]),
        ([f"{LOGIN} CONNECTION LIMIT 5 CREATEROLE", "SET temp_file_limit = '1MB'"], ["strong"]),
        ([f"{LOGIN}, pg_monitor CONNECTION LIMIT 5", "SET temp_file_limit = '1'"], ["strong"]),
    ],
    ids=["right", "no connection limit", "no file limit", "superuser", "createrole", "other role"],
)
def test_the_door_s_login_may_no_more_than_its_role(rights, lines, found: list[str]) -> None:
    create, *settings = lines
    say(create)
    for line in settings:
        say(f"ALTER ROLE uitweg_test_door {line}")
    rows = database.rows_of("channel", database_rights.DOOR_LOGINS, *[door_rights.ROLE] * 2)
    told = [one.symptom for one in database_rights.door_logins(rows)]

    assert [name.replace("door-login-too-", "") for name in told] == found


def test_a_login_that_owns_something_could_change_it(rights) -> None:
    say(LOGIN)
    say("ALTER TABLE guide_pagevote OWNER TO uitweg_test_door")
    rows = database.rows_of("channel", database_rights.DOOR_LOGINS, *[door_rights.ROLE] * 2)

    assert "owns things" in " ".join(one.sentence for one in database_rights.door_logins(rows))


def test_a_server_without_the_role_is_a_sentence(rights, monkeypatch) -> None:
    monkeypatch.setattr(door_rights, "ROLE", "uitweg_nobody")

    assert names(list(database_rights.examine(STAFF))) == {"no-public-role"}


def test_the_door_sees_from_inside_whether_it_is_in_its_role(rights) -> None:
    assert "not-in-role" in names(list(database_rights.examine(PUBLIC)))
    with as_the_door():
        assert "not-in-role" not in names(list(database_rights.examine(PUBLIC)))


@pytest.mark.parametrize("alias", ["default", "channel"])
@pytest.mark.parametrize("setting", sorted(database_log.WANTED))
def test_each_log_setting_of_each_database_is_looked_at(rights, alias: str, setting: str) -> None:
    quiet = {name: min(right) for name, right in database_log.WANTED.items()}
    for name, value in quiet.items():
        for store in ("default", "channel"):
            say(f"SET LOCAL {name} = '{value}'", store)
    assert names(list(database_log.examine(STAFF))) == {"database-log-quiet"}
    loud = {"log_min_error_statement": "error", "log_error_verbosity": "default"}
    loud |= {"log_statement": "all", "log_transaction_sample_rate": "1"}
    say(
        f"SET LOCAL {setting} = '{loud.get(setting, 'on' if 'debug' in setting else '100')}'", alias
    )
    (found,) = database_log.examine(STAFF)

    assert found.symptom == "database-log-loud"
    assert connections[alias].settings_dict["NAME"] in found.sentence


def test_a_login_that_overrides_the_log_is_found(rights) -> None:
    say(LOGIN)
    say("ALTER ROLE uitweg_test_door SET log_statement = 'all'")

    assert "database-log-loud-login" in names(list(database_log.examine(STAFF)))


def test_a_good_store_is_good_and_a_read_only_one_is_not(rights) -> None:
    found = names(list(database.examine(STAFF)))
    assert {"store-answers", "durable", "database-local", "store-version"} == found
    say("SET LOCAL transaction_read_only = on", "default")
    assert "store-read-only" in names(list(database.examine(STAFF)))


def test_a_database_that_does_not_keep_utf8_is_found(rights, monkeypatch) -> None:
    real = database.setting
    monkeypatch.setattr(
        database,
        "setting",
        lambda alias, name: "SQL_ASCII" if name == "server_encoding" else real(alias, name),
    )
    found = [one.sentence for one in database.examine(STAFF) if one.symptom == "database-not-utf8"]

    assert ["SQL_ASCII" in sentence for sentence in found] == [True, True]


def test_a_store_that_could_forget_what_it_confirmed_is_found(rights) -> None:
    say("SET LOCAL synchronous_commit = off")
    sentences = [one.sentence for one in database.examine(STAFF) if one.symptom == "not-durable"]

    assert ["synchronous_commit = off" in sentence for sentence in sentences] == [True]


def test_the_clock_of_the_database_is_ours(rights, time_machine) -> None:
    time_machine.move_to(really_now())
    assert "clock-differs" not in names(list(clock.examine(STAFF)))
