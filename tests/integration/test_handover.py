"""The hand-over of a shift: written by itself, completed in one field, accepted by the next."""

import json
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.integration.test_calls import note
from tests.support import people
from tests.support.installation import Installation
from tests.support.machine import postgres
from uitweg.casework.cases.case.models import Case
from uitweg.casework.duty.callouts.actions import callouts
from uitweg.casework.duty.callouts.actions import ends as callout_ends
from uitweg.casework.duty.handover.actions import handovers
from uitweg.casework.duty.handover.models import Handover, HandoverAddition
from uitweg.casework.duty.shifts.models import Shift
from uitweg.channel.conversation.models import Report
from uitweg.channel.deletion.actions.coarsening import coarsen_conversations
from uitweg.platform.accounts.models import Member, NamedReader
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.drafts.models import Draft
from uitweg.platform.ui.moments import on_time

HOUR = timedelta(hours=1)
TEXT = "De moeder belt om negen uur terug."


def a_shift(member: Member, begins: float, ends: float, backup: Member | None = None) -> Shift:
    """Return a shift that begins and ends so many hours from now."""
    now = timezone.now()
    return Shift.objects.create(
        name="nacht",
        starts_at=now + begins * HOUR,
        ends_at=now + ends * HOUR,
        member=member,
        backup=backup,
    )


def address(shift: Shift, act: str = "") -> str:
    return f"/dienst/overdracht/{shift.pk}/{act}"


def text(key: str = "ab" * 16, said: str = TEXT) -> dict[str, str]:
    return {"text": said, "key": key}


def page_of(client: Client, shift: Shift) -> str:
    answer = client.get(address(shift))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture(autouse=True)
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """About which things a callout was opened."""
    things: list[str] = []
    monkeypatch.setattr(callouts, "open_callout", lambda *, thing, **_: things.append(thing))
    return things


