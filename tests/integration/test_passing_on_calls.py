"""A call about a colleague's case goes to who leads it; a note for the next shift is read once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage

SAID = "Belde om drie uur, slaapt bij zijn tante."
TO_DO = "De groep bellen"


@pytest.fixture
def his(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Joris"))


def note(desk, outcome: object, **more: object):  # type: ignore[no-untyped-def]
    typed = {"text": SAID, "to_do": TO_DO, "key": "ab" * 16, "version": 0, "outcome": outcome}
    return desk.post("/belnotitie/", typed | more)


def test_it_stands_with_what_to_do_on_the_owners_board_and_writes_nothing_in_the_case(
    case, desk, his
) -> None:
    before = Entry.objects.count()
    assert note(his, f"pass-{case.pk}").status_code == 302
    board, call = desk.get("/werk/").content.decode(), CallNote.objects.get()

    assert "Joris sprak iemand over" in board
    assert TO_DO in board
    assert SAID in desk.get(f"/belnotitie/{call.pk}/").content.decode()
    assert (Entry.objects.count(), Action.objects.count()) == (before, 0)
    assert AuditEntry.objects.filter(act="case:pass-on-call").count() == 1


def test_one_click_makes_it_a_line_of_its_writer_and_an_action_of_the_owner(
    case, desk, his, fatima
) -> None:
    note(his, f"pass-{case.pk}")
    call = CallNote.objects.get()
    answers = [desk.post(f"/belnotitie/{call.pk}/", {"outcome": case.pk}) for _ in range(2)]
    line = Entry.objects.get(kind="call")

    assert [a.status_code for a in answers] == [302, 409]
    assert (line.written_by.name, line.written_at) == ("Joris", call.started_at)
    assert Action.objects.get().owner == fatima
    assert SAID in desk.get(f"/casus/{case.pk}/").content.decode()
    assert "Joris sprak iemand over" not in desk.get("/werk/").content.decode()


def test_a_note_for_the_shift_can_be_passed_on_by_who_reads_it(case, his, team) -> None:
    note(his, "shift", text=f"Belde over {case.number}, slaapt bij zijn tante.")
    noor = people.at_the_desk(people.a_member(team, "Noor"))
    page = noor.get(f"/belnotitie/{CallNote.objects.get().pk}/").content.decode()

    assert f'value="pass-{case.pk}"' in page


@pytest.mark.parametrize(("called", "days"), [((3, 7), 0), ((17, 59), 0), ((18, 0), 1)])
def test_what_to_do_is_for_the_same_day_and_in_the_evening_for_the_next(
    case, desk, his, called, days
) -> None:
    note(his, f"pass-{case.pk}")
    hour, minute = called
    at = timezone.localtime().replace(hour=hour, minute=minute)
    CallNote.objects.update(started_at=at)
    desk.post(f"/belnotitie/{CallNote.objects.get().pk}/", {"outcome": case.pk})

    assert Action.objects.get().due_on == at.date() + timedelta(days=days)


def test_who_does_not_lead_the_case_cannot_take_it_over(case, his) -> None:
    note(his, f"pass-{case.pk}")
    call = CallNote.objects.get()

    assert his.post(f"/belnotitie/{call.pk}/", {"outcome": case.pk}).status_code == 403
    assert CallNote.objects.get().state == "passed"


def test_its_writer_keeps_it_in_sight_and_after_a_shift_everybody_does(case, his, team) -> None:
    note(his, f"pass-{case.pk}")
    third = people.at_the_desk(people.a_member(team, "Sanne"))
    waits = "Doorgegeven aan"

    assert waits in his.get("/werk/").content.decode()
    assert waits not in third.get("/werk/").content.decode()
    CallNote.objects.update(started_at=timezone.now() - timedelta(hours=13))
    assert waits in third.get("/werk/").content.decode()


def test_a_wrong_guess_goes_elsewhere_and_names_no_case_any_more(case, desk, his) -> None:
    note(his, f"pass-{case.pk}")
    desk.post(f"/belnotitie/{CallNote.objects.get().pk}/", {"outcome": "signal"})

    assert CallNote.objects.values_list("state", "case_id").get() == ("signal", None)


def test_the_owners_mail_says_nothing(case, his, fatima) -> None:
    Member.objects.filter(pk=fatima.pk).update(mail="f@voorbeeld.example", wants_mail=True)
    note(his, f"pass-{case.pk}")
    mail = OutgoingMessage.objects.get(key__startswith="passed-on-")

    assert "In Uitweg gaf een collega een gesprek aan je door." in mail.body
    for word in (case.number, "Joris", SAID, TO_DO):
        assert word not in mail.subject + mail.body


@pytest.mark.parametrize("to", ["pass-", "pass-0x1", "pass--1", "pass-99999", "pass-" + "9" * 30])
def test_what_is_no_case_leaves_the_note_a_draft(case, his, to) -> None:
    assert note(his, to).status_code in (302, 404)
    assert CallNote.objects.get().state == "draft"


def test_a_strict_case_and_a_closed_one_take_nothing(case, his) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed")
    assert note(his, f"pass-{case.pk}").status_code == 409
    Case.objects.filter(pk=case.pk).update(state="intake", is_restricted=True)
    assert note(his, f"pass-{case.pk}").status_code == 403
    assert CallNote.objects.get().state == "draft"


def test_a_failing_trail_passes_nothing_on(case, his, monkeypatch) -> None:
    from uitweg.casework.cases.intake.actions import calls

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    note(his, "")
    monkeypatch.setattr(calls.audit_log, "record", fails)
    with pytest.raises(RuntimeError):
        his.post(f"/belnotitie/{CallNote.objects.get().pk}/", {"outcome": f"pass-{case.pk}"})
    assert CallNote.objects.get().state == "draft"


def test_a_note_for_the_next_shift_stands_on_every_board_until_a_colleague_read_it(
    team, desk, his
) -> None:
    note(his, "shift")
    call = CallNote.objects.get()
    assert SAID in desk.get("/werk/").content.decode()
    assert "nog niet gelezen" in his.get("/werk/").content.decode()

    assert desk.post(f"/belnotitie/{call.pk}/", {"outcome": "read"}).status_code == 302
    for board in (desk, his):
        assert SAID not in board.get("/werk/").content.decode()
    assert desk.post(f"/belnotitie/{call.pk}/", {"outcome": "signal"}).status_code == 409


def test_the_card_and_the_way_in_lead_back_to_the_call(case, his) -> None:
    note(his, "")
    call = CallNote.objects.get()

    for where in ("kaart/", "noodtoegang/"):
        assert f"Terug naar {call.number}" in his.get(f"/casus/{case.pk}/{where}").content.decode()
