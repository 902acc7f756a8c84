"""Attacks on "never silent" and xx: each succeeded once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.support import duty_rows, people, rota
from tests.support import night as nights
from tests.support.night import MINUTE, Night
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.duty.callouts.actions import audit as callout_audit
from uitweg.casework.duty.callouts.actions import callouts
from uitweg.casework.duty.callouts.actions import calls as callout_calls
from uitweg.casework.duty.callouts.actions import ends as callout_ends
from uitweg.casework.duty.callouts.actions import sources as callout_sources
from uitweg.casework.duty.callouts.models import Callout, CalloutSubject, CalloutWait
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.handover.actions import handovers
from uitweg.casework.duty.handover.models import Handover
from uitweg.casework.duty.promises import actions as promises
from uitweg.casework.duty.rota.actions import duty_status, gaps
from uitweg.casework.duty.shifts.models import Shift
from uitweg.channel.conversation.models import Message
from uitweg.knowledge.guide import actions as guide
from uitweg.knowledge.guide.rules import DutyState
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.models import Member, NamedReader
from uitweg.platform.accounts.rules import Role
from uitweg.platform.jobs.actions import outside_heartbeat
from uitweg.platform.jobs.models import OutgoingMessage


@pytest.fixture
def night(team, monkeypatch: pytest.MonkeyPatch) -> Night:
    return nights.a_night(monkeypatch, team)


def shown(browser: Any, callout: Callout) -> str:
    return " ".join(browser.get(f"/oproep/{callout.pk}/").content.decode().split())


# what nobody saw is never finished


@pytest.mark.postgres
def test_danger_that_joined_while_somebody_pressed_klaar_is_not_silenced(desk, fatima) -> None:
    people.a_report(danger=True)
    callout = duty_rows.a_callout(f"message:{Message.objects.get().pk}", opened_at=timezone.now())
    desk.post(f"/oproep/{callout.pk}/oppakken/")
    before = shown(desk, callout)
    newest = people.a_report(danger=True)
    thing = f"message:{newest.messages.get().pk}"
    CalloutSubject.objects.create(
        callout=callout, kind=CalloutKind.DANGER, thing=thing, at=timezone.now()
    )
    seen = before.partition('name="seen" value="')[2].partition('"')[0]
    answer = desk.post(f"/oproep/{callout.pk}/klaar/", {"seen": seen})
    callout.refresh_from_db()

    assert callout.state == "acknowledged"
    assert answer.status_code == 409
    assert newest.number in answer.content.decode()


# a monitor outside hears nothing while nothing leaves


def test_no_heartbeat_while_every_call_of_an_open_callout_failed(night) -> None:
    night.opened()
    for _ in range(6):
        night.passes(10 / 60)
        night.fails()
    faults = night.audited()

    assert faults == [f"callout {night.callout.pk}: none of its last calls could be handed over"]
    assert not outside_heartbeat.is_clean(within=MINUTE, now=night.now)


def test_no_heartbeat_while_no_sender_picks_up_the_calls(night) -> None:
    night.opened()
    night.passes(1.5)
    faults = callout_audit.audit(now=night.now)

    assert all("is not being sent" in fault for fault in faults)
    assert not outside_heartbeat.is_clean(within=MINUTE, now=night.now)


def test_a_case_that_calls_nobody_keeps_no_danger_of_a_reporter_back(night, monkeypatch) -> None:
    people.a_report(danger=True)

    def broken(_: object) -> list[Any]:
        raise ValueError("a row that cannot be read")

    monkeypatch.setattr(callout_sources, "_acute_cases", broken)
    with pytest.raises(ValueError, match="cannot be read"):
        night.worker_looks()

    assert Callout.objects.filter(urgency="urgent").exists()


@pytest.mark.postgres
def test_two_workers_that_saw_the_same_failure_skip_nobody(night, monkeypatch) -> None:
    night.opened()
    night.passes(0)
    night.fails()
    stale = callout_calls.failed_last_calls(now=night.now)
    callout_calls.advance_due_callouts(now=night.now)
    assert [name for name, _ in night.called()] == ["Yara", "Joris"]
    monkeypatch.setattr(callout_calls, "failed_last_calls", lambda **_: stale)
    callout_calls.advance_due_callouts(now=night.now)

    assert [name for name, _ in night.called()] == ["Yara", "Joris"]


@pytest.mark.postgres
def test_danger_beyond_what_is_looked_at_at_once_is_not_taken_for_answered(
    night, monkeypatch
) -> None:
    monkeypatch.setattr(callout_ends, "LOOKED_AT_ONCE", 1)
    first, _ = people.a_report(danger=True), people.a_report(danger=True)
    night.worker_looks()
    night.now += MINUTE
    Message.objects.filter(report=first).update(handled_at=night.now, handled_by=night.joris.pk)
    night.worker_looks()

    assert night.callout.state == "open"


def test_a_shift_that_falls_open_tonight_is_told_though_a_gap_before_it_was(
    fatima, joris, monkeypatch
) -> None:
    told = set[str]()
    monkeypatch.setattr(callouts, "open_callout", lambda *, thing, **_: told.add(thing))
    rota.a_shift(fatima, hours=-10, lasts=11, backup=joris)
    tonight = rota.a_shift(fatima, hours=2, lasts=8, backup=joris)
    rota.a_shift(fatima, hours=10, lasts=900, backup=joris)
    gaps.warn(now=timezone.now())
    before = set(told)
    Shift.objects.filter(pk=tonight.pk).update(member=None)
    gaps.warn(now=timezone.now())

    assert len(told - before) == 1


def test_a_number_that_nobody_ever_proved_is_not_called_while_another_way_is_known(night) -> None:
    ContactChannel.objects.filter(member=night.yara, kind__in=("sms", "voice")).delete()
    ContactChannel.objects.create(member=night.yara, kind="sms", address="+31699999999")
    Member.objects.filter(pk=night.yara.pk).update(phone="+31611111111")
    night.opened(CalloutKind.MESSAGE)
    night.passes(16)

    assert list(OutgoingMessage.objects.filter(channel="sms").values_list("to", flat=True)) == [
        "+31611111111"
    ]


# days are days


@pytest.mark.postgres
def test_a_day_later_no_message_of_a_callout_says_when_a_report_came(night) -> None:
    callout = night.opened()
    night.passes(3)
    OutgoingMessage.objects.filter(channel="sms").update(state="handed-over", ended_at=night.now)
    callouts.handle_callout(callout=callout, by=people.acting(night.yara, now=night.now))
    callout_ends.coarsen_callouts(now=night.now + timedelta(hours=24))
    rows = OutgoingMessage.objects.values_list("created_at", "due_at", "ended_at")
    moments = {moment.isoformat() for row in rows for moment in row}

    assert moments == {"2027-01-11T23:00:00+00:00"}


def test_a_callout_that_stays_open_does_not_keep_when_an_answered_report_came(night) -> None:
    answered, waits = people.a_report(), people.a_report()
    night.worker_looks()
    Message.objects.filter(report=answered).update(handled_at=night.now, handled_by=night.yara.pk)
    night.worker_looks()
    night.now += timedelta(hours=25)
    callout_ends.coarsen_callouts(now=night.now)
    things = list(CalloutSubject.objects.values_list("thing", flat=True))

    assert things == [f"message:{waits.messages.get().pk}"]
    assert night.callout.state == "open"


def test_the_moment_of_a_callout_cannot_be_counted_back_from_who_took_it(night) -> None:
    callout = night.opened(CalloutKind.MESSAGE)
    night.now += 187 * MINUTE + timedelta(seconds=31)
    callouts.acknowledge_callout(callout=callout, by=people.acting(night.yara, now=night.now))
    promises.keep_callout_waits(now=night.now)

    assert CalloutWait.objects.get().seconds == 195 * 60


# who is shut out


def test_a_message_of_a_restricted_case_has_no_number_on_a_callout_for_who_is_shut_out(
    desk, joris
) -> None:
    report = people.a_report()
    callout = duty_rows.a_callout(
        f"message:{report.messages.get().pk}", CalloutKind.MESSAGE, urgency="normal"
    )
    NamedReader.objects.create(thing=f"report:{report.pk}", member=joris, because="case:1")
    duty_rows.a_callout("case:99", CalloutKind.TEST, number="2AB")

    for address in (f"/oproep/{callout.pk}/", "/oproepen/", "/nacht/"):
        assert report.number not in desk.get(address).content.decode()
    assert report.number in people.at_the_desk(joris).get(f"/oproep/{callout.pk}/").content.decode()


def test_who_may_not_read_danger_does_not_take_or_finish_it_but_passes_it_on(night) -> None:
    report = people.a_report(danger=True)
    night.worker_looks()
    NamedReader.objects.create(thing=f"report:{report.pk}", member=night.joris, because="case:1")
    by = people.acting(night.yara, now=night.now)
    for act in (callouts.acknowledge_callout, callouts.handle_callout):
        with pytest.raises(NotPossible, match="callout-closed"):
            act(callout=night.callout, by=by)
    callouts.pass_callout_on(callout=night.callout, by=by)
    night.passes(0)

    assert [name for name, _ in night.called()] == ["Yara", "Joris"]
    callouts.acknowledge_callout(
        callout=night.callout, by=people.acting(night.joris, now=night.now)
    )
    assert night.callout.acknowledged_by == night.joris


@pytest.mark.usefixtures("every_channel")
def test_the_page_offers_who_may_not_read_danger_only_to_pass_it_on(
    team, desk, fatima, joris
) -> None:
    lead = people.a_member(team, "Ruud", Role.LEAD)
    Member.objects.filter(pk=lead.pk).update(phone="+31655501111")
    report = people.a_report(danger=True)
    callout = duty_rows.a_callout(f"message:{report.messages.get().pk}")
    duty_rows.a_shift(fatima)
    NamedReader.objects.create(thing=f"report:{report.pk}", member=joris, because="case:1")
    answer = desk.post(f"/oproep/{callout.pk}/oppakken/")

    assert answer.status_code == 409
    assert "Je mag niet lezen waar dit om gaat." in answer.content.decode()
    assert "/oppakken/" not in shown(desk, callout)
    assert "/doorgeven/" in shown(desk, callout)


# the one whom a callout is about


@pytest.mark.parametrize("act", ["acknowledge_callout", "pass_callout_on", "handle_callout"])
def test_who_used_emergency_access_does_not_silence_the_callout_about_it(
    night, case: Case, act: str
) -> None:
    grant = CaseGrant.objects.create(
        case=case, member=night.joris, level="card", since=night.now, reason="danger"
    )
    EmergencyAccess.objects.create(grant=grant, form_key=b"2" * 16)
    night.worker_looks()
    callout = Callout.objects.get(audience="leads")
    with pytest.raises(NotAllowed):
        getattr(callouts, act)(callout=callout, by=people.acting(night.joris, now=night.now))

    callout.refresh_from_db()
    assert callout.state == "open"


# what the public is told


def test_the_public_page_counts_on_nobody_who_may_not_have_duty(night) -> None:
    Member.objects.filter(pk__in=[night.yara.pk, night.joris.pk]).update(role=Role.ANALYST)
    duty_status.publish(now=night.now)

    assert guide.said_of_duty(now=night.now)[0] is not DutyState.SOMEBODY


# a hand-over


def test_a_hand_over_completed_at_the_start_of_a_night_loses_nothing_of_that_night(
    fatima, joris
) -> None:
    now = timezone.now()
    shift = duty_rows.a_shift(fatima, starts_at=now - timedelta(hours=9), ends_at=now + MINUTE)
    handovers.prepare_and_remind(now=now - timedelta(hours=8))
    by = people.acting(fatima, now=now - timedelta(hours=8))
    row = Handover.objects.get(shift=shift)
    handovers.complete_handover(handover=row, by=by, text="Rustig", form_key=b"1" * 16)
    people.a_report()
    later = now + 2 * MINUTE
    duty_rows.a_shift(joris, starts_at=now + MINUTE, ends_at=now + timedelta(hours=8))
    handovers.prepare_and_remind(now=later)
    next_one = Handover.objects.exclude(shift=shift).get()

    assert next_one.messages_before == row.messages_before == 0
