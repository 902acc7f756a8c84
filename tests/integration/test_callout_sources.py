"""What the lower parts wrote down becomes a callout by itself, once, and ends when it is dealt with."""

from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support import night as nights
from tests.support import people
from tests.support.night import MINUTE, SECOND, Night
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.duty.callouts.actions import audit as callout_audit
from uitweg.casework.duty.callouts.actions import callouts
from uitweg.casework.duty.callouts.actions import calls as callout_calls
from uitweg.casework.duty.callouts.actions import ends as callout_ends
from uitweg.casework.duty.callouts.actions import sources as callout_sources
from uitweg.casework.duty.callouts.models import Callout, CalloutCall, CalloutSubject
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind, Urgency
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.channel.conversation.models import Message
from uitweg.platform.alarms.actions import raise_alarm
from uitweg.platform.alarms.models import Alarm
from uitweg.platform.alarms.rules import AlarmKind
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import MessageState


@pytest.fixture
def night(team, monkeypatch: pytest.MonkeyPatch) -> Night:
    night = nights.a_night(monkeypatch, team)
    night.now = nights.AT
    return night


@pytest.fixture
def a_case(night):  # type: ignore[no-untyped-def]
    """A case that Yara opened from a report; the report has been answered by that."""
    people.at_the_desk(night.yara).post(f"/werk/melding/{people.a_report().pk}/casus/")
    night.worker_looks()
    return Case.objects.get()


def subjects() -> list[tuple[str, str]]:
    return sorted(CalloutSubject.objects.values_list("kind", "thing"))


@pytest.mark.postgres
def test_a_new_message_and_danger_are_callouts_once_and_end_when_they_are_dealt_with(night) -> None:
    calm, danger = people.a_report(), people.a_report(danger=True)
    ids = {report.pk: report.messages.get().pk for report in (calm, danger)}
    night.worker_looks()
    night.worker_looks()

    assert subjects() == [
        ("danger", f"message:{ids[danger.pk]}"),
        ("message", f"message:{ids[calm.pk]}"),
    ]
    assert sorted(Callout.objects.values_list("urgency", flat=True)) == ["normal", "urgent"]
    night.now += MINUTE
    Message.objects.update(handled_at=night.now, handled_by=night.yara.pk)
    night.worker_looks()
    assert list(Callout.objects.unhandled().values_list("urgency", flat=True)) == [Urgency.URGENT]
    assert night.waiting() == 0
    Message.objects.filter(danger_now=True).update(
        danger_end="said-safe", danger_ended_on=night.now.date(), danger_ended_by=night.yara.pk
    )
    night.worker_looks()
    assert not Callout.objects.unhandled().exists()
    assert night.waiting() == 0


def test_who_answers_danger_has_the_callout_and_it_comes_back_while_the_danger_lasts(night) -> None:
    people.a_report(danger=True)
    night.worker_looks()
    night.now += MINUTE
    Message.objects.update(handled_at=night.now, handled_by=night.joris.pk)
    night.worker_looks()
    taken = night.callout

    assert (taken.state, taken.acknowledged_by_id) == ("acknowledged", night.joris.pk)
    assert night.waiting() == 0
    night.now += 15 * MINUTE
    night.worker_looks()
    night.worker_looks()
    assert (night.callout.state, night.callout.round) == ("open", 1)
    assert night.called()[-1] == ("Joris", 16)


def test_one_danger_of_two_that_is_answered_silences_nothing(night) -> None:
    first, _ = people.a_report(danger=True), people.a_report(danger=True)
    night.worker_looks()
    Message.objects.filter(report=first).update(handled_at=night.now, handled_by=night.joris.pk)
    night.worker_looks()

    assert night.callout.state == "open"


def test_a_message_that_is_wiped_ends_its_callout(night) -> None:
    people.a_report(danger=True)
    night.worker_looks()
    Message.objects.all().delete()
    night.worker_looks()

    assert not Callout.objects.unhandled().exists()


@pytest.mark.postgres
def test_one_of_many_that_waits_keeps_the_callout(night) -> None:
    for _ in range(3):
        people.a_report()
    night.worker_looks()
    first, *others = Message.objects.order_by("id")
    for message in others:
        Message.objects.filter(pk=message.pk).update(handled_at=night.now)
    night.worker_looks()
    still_open = Callout.objects.unhandled().count()
    Message.objects.filter(pk=first.pk).update(handled_at=night.now)
    night.worker_looks()

    assert (still_open, Callout.objects.unhandled().count()) == (1, 0)


