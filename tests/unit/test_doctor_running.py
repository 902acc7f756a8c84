"""`./run doctor` on what runs by itself: the worker, backups, mail, the clock."""

import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.servers import mail_server
from uitweg.site.config.environment import MailUrl
from uitweg.site.operations.doctor import clock, database, mail, running

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "found"), [(15, "worker-runs"), (300, "worker-still"), (None, "worker-still")]
)
def test_the_worker_is_alive_or_not(seconds: int | None, found: str) -> None:
    last = None if seconds is None else NOW - timedelta(seconds=seconds)

    assert running.worker(last, now=NOW).symptom == found


def noted(folder: Path, **content: object) -> dict[str, object] | None:
    (folder / "last.json").write_text(json.dumps(content))
    return running.read(folder / "last.json")


@pytest.mark.parametrize(
    ("made_at", "ok", "found"),
    [
        ("2026-12-01T03:15:00+00:00", True, "backup-made"),
        ("2026-12-01T03:15:00Z", True, "backup-made"),
        ("2026-11-29T03:15:00+00:00", True, "backup-old"),
        ("2026-12-01T03:15:00+00:00", False, "backup-failed"),
        ("gisteren", True, "backup-failed"),
    ],
)
def test_the_last_backup(tmp_path: Path, made_at: str, ok: bool, found: str) -> None:
    told = running.backup(noted(tmp_path, made_at=made_at, ok=ok, problem="Geen ruimte."), now=NOW)

    assert told.symptom == found


def test_a_backup_that_was_never_made_or_cannot_be_read(tmp_path: Path) -> None:
    assert running.backup(running.read(tmp_path / "nergens"), now=NOW).symptom == "no-backup"
    (tmp_path / "half").write_text('{"made_at": ')
    assert running.backup(running.read(tmp_path / "half"), now=NOW).symptom == "backup-failed"


def test_the_key_of_the_last_backup(tmp_path: Path) -> None:
    key = tmp_path / "uitweg-20261201T031500Z.key"

    def found(**said: str) -> list[str]:
        last = noted(tmp_path, made_at=NOW.isoformat(), ok=True, **said)
        return [each.symptom for each in running.backup_key(last)]

    assert found() == ["backup-not-encrypted"]
    assert found(key=str(key)) == ["backup-key-gone"]
    key.touch()
    assert found(key=str(key)) == []
    assert [*running.backup_key(None)] == []


@pytest.mark.parametrize(
    ("days", "ok", "found"),
    [
        (30, True, "restore-rehearsed"),
        (120, True, "restore-not-rehearsed"),
        (1, False, "rehearsal-failed"),
    ],
)
def test_the_last_rehearsal(tmp_path: Path, days: int, ok: bool, found: str) -> None:
    made_at = (NOW - timedelta(days=days)).isoformat()

    assert running.rehearsal(noted(tmp_path, made_at=made_at, ok=ok), now=NOW).symptom == found
    assert running.rehearsal(None, now=NOW).symptom == "restore-not-rehearsed"


def server(port: int, **more: object) -> MailUrl:
    given = {"host": "127.0.0.1", "port": port, "user": "", "password": "", "starttls": False}
    return MailUrl(**given | {"implicit_tls": False, "sender": "a@city.example"} | more)  # type: ignore[arg-type]


def test_a_mail_server_is_greeted_and_gets_no_mail() -> None:
    with mail_server() as (port, box):
        assert [one.symptom for one in mail.greeted(server(port))] == ["mail-taken"]
    assert box.got == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"user": "uitweg", "password": "geheim"}, "mail-without-tls"),
        ({"starttls": True}, "mail-tls-refused"),
        ({"implicit_tls": True}, "mail-tls-refused"),
    ],
)
def test_a_line_without_tls_is_wrong(more: dict[str, object], found: str) -> None:
    with mail_server() as (port, _):
        (told,) = mail.greeted(server(port, **more))

    assert told.symptom == found
    assert "geheim" not in told.sentence


def test_a_mail_server_that_is_not_there_is_said() -> None:
    assert [one.symptom for one in mail.greeted(server(9))] == ["mail-silent"]


def test_a_refused_password_is_said_without_it(monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise mail.smtplib.SMTPAuthenticationError(535, b"geheim")

    monkeypatch.setattr(mail.smtplib.SMTP, "starttls", lambda *_, **__: None)
    monkeypatch.setattr(mail.smtplib.SMTP, "login", refuse)
    with mail_server() as (port, _):
        (told,) = mail.greeted(server(port, user="uitweg", password="geheim", starttls=True))

    assert told.symptom == "mail-login-refused"
    assert "geheim" not in told.sentence


@pytest.mark.parametrize(
    ("state", "status", "is_right"),
    [(0, 0x2001, True), (5, 0x40, False), (0, 0x40, False), (-1, 0, False)],
)
def test_the_kernel_says_whether_the_clock_is_set(monkeypatch, state, status, is_right) -> None:
    class Library:
        def adjtimex(self, buffer: object) -> int:
            struct.pack_into("i", buffer, clock.STATUS_OFFSET, status)  # type: ignore[arg-type]
            return int(state)

    monkeypatch.setattr(clock.ctypes, "CDLL", lambda _: Library())

    assert clock.is_synchronised() is is_right


@pytest.mark.parametrize(("there", "count"), [(100.0, 0), (101.9, 0), (104.0, 1), (90.0, 1)])
def test_two_clocks_may_differ_by_two_seconds(there: float, count: int) -> None:
    assert len(list(clock.apart(there, before=100.0, after=100.2))) == count


@pytest.mark.parametrize(
    ("is_used", "mode", "found"),
    [
        (False, "prefer", "database-without-tls"),
        (True, "require", "database-tls-unchecked"),
        (True, "verify-full", "database-tls"),
    ],
)
def test_tls_to_a_database_elsewhere(is_used: bool, mode: str, found: str) -> None:
    told = database.about_tls("db.city.example", is_used=is_used, version="TLSv1.3", mode=mode)

    assert told.symptom == found


@pytest.mark.parametrize("name", sorted(database.SAFE_VALUES))
def test_each_setting_on_which_a_confirmation_rests(name: str) -> None:
    values = dict.fromkeys(database.SAFE_VALUES, "on")
    assert [one.symptom for one in database.durability(values)] == ["durable"]
    (found,) = database.durability(values | {name: "off"})

    assert f"{name} = off" in found.sentence