@pytest.fixture
def ruud(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Ruud", Role.LEAD)


@pytest.fixture
def night(fatima, joris) -> Shift:  # type: ignore[no-untyped-def]
    """Fatima's shift, that ends in half an hour, begun by the worker; then it is Joris's turn."""
    shift = a_shift(fatima, -8, 0.5)
    a_shift(joris, 0.5, 9)
    handovers.prepare_and_remind(now=timezone.now())
    return shift


@pytest.fixture
def desks(night, fatima, joris) -> Any:  # type: ignore[no-untyped-def]
    return people.at_the_desk(fatima), people.at_the_desk(joris)


def end(shift: Shift, *, ago: float = 0.0) -> None:
    """Let this shift have ended so many hours ago, with the next one right after it."""
    now = timezone.now()
    Shift.objects.filter(starts_at__gt=now).update(starts_at=now - ago * HOUR)
    Shift.objects.filter(pk=shift.pk).update(ends_at=now - ago * HOUR)
    shift.refresh_from_db()


@pytest.mark.postgres
def test_the_list_writes_itself_and_survives_that_moments_become_days(desks, night) -> None:
    fatima_desk, _ = desks
    before = AuditEntry.objects.count()
    quick, slow = people.a_report(), people.a_report(danger=True)
    fatima_desk.post(f"/werk/melding/{quick.pk}/", {**text("cd" * 16), "seen": "99999"})
    fatima_desk.post("/belnotitie/", note(outcome="shift", key="ef" * 16))
    coarsen_conversations(now=timezone.now())
    page = page_of(fatima_desk, night)

    assert before < AuditEntry.objects.count()
    came, _, rest = page.partition(">Gedaan<")
    done, _, open_ = rest.partition(">Staat open<")
    assert f"M-{quick.pk:04d}" in came
    assert f"M-{slow.pk:04d}" in came
    assert "melding beantwoord" in done
    assert "belnotitie afgehandeld" in done
    assert f"M-{slow.pk:04d}" in open_
    assert "belnotitie voor de volgende dienst" in open_
    assert f'href="/werk/melding/{slow.pk}/"' in open_


def test_what_came_before_the_shift_is_not_in_it(fatima) -> None:
    people.a_report()
    shift = a_shift(fatima, -1, 1)
    handovers.prepare_and_remind(now=timezone.now())
    page = page_of(people.at_the_desk(fatima), shift)

    assert "nieuwe melding" not in page
    assert "wacht op antwoord" in page


def test_it_is_completed_in_one_field_and_accepted_in_one_tap(desks, night) -> None:
    fatima_desk, joris_desk = desks
    assert fatima_desk.post(address(night, "klaar/"), text()).status_code == 302
    assert TEXT in page_of(joris_desk, night)
    assert joris_desk.post(address(night, "overnemen/"), {"seen": "1"}).status_code == 302
    row = Handover.objects.get(shift=night)

    assert row.written_by is not None
    assert row.accepted_by is not None
    assert (row.written_by.name, row.accepted_by.name) == ("Fatima", "Joris")
    assert TEXT.encode() not in bytes(row.sealed_text)
    assert [
        AuditEntry.objects.filter(act=f"handover:{act}", result="done").count()
        for act in ("write", "accept")
    ] == [1, 1]


def test_a_completed_list_says_what_it_said(desks, night) -> None:
    fatima_desk, joris_desk = desks
    report = people.a_report()
    fatima_desk.post(address(night, "klaar/"), text())
    later = people.a_report()
    joris_desk.post(f"/werk/melding/{report.pk}/", {**text("cd" * 16), "seen": "99999"})
    page = page_of(joris_desk, night)

    assert f"M-{report.pk:04d}" in page
    assert f"M-{later.pk:04d}" not in page
    assert "melding beantwoord" not in page


def test_what_came_after_it_was_completed_is_on_the_list_of_the_next(desks, night, joris) -> None:
    fatima_desk, joris_desk = desks
    fatima_desk.post(address(night, "klaar/"), text())
    late = people.a_report()
    end(night)
    handovers.prepare_and_remind(now=timezone.now())
    next_shift = Shift.objects.get(member=joris)

    assert f"M-{late.pk:04d}" in page_of(joris_desk, next_shift).partition(">Gedaan<")[0]


def test_nobody_completed_it_and_the_next_takes_over_all_the_same(desks, night) -> None:
    fatima_desk, joris_desk = desks
    report = people.a_report()
    end(night)
    handovers.prepare_and_remind(now=timezone.now())
    page = page_of(joris_desk, night)

    assert Handover.objects.get(shift=night).frozen_at
    assert "Niemand maakte deze overdracht af." in page
    assert f"M-{report.pk:04d}" in page
    assert joris_desk.post(address(night, "overnemen/"), {"seen": "0"}).status_code == 302
    # the field is closed now, and a line can still be added
    assert fatima_desk.post(address(night, "klaar/"), text()).status_code == 409
    assert fatima_desk.post(address(night, "erbij/"), text()).status_code == 302
    assert TEXT in page_of(joris_desk, night)


@pytest.mark.postgres
def test_of_two_who_complete_it_the_second_keeps_their_text(night, desks, ruud) -> None:
    fatima_desk, _ = desks
    fatima_desk.post(address(night, "klaar/"), text())
    answer = people.at_the_desk(ruud).post(address(night, "klaar/"), text("cd" * 16, "Iets anders"))
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Fatima maakte deze overdracht net af." in page
    assert "Iets anders</textarea>" in page
    assert f'action="{address(night, "erbij/")}"' in page
    assert TEXT in page_of(fatima_desk, night)


@pytest.mark.postgres
def test_the_same_form_twice_is_one(night, desks) -> None:
    fatima_desk, _ = desks
    answers = [fatima_desk.post(address(night, "klaar/"), text()) for _ in range(2)]
    more = [fatima_desk.post(address(night, "erbij/"), text("cd" * 16)) for _ in range(2)]
    other = fatima_desk.post(address(night, "erbij/"), text("cd" * 16, "Iets anders"))

    assert [answer.status_code for answer in (*answers, *more, other)] == [302] * 4 + [409]
    assert HandoverAddition.objects.count() == 1


def test_nobody_takes_over_what_they_did_not_read(night, desks) -> None:
    fatima_desk, joris_desk = desks
    page_of(joris_desk, night)
    fatima_desk.post(address(night, "klaar/"), text())
    answer = joris_desk.post(address(night, "overnemen/"), {"seen": "0"})

    assert answer.status_code == 409
    assert "Er kwam net tekst bij." in answer.content.decode()
    assert Handover.objects.get(shift=night).accepted_at is None


def test_a_line_added_later_waits_for_the_reader_again(night, desks) -> None:
    fatima_desk, joris_desk = desks
    fatima_desk.post(address(night, "klaar/"), text())
    joris_desk.post(address(night, "overnemen/"), {"seen": "1"})
    assert "Lees de overdracht" not in joris_desk.get("/werk/").content.decode()
    fatima_desk.post(address(night, "erbij/"), text("cd" * 16, "Nog iets: de sleutel ligt klaar."))
    nu = joris_desk.get("/werk/").content.decode()
    joris_desk.post(address(night, "overnemen/"), {"seen": "2"})

    assert "kwam een regel" in nu
    assert "kwam een regel" not in joris_desk.get("/werk/").content.decode()


def test_nu_asks_in_the_last_hour_and_the_next_to_read(night, desks, ruud) -> None:
    fatima_desk, joris_desk = desks

    def nu(client: Client) -> str:
        return " ".join(client.get("/werk/").content.decode().split())

    assert f"Je dienst eindigt {on_time(night.ends_at)}." in nu(fatima_desk)
    assert "overdracht" not in nu(joris_desk)
    fatima_desk.post(address(night, "klaar/"), text())
    assert "Maak de overdracht af" not in nu(fatima_desk)
    assert "Lees de overdracht van Fatima" in nu(joris_desk)
    assert "Lees de overdracht" not in nu(people.at_the_desk(ruud))


def test_only_people_of_the_shift_or_a_lead_write_and_only_the_next_takes_over(
    team, night, desks, ruud
) -> None:
    fatima_desk, joris_desk = desks
    stranger = people.at_the_desk(people.a_member(team, "Yara"))
    ruud_desk = people.at_the_desk(ruud)

    assert joris_desk.post(address(night, "klaar/"), text()).status_code == 403
    assert stranger.post(address(night, "klaar/"), text()).status_code == 403
    assert fatima_desk.post(address(night, "klaar/"), text()).status_code == 302
    assert stranger.post(address(night, "erbij/"), text("cd" * 16)).status_code == 403
    for desk in (fatima_desk, stranger):
        assert desk.post(address(night, "overnemen/"), {"seen": "1"}).status_code == 403
    assert ruud_desk.post(address(night, "overnemen/"), {"seen": "1"}).status_code == 302
    answer = joris_desk.post(address(night, "overnemen/"), {"seen": "1"})
    assert answer.status_code == 409
    assert "Ruud nam deze dienst net over." in answer.content.decode()


def test_a_lead_who_completed_it_does_not_take_it_over(night, ruud) -> None:
    ruud_desk = people.at_the_desk(ruud)
    ruud_desk.post(address(night, "klaar/"), text())

    assert ruud_desk.post(address(night, "overnemen/"), {"seen": "1"}).status_code == 403


def test_one_person_with_two_accounts_does_not_hand_over_to_themselves(night, desks, joris) -> None:
    fatima_desk, joris_desk = desks
    fatima_desk.post(address(night, "klaar/"), text())
    Member.objects.filter(pk=joris.pk).update(brought_in_by=night.member_id)

    assert joris_desk.post(address(night, "overnemen/"), {"seen": "1"}).status_code == 403


def test_the_back_up_writes_too(team, fatima) -> None:
    yara = people.a_member(team, "Yara")
    shift = a_shift(fatima, -2, 1, backup=yara)

    assert people.at_the_desk(yara).post(address(shift, "klaar/"), text()).status_code == 302


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"text": "", "key": "ab" * 16}, "Schrijf eerst iets op."),
        ({"text": "x" * 20_001, "key": "ab" * 16}, "Dit is langer dan 20.000 tekens."),
        ({"text": TEXT, "key": "zz"}, ""),
        ({"text": TEXT}, ""),
    ],
)
def test_what_cannot_be_stored_changes_nothing(night, desks, typed, says) -> None:
    answer = desks[0].post(address(night, "klaar/"), typed)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert Handover.objects.get(shift=night).written_at is None
    for seen in ("", "-1", "x", "9" * 30):
        assert desks[1].post(address(night, "overnemen/"), {"seen": seen}).status_code == 302
    assert Handover.objects.get(shift=night).accepted_at is None