def test_what_was_answered_before_the_worker_looked_calls_nobody(night) -> None:
    people.a_report()
    Message.objects.update(handled_at=night.now)
    night.worker_looks()

    assert not Callout.objects.exists()


@pytest.mark.postgres
def test_killed_between_the_callout_and_the_mark_it_is_still_one_callout(
    night, monkeypatch
) -> None:
    people.a_report(danger=True)
    with monkeypatch.context() as patch:
        patch.setattr(Message.objects, "filter", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            callout_sources.call_out_messages(now=night.now)
    night.worker_looks()

    assert Callout.objects.count() == CalloutSubject.objects.count() == 1
    assert Message.objects.get().is_paged


def test_a_case_in_acute_danger_is_a_callout_and_a_second_time_again(night, a_case) -> None:
    for hours in (0, 5):
        since = night.now + timedelta(hours=hours)
        Case.objects.update(risk="acute", risk_since=since)
        night.now = since
        night.worker_looks()
        night.worker_looks()
        Case.objects.update(risk="high", risk_since=since + MINUTE)
        night.now = since + MINUTE
        night.worker_looks()

    callouts = Callout.objects.filter(subjects__kind=CalloutKind.ACUTE_CASE)
    assert [callout.state for callout in callouts] == ["handled", "handled"]
    assert subjects() == [("acute-case", f"case:{a_case.pk}")] * 2 + subjects()[2:]


@pytest.mark.postgres
def test_a_late_action_of_an_acute_case_calls_when_people_are_awake(night, a_case) -> None:
    Case.objects.update(risk="acute", risk_since=night.now)
    action = Action.objects.create(
        case=a_case,
        owner=night.yara,
        due_on=date(2027, 1, 11),
        written_at=night.now,
        written_by=night.yara,
        form_key=b"1" * 16,
        sealed_text=b"",
    )
    night.worker_looks()
    before = subjects()
    night.now += timedelta(hours=5)  # 08:14
    night.worker_looks()
    Action.objects.update(state="done")
    night.worker_looks()

    assert ("urgent-action", f"action:{action.pk}") not in before
    assert ("urgent-action", f"action:{action.pk}") in subjects()
    assert CalloutSubject.objects.get(kind=CalloutKind.URGENT_ACTION).is_settled


def test_emergency_access_goes_to_the_leads_until_it_is_seen_or_reviewed(night, a_case) -> None:
    grant = CaseGrant.objects.create(
        case=a_case, member=night.joris, level="card", since=night.now, reason="danger"
    )
    access = EmergencyAccess.objects.create(grant=grant, form_key=b"2" * 16)
    night.worker_looks()
    callout = callouts.callout_for_thing(f"emergencyaccess:{access.pk}")

    assert callout
    assert (callout.audience, callout.urgency) == ("leads", "normal")
    assert {call.member_id for call in callout.calls.all()} == {night.ruud.pk}
    EmergencyAccess.objects.update(owner_seen_at=night.now)
    night.worker_looks()
    callout.refresh_from_db()
    assert callout.state == "handled"


def test_a_changed_public_page_calls_the_leads_and_a_held_wish_waits_for_the_day(night) -> None:
    raise_alarm(AlarmKind.MANY_WISHES, now=night.now)
    raise_alarm(AlarmKind.OTHER_PAGE, "/hulp/", now=night.now)
    night.worker_looks()
    alarm = Alarm.objects.get(kind=AlarmKind.OTHER_PAGE)

    assert subjects() == [("public-site", f"alarm:{alarm.pk}")]
    assert night.called() == [("Ruud", 0)]
    Alarm.objects.update(settled_at=night.now, settled_by=night.ruud.pk, verdict="fault")
    night.worker_looks()
    assert not Callout.objects.unhandled().exists()


def test_another_part_says_itself_that_its_thing_is_dealt_with(night) -> None:
    callouts.open_callout(kind=CalloutKind.HANDOVER, thing="shift:4", now=night.now)
    callouts.open_callout(kind=CalloutKind.ROTA_GAP, thing="gap:1", now=night.now)
    night.worker_looks()
    callout_ends.settle_thing(thing="shift:4", now=night.now)
    one_left = Callout.objects.unhandled().count()
    callout_ends.settle_thing(thing="gap:1", now=night.now)

    assert (one_left, Callout.objects.unhandled().count()) == (1, 0)


@pytest.mark.postgres
def test_thousands_at_once_are_one_callout_and_all_are_marked(night, monkeypatch) -> None:
    monkeypatch.setattr(callout_sources, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(callout_ends, "LOOKED_AT_ONCE", 2)
    for number in range(8):
        people.a_report(danger=number == 7)
    callout_sources.call_out_messages(now=night.now)
    first = CalloutSubject.objects.filter(kind=CalloutKind.DANGER).count()
    for _ in range(3):
        night.worker_looks()

    assert first == 1, "danger comes first, also when it came last"
    assert Callout.objects.count() == 2
    assert not Message.objects.filter(is_paged=False).exists()
    Message.objects.update(handled_at=night.now, danger_end="said-safe")
    for _ in range(4):
        night.worker_looks()
    assert not Callout.objects.unhandled().exists()


@pytest.mark.postgres
def test_no_question_that_is_asked_each_second_walks_a_whole_table(night) -> None:
    if connection.vendor != "sqlite":
        with connections["channel"].cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    for rows, index in (
        (callout_sources.uncalled_messages(), "message_unpaged"),
        (callout_sources.uncalled_access(), "glass_"),
        (callout_sources.acute_cases(), "case_in_acute_danger"),
        (Callout.objects.due(night.now), "page_due"),
    ):
        plan = rows.explain()
        assert index in plan, plan


@pytest.mark.postgres
def test_with_nothing_to_do_the_worker_asks_a_handful_of_questions(night) -> None:
    def asked() -> int:
        with (
            CaptureQueriesContext(connection) as staff,
            CaptureQueriesContext(connections["channel"]) as channel,
        ):
            night.worker_looks()
        return len(staff) + len(channel)

    assert asked() <= 9


def test_the_audit_finds_and_mends_a_step_that_is_too_far_ahead(night) -> None:
    callout = night.opened()
    night.passes(0)
    Callout.objects.update(next_at=night.now + timedelta(days=1))
    faults = night.audited()
    mended = night.callout.next_at

    assert faults == [f"callout {callout.pk}: its next step was missing or too far ahead"]
    assert mended == night.now
    night.passes(0)
    assert night.audited() == []


@pytest.mark.postgres
def test_the_audit_finds_a_worker_that_stands_still_and_a_callout_taken_by_nobody(night) -> None:
    callout = night.opened()
    night.now += 61 * SECOND
    late = night.audited()
    Callout.objects.update(state="acknowledged", next_at=night.now + MINUTE)

    assert late == [f"callout {callout.pk}: its next step is too late"]
    assert night.audited() == [f"callout {callout.pk}: taken by nobody"]
    assert night.callout.next_at == night.now


@pytest.mark.postgres
def test_the_audit_finds_a_call_without_a_message(night) -> None:
    night.opened()
    night.passes(0)
    lost = OutgoingMessage.objects.filter(channel="sms").get()
    lost.delete()
    night.passes(1.5)

    assert night.audited() == [f"{lost.key}: its message is not there"]


def test_the_audit_cancels_what_could_still_leave_after_handling(night) -> None:
    callout = night.opened()
    night.passes(0)
    callouts.handle_callout(callout=callout, by=people.acting(night.yara, now=night.now))
    OutgoingMessage.objects.filter(channel="voice").update(state=MessageState.WAITING)
    faults = night.audited()

    assert faults == [f"callout {callout.pk}: handled, and a message could still leave"]
    assert night.waiting() == 0


def test_a_clean_audit_and_one_with_faults_are_recorded_as_such(night, monkeypatch) -> None:
    recorded = []
    monkeypatch.setattr(callout_audit, "record_audit", lambda **said: recorded.append(said))
    night.opened()
    night.passes(0)
    night.audited()
    ContactChannel.objects.all().delete()
    CalloutCall.objects.all().delete()
    night.audited()

    assert [(said["clean"], said["faults"]) for said in recorded] == [(True, 0), (False, 1)]


def test_the_step_of_a_callout_is_moments_after_its_message_was_stored(night) -> None:
    """Each job of the worker, once: what the second between two rounds adds is not in it."""
    people.a_report(danger=True)
    began = timezone.now()
    callout_sources.call_out_messages(now=night.now)
    callout_calls.advance_due_callouts(now=night.now)

    assert OutgoingMessage.objects.filter(group=f"page:{night.callout.pk}").count() == 6
    assert timezone.now() - began < 2 * SECOND
