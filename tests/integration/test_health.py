"""/health of the staff door: how late the work is, in numbers, for any monitor."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.rules.callouts import CalloutAudience, Urgency
from uitweg.channel.answers.actions.new_message_mail import NEWS
from uitweg.platform.audit.actions import logboek
from uitweg.platform.audit.models import AuditEntry, AuditReader
from uitweg.platform.audit.rules import LogboekAddress
from uitweg.platform.jobs.actions.outside_heartbeat import record_audit
from uitweg.platform.jobs.models import OutgoingMessage, Timer
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.site.web import public_health, staff_health
from uitweg.site.web.store_state import StoreState
from uitweg.version import VERSION


def seconds_ago(seconds: int) -> dict[str, object]:
    return {"created_at": timezone.now(), "due_at": timezone.now() - timedelta(seconds=seconds)}


IN_ORDER = {
    "door": "staff",
    "version": VERSION,
    "works": True,
    "maintenance": False,
    "channel_store": "ok",
    "staff_store": "ok",
    "page_message_seconds_late": 0,
    "page_step_seconds_late": 0,
    "job_seconds_late": 0,
    "mail_seconds_late": 0,
    "logbook_seconds_late": 0,
    "failed_messages": 0,
}
NEVER = {
    "backup_seconds_ago": None,
    "backup_ok": None,
    "rehearsal_seconds_ago": None,
    "rehearsal_ok": None,
}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA, settings.MAINTENANCE_FILE = tmp_path, tmp_path / "maintenance.json"
    return tmp_path


def left_behind(folder: Path, name: str, *, made_at: datetime, ok: bool = True) -> None:
    (folder / name).write_text(json.dumps({"made_at": made_at.isoformat(), "ok": ok}))


def test_a_house_where_nothing_happened_yet_says_so(db_both) -> None:
    answer = Client().get("/health")

    assert answer.status_code == 200
    assert answer.json() == {
        **IN_ORDER,
        **NEVER,
        "team_key": False,
        "worker_seconds_ago": None,
        "clean_audit_seconds_ago": None,
        "audit_faults": None,
        "attention": [
            "team_key",
            "worker_seconds_ago",
            "clean_audit_seconds_ago",
            "backup_seconds_ago",
        ],
    }


def test_it_says_how_old_the_backup_is_and_whether_it_and_the_rehearsal_went_well(
    team, own_folder: Path
) -> None:
    now = timezone.now()
    left_behind(own_folder, "last-backup.json", made_at=now - timedelta(hours=30))
    left_behind(own_folder, "last-rehearsal.json", made_at=now - timedelta(days=2), ok=False)
    told = Client().get("/health").json()

    assert told["backup_seconds_ago"] == pytest.approx(30 * 3600, abs=60)
    assert (told["backup_ok"], told["rehearsal_ok"]) == (True, False)
    assert told["attention"][-2:] == ["backup_seconds_ago", "rehearsal_ok"]


def test_what_a_backup_left_half_written_counts_as_gone_wrong(team, own_folder: Path) -> None:
    (own_folder / "last-backup.json").write_text('{"made_at": "2026-')

    assert Client().get("/health").json()["backup_ok"] is False


@pytest.mark.postgres
def test_a_store_that_nothing_can_be_written_to_is_told_with_503(team, monkeypatch) -> None:
    states = {"channel": StoreState.OK, "default": StoreState.READ_ONLY}
    monkeypatch.setattr(staff_health, "store_state", states.__getitem__)
    answer = Client().get("/health")
    told = answer.json()

    assert answer.status_code == 503
    assert (told["works"], told["staff_store"], told["team_key"]) == (False, "read-only", True)
    assert "staff_store" in told["attention"]


@pytest.mark.parametrize("state", [state for state in StoreState if state is not StoreState.OK])
def test_a_stranger_is_told_that_the_door_is_closed_and_not_why(
    public, team, monkeypatch, state
) -> None:
    monkeypatch.setattr(public_health, "store_state", lambda _alias: state)
    answer = public.get("/health")

    assert answer.status_code == 503
    assert answer.json() == {"door": "public", "open": False, "maintenance": False}


@pytest.mark.postgres
def test_the_public_door_is_open_with_a_key_and_a_store_that_takes_reports(public, team) -> None:
    answer = public.get("/health")

    assert (answer.status_code, answer.json()) == (
        200,
        {"door": "public", "open": True, "maintenance": False},
    )


def test_during_maintenance_no_door_works(public, team, own_folder: Path) -> None:
    (own_folder / "maintenance.json").touch()
    answers = [client.get("/health") for client in (public, Client())]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert [answer.json()["maintenance"] for answer in answers] == [True, True]


def test_an_answer_that_could_ask_nothing_names_the_same_things(team) -> None:
    assert sorted(staff_health.silent().says) == sorted(Client().get("/health").json())


@pytest.mark.postgres
def test_it_says_how_late_the_oldest_of_each_is_and_no_word_of_content(db_both) -> None:
    now = timezone.now()
    about = {"channel": Channel.SMS, "to": "+31600000000", "body": "Uitweg 123"}
    urgent = {**about, "lane": Lane.PAGE}
    for n, late in enumerate((90, 30, -600)):
        OutgoingMessage.objects.create(key=f"p{n}", **urgent, **seconds_ago(late))
    OutgoingMessage.objects.create(key="m", lane=Lane.MAIL, **about, **seconds_ago(5000))
    failed = {**urgent, **seconds_ago(9000), "state": MessageState.FAILED, "ended_at": now}
    OutgoingMessage.objects.create(key="f", **failed)
    Timer.objects.create(name="pages", next_at=now - timedelta(seconds=40))
    Timer.objects.create(name=NEWS, next_at=now - timedelta(days=40))  # waits for news only
    Callout.objects.create(
        number="123", urgency=Urgency.URGENT, audience=CalloutAudience.DUTY, opened_at=now, began_at=now,
        next_at=now - timedelta(seconds=20),
    )  # fmt: skip
    record_audit(clean=True, faults=0, now=now - timedelta(seconds=70))
    record_audit(clean=False, faults=2, now=now)
    answer = Client().get("/health")

    assert answer.json() == {
        **IN_ORDER,
        **NEVER,
        "team_key": False,
        "worker_seconds_ago": None,
        "page_message_seconds_late": 90,
        "page_step_seconds_late": 20,
        "job_seconds_late": 40,
        "mail_seconds_late": 5000,
        "clean_audit_seconds_ago": 70,
        "audit_faults": 2,
        "failed_messages": 1,
        "attention": [
            "team_key",
            "worker_seconds_ago",
            "page_message_seconds_late",
            "mail_seconds_late",
            "audit_faults",
            "backup_seconds_ago",
        ],
    }


@pytest.mark.postgres
def test_the_audit_log_waits_for_the_logboek_since_its_oldest_unsent_entry(team, settings) -> None:
    settings.LOGBOOK = LogboekAddress("https://logboek.city.example", "https://city.example")
    oldest = AuditEntry.objects.order_by("id").first()
    waiting = logboek.oldest_unsent()
    AuditReader.objects.create(name=logboek.READER_NAME, last_id=2**40)

    assert waiting == (oldest.at if oldest else None)
    assert logboek.oldest_unsent() is None