def test_a_shift_that_did_not_begin_or_of_nobody_has_no_hand_over(fatima) -> None:
    later = a_shift(fatima, 5, 9)
    nobody = Shift.objects.create(
        name="dag", starts_at=timezone.now(), ends_at=timezone.now() + HOUR
    )
    desk = people.at_the_desk(fatima)

    assert [desk.get(address(shift)).status_code for shift in (later, nobody)] == [404, 404]
    assert desk.get("/dienst/overdracht/99999/").status_code == 404


def test_a_shift_that_was_planned_afterwards_asks_nobody(fatima, joris, called) -> None:
    old = a_shift(fatima, -20, -12)
    a_shift(joris, -12, 4)
    handovers.prepare_and_remind(now=timezone.now())
    desk = people.at_the_desk(fatima)

    assert called == []
    assert not Handover.objects.filter(shift=old).exists()
    assert "overdracht" not in desk.get("/werk/").content.decode()
    assert desk.get(address(old)).status_code == 404


def test_of_a_restricted_case_there_is_only_the_number(night, fatima, joris, case: Case) -> None:
    fatima_desk, joris_desk = people.at_the_desk(fatima), people.at_the_desk(joris)
    Case.objects.filter(pk=case.pk).update(risk="acute", risk_since=timezone.now())
    handover = Handover.objects.get(shift=night)
    Handover.objects.filter(pk=handover.pk).update(entries_before=0)
    assert "acuut gevaar" in page_of(joris_desk, night)
    fatima_desk.post(address(night, "klaar/"), text())
    Case.objects.filter(pk=case.pk).update(is_restricted=True)  # after it was frozen
    page = page_of(joris_desk, night)

    assert case.number in page
    assert "acuut gevaar" not in page
    assert f"/casus/{case.pk}/" not in page
    assert f'href="/casus/{case.pk}/"' in page_of(fatima_desk, night)


def test_of_its_report_only_danger_that_stands_open_is_there_by_number(night, desks, ruud) -> None:
    quiet, danger = people.a_report(), people.a_report(danger=True)
    for report in (quiet, danger):
        thing = f"report:{report.pk}"
        NamedReader.objects.create(thing=thing, member=ruud, because="case:1")
    page = page_of(desks[1], night)
    came, _, rest = page.partition(">Gedaan<")
    open_block = rest.partition(">Staat open<")[2].partition(">Loopt af")[0]

    assert quiet.number not in page
    assert danger.number not in came
    assert f'<span class="code">{danger.number}</span>' in open_block
    assert "wacht op antwoord" not in open_block


def test_a_lead_is_called_once_the_next_shift_waited_half_an_hour(
    night, desks, called, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[str] = []
    monkeypatch.setattr(callout_ends, "settle_thing", lambda *, thing, **_: settled.append(thing))
    _, joris_desk = desks
    end(night, ago=0.4)
    handovers.prepare_and_remind(now=timezone.now())
    assert called == []
    handovers.prepare_and_remind(now=timezone.now() + 0.2 * HOUR)
    row = Handover.objects.get(shift=night)
    assert called == [f"handover:{row.pk}"]
    joris_desk.post(address(night, "overnemen/"), {"seen": "0"})
    handovers.prepare_and_remind(now=timezone.now() + HOUR)

    assert called == [f"handover:{row.pk}"]
    assert settled == [f"handover:{row.pk}"]


def test_the_worker_makes_and_freezes_each_once(night, desks) -> None:
    end(night)
    for _ in range(3):
        handovers.prepare_and_remind(now=timezone.now())
    frozen = Handover.objects.get(shift=night)
    people.a_report()
    handovers.prepare_and_remind(now=timezone.now())

    assert bytes(Handover.objects.get(shift=night).sealed_list) == bytes(frozen.sealed_list)
    assert Handover.objects.count() == 2  # Joris's shift began meanwhile


def test_a_draft_of_the_text_goes_when_it_is_sent(night, desks, fatima) -> None:
    fatima_desk, _ = desks
    Draft.objects.create(
        member=fatima,
        place=address(night, "klaar/"),
        form_key=bytes.fromhex("ab" * 16),
        version=1,
        tab=b"t" * 8,
        turn=1,
        saved_at=timezone.now(),
        sealed_text=b"x",
    )
    fatima_desk.post(address(night, "klaar/"), text())

    assert not Draft.objects.exists()


def test_old_ones_go_with_what_was_added(night, desks) -> None:
    desks[0].post(address(night, "klaar/"), text())
    desks[0].post(address(night, "erbij/"), text("cd" * 16))
    soon = timezone.now() + timedelta(days=91)
    assert handovers.delete_old_handovers(now=soon) == 0
    handovers.delete_old_handovers(now=soon + timedelta(days=2))

    assert (Handover.objects.count(), HandoverAddition.objects.count()) == (0, 0)


@pytest.mark.postgres
def test_the_list_asks_the_database_as_often_with_many_rows(
    night, desks, django_assert_max_num_queries
) -> None:
    fatima_desk, _ = desks
    for _ in range(4):
        people.a_report(danger=True)
    for key in range(3):
        fatima_desk.post("/belnotitie/", note(outcome="shift", key=f"{key:032x}"))
    assert Report.objects.count() == 4
    with django_assert_max_num_queries(40):
        fatima_desk.get(address(night))
    with django_assert_max_num_queries(15):
        fatima_desk.get("/dienst/overdracht/")


@pytest.mark.postgres
def test_the_earlier_ones_are_paged(night, desks) -> None:
    fatima_desk, _ = desks
    first = Handover.objects.get(shift=night)
    page = fatima_desk.get("/dienst/overdracht/").content.decode()

    assert "Alle overdrachten" in page
    assert f"/dienst/overdracht/{night.pk}/" in page
    rest = fatima_desk.get(f"/dienst/overdracht/?voor={first.pk}").content.decode()
    assert "Er is nog geen overdracht." in rest


@pytest.mark.postgres
def test_a_failing_audit_log_leaves_it_as_it_was(night, desks, monkeypatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("cut off")

    actor = people.acting(night.member, keyring=people.keyring_of(night.member))
    row = Handover.objects.get(shift=night)
    with monkeypatch.context() as patch:
        patch.setattr(audit_log, "record", fails)
        with pytest.raises(RuntimeError):
            handovers.complete_handover(handover=row, by=actor, text=TEXT, form_key=b"k" * 16)
    row.refresh_from_db()

    assert (row.written_at, row.frozen_at, bytes(row.sealed_list)) == (None, None, b"")


AT_ONCE = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from django.db import connections
from django.utils import timezone
from uitweg.casework.duty.handover.actions import handovers
from uitweg.casework.duty.models import Handover, Shift
from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.actions import audit_log
phrases, now = PHRASES, timezone.now()
def actor(name):
    member = Member.objects.get(login=name)
    return Actor(member, now, login.keyring_of(member, login.unlock_seed(member, phrases[name])))
who = {name: actor(name) for name in ("fatima", "joris", "ruud")}
Shift.objects.filter(ends_at__gt=now).update(is_dropped=True)
shift = Shift.objects.create(name="proef", starts_at=now - timedelta(hours=8), ends_at=now,
                             member=who["fatima"].member, backup=who["joris"].member)
def act(n):
    try:
        if n % 4 == 3:
            handovers.prepare_and_remind(now=now)
            return "prepared"
        row = handovers.begin_handover(shift)
        if n % 4 == 2:
            handovers.accept_handover(handover=row, by=who["ruud"], seen=n % 8 == 6)
            return "accepted"
        name = ("fatima", "joris")[n % 4]
        handovers.complete_handover(handover=row, by=who[name], text=f"Tekst {n}", form_key=bytes(16))
        return "completed"
    except NotPossible as error:
        return error.refusal.code
    finally:
        connections.close_all()
with ThreadPoolExecutor(12) as pool:
    said = list(pool.map(act, range(12)))
row = Handover.objects.get(shift=shift)
text = handovers.decrypted_text(row, who["ruud"].keyring)
told = [int(each == "completed") for each in said]
print(json.dumps({
    "completed": said.count("completed"), "stored": int(row.written_at is not None),
    "text": text in [f"Tekst {n}" for n in range(12) if told[n]] if row.written_at else text is None,
    "accepted": (row.accepted_at is not None) == ("accepted" in said),
    "list": len(handovers.decrypted_list(row, who["ruud"].keyring)),
    "log": audit_log.first_broken_entry(), "said": sorted(set(said)),
}))
"""


@pytest.mark.postgres
@pytest.mark.long
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_who_complete_it_accept_it_and_prepare_it_at_once_leave_one_whole(tmp_path, store) -> None:
    with postgres() if store == "postgres" else nullcontext("") as address:
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": address}).make()
        phrases = {name: each["phrase"] for name, each in city.members().items()}
        done = city.program(AT_ONCE.replace("PHRASES", repr(phrases)))
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)

    assert said["completed"] == said["stored"] <= 1
    assert (said["text"], said["accepted"], said["list"], said["log"]) == (True, True, 4, None)
    assert set(said["said"]) <= {
        "completed",
        "accepted",
        "prepared",
        "handover-completed",
        "handover-accepted",
        "handover-changed",
    }
