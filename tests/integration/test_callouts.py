"""A callout at night: who is called when, who takes it, how it comes back, and that it never stops."""

import threading
from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests.support import night as nights
from tests.support import people
from tests.support.night import AT, MINUTE, SECOND, Night
from uitweg.casework.duty.callouts.actions import callouts
from uitweg.casework.duty.callouts.actions import calls as callout_calls
from uitweg.casework.duty.callouts.actions import ends as callout_ends
from uitweg.casework.duty.callouts.models import Callout, CalloutCall, CalloutSubject
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind, CalloutState, Urgency
from uitweg.casework.duty.callouts.rules.texts import NUMBER_LETTERS, callout_message
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, MessageState


@pytest.fixture
def night(team, monkeypatch: pytest.MonkeyPatch) -> Night:
    return nights.a_night(monkeypatch, team)


@pytest.mark.postgres
def test_nobody_reacts_and_each_next_one_is_called_up_to_the_leads_again_and_again(night) -> None:
    night.opened()
    night.passes(14)

    assert night.called() == [("Yara", 0), ("Joris", 2), ("Ruud", 6), ("Ruud", 10), ("Ruud", 14)]
    assert night.audited() == []


@pytest.mark.postgres
def test_a_call_that_is_not_answered_is_tried_three_times_in_three_minutes(night) -> None:
    night.opened()
    night.passes(0)
    calls = OutgoingMessage.objects.filter(channel=Channel.VOICE).order_by("due_at")

    assert [call.due_at - AT for call in calls] == [0 * MINUTE, 1 * MINUTE, 2 * MINUTE]
    assert {call.give_up_at - call.due_at for call in calls} == {MINUTE}


def test_nobody_has_duty_and_the_lead_is_called_within_the_same_second(night) -> None:
    Shift.objects.all().delete()
    night.opened()
    night.passes(0)

    assert night.called() == [("Ruud", 0)]


def test_who_left_the_team_is_passed_over(night) -> None:
    Member.objects.filter(pk=night.yara.pk).update(until=AT.date() - timedelta(days=1))
    night.opened()
    night.passes(4)

    assert night.called() == [("Joris", 0), ("Ruud", 4)]


def test_all_gateways_fail_and_the_next_is_called_at_once(night) -> None:
    night.opened()
    night.passes(0)
    night.fails()
    night.passes(10 / 60)
    night.fails()
    night.passes(10 / 60)

    assert [name for name, _ in night.called()] == ["Yara", "Joris", "Ruud"]
    assert night.now - AT < MINUTE
    assert night.callout.next_at - night.now > 3 * MINUTE


def test_one_channel_that_lives_is_enough_to_wait(night) -> None:
    night.opened()
    night.passes(0)
    OutgoingMessage.objects.exclude(channel=Channel.SMS).update(state=MessageState.FAILED)
    night.passes(1)

    assert night.called() == [("Yara", 0)]


@pytest.mark.postgres
def test_the_worker_was_away_for_an_hour_and_calls_everybody_soon_after(night) -> None:
    night.opened()
    night.passes(0)
    night.now += timedelta(hours=1)
    night.passes(3 / 60, every=SECOND)

    assert [name for name, _ in night.called()] == ["Yara", "Joris", "Ruud"]


def test_who_takes_it_silences_all_and_it_comes_back_to_them_first(night) -> None:
    callout = night.opened()
    night.passes(4)
    callouts.acknowledge_callout(callout=callout, by=people.acting(night.joris, now=night.now))
    silent = night.waiting()
    night.passes(14.5)
    before = len(night.called())
    night.passes(6.5)

    assert silent == 0
    assert night.called()[before:] == [("Joris", 19), ("Yara", 21), ("Ruud", 22)]
    assert (night.callout.round, night.callout.acknowledged_by_id) == (1, night.joris.pk)


def test_taken_is_not_handled_and_it_can_be_held_twice_a_quarter_longer(night) -> None:
    callout, by = night.opened(), people.acting(night.yara, now=AT)
    callouts.acknowledge_callout(callout=callout, by=by)
    for _ in range(2):
        callouts.extend_callout(callout=callout, by=by)
    with pytest.raises(NotPossible, match="callout-extended"):
        callouts.extend_callout(callout=callout, by=by)

    assert night.callout.next_at == AT + 45 * MINUTE


def test_one_who_cannot_passes_it_to_the_next_now(night) -> None:
    callout = night.opened()
    night.passes(0.5)
    callouts.pass_callout_on(callout=callout, by=people.acting(night.yara, now=night.now))
    night.passes(0)

    assert night.called() == [("Yara", 0), ("Joris", 0.5)]


def test_one_who_took_it_and_cannot_go_on_is_not_called_again(night) -> None:
    callout = night.opened()
    night.passes(0)
    callouts.acknowledge_callout(callout=callout, by=people.acting(night.yara, now=night.now))
    night.passes(1)
    callouts.pass_callout_on(callout=callout, by=people.acting(night.yara, now=night.now))
    night.passes(5)

    assert night.called()[1:] == [("Joris", 1), ("Ruud", 3)]


def test_handled_is_silent_at_once_on_every_channel_and_for_good(night) -> None:
    callout = night.opened()
    night.passes(3)
    handed_over = OutgoingMessage.objects.filter(channel=Channel.SMS)
    handed_over.update(state=MessageState.HANDED_OVER)
    callouts.handle_callout(callout=callout, by=people.acting(night.ruud, now=night.now))
    calls = CalloutCall.objects.count()
    night.passes(120)

    assert night.waiting() == 0
    assert CalloutCall.objects.count() == calls
    assert (night.callout.state, night.callout.handled_by) == ("handled", night.ruud.pk)
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {
        "handed-over",
        "cancelled",
    }
    assert night.audited() == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    "act", ["acknowledge_callout", "pass_callout_on", "extend_callout", "handle_callout"]
)
def test_what_a_colleague_took_or_handled_says_who_and_changes_nothing(night, act: str) -> None:
    callout, do = night.opened(), getattr(callouts, act)
    callouts.acknowledge_callout(callout=callout, by=people.acting(night.yara, now=AT))
    with pytest.raises(NotPossible, match="callout-taken") as taken:
        do(callout=callout, by=people.acting(night.joris, now=AT))
    held = night.callout
    callouts.handle_callout(callout=callout, by=people.acting(night.yara, now=AT))
    with pytest.raises(NotPossible, match="callout-handled") as handled:
        do(callout=callout, by=people.acting(night.joris, now=AT))

    assert (taken.value.ask, handled.value.ask) == (night.yara.pk, night.yara.pk)
    assert (held.acknowledged_by_id, held.next_at) == (night.yara.pk, AT + 15 * MINUTE)


@pytest.mark.postgres
def test_two_taps_of_one_person_are_one(night) -> None:
    callout, by = night.opened(), people.acting(night.yara, now=AT)
    callouts.acknowledge_callout(callout=callout, by=by)
    callouts.acknowledge_callout(callout=callout, by=people.acting(night.yara, now=AT + MINUTE))

    assert night.callout.next_at == AT + 15 * MINUTE
    assert AuditEntry.objects.filter(act="page:acknowledge").count() == 1


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.ANALYST, Role.PRIVACY_OFFICER, Role.EDITOR]
)
@pytest.mark.parametrize(
    "act", ["acknowledge_callout", "pass_callout_on", "extend_callout", "handle_callout"]
)
def test_who_may_not_act_is_refused_and_that_is_written_down(night, team, role, act) -> None:
    other = people.a_member(team, "Ander", role)
    callout, before = night.opened(), Callout.objects.values().get()
    with pytest.raises(NotAllowed):
        getattr(callouts, act)(callout=callout, by=people.acting(other, now=AT))

    assert Callout.objects.values().get() == before
    refused = AuditEntry.objects.get(result="refused")
    assert (refused.act, refused.thing) == ("page:act", f"page:{callout.pk}")


@pytest.mark.postgres
def test_every_act_stands_in_the_audit_log_and_of_the_worker_only_the_day(night) -> None:
    callout, by = night.opened(), people.acting(night.yara, now=AT)
    callouts.acknowledge_callout(callout=callout, by=by)
    callouts.extend_callout(callout=callout, by=by)
    callouts.pass_callout_on(callout=callout, by=by)
    callouts.handle_callout(callout=callout, by=by)
    entries = AuditEntry.objects.filter(thing=f"page:{callout.pk}").order_by("id")

    assert list(entries.values_list("act", "member_id")) == [
        ("page:open", None),
        ("page:acknowledge", night.yara.pk),
        ("page:extend", night.yara.pk),
        ("page:pass-on", night.yara.pk),
        ("page:handle", night.yara.pk),
    ]
    assert entries[0].at.astimezone().microsecond == 0


@pytest.mark.postgres
def test_one_thing_calls_once_and_another_time_of_it_again(night) -> None:
    for _ in range(3):
        night.opened(thing="case:7", kind=CalloutKind.ACUTE_CASE)
    night.now += timedelta(hours=1)
    callouts.open_callout(
        kind=CalloutKind.ACUTE_CASE, thing="case:7", occurrence="2027-01-12", now=night.now
    )

    assert Callout.objects.count() == 2
    assert CalloutSubject.objects.count() == 2


@pytest.mark.postgres
def test_many_normal_things_are_one_callout_and_danger_never_waits_behind_them(night) -> None:
    for number in range(20):
        night.opened(CalloutKind.MESSAGE, f"message:{number}")
    night.opened(CalloutKind.DANGER, "message:99")
    night.opened(CalloutKind.DANGER, "message:100")

    assert sorted(Callout.objects.values_list("urgency", flat=True)) == ["normal", "urgent"]
    night.now += 2 * MINUTE
    night.opened(CalloutKind.DANGER, "message:101")
    night.opened(CalloutKind.MESSAGE, "message:102")
    assert sorted(Callout.objects.values_list("urgency", flat=True)) == [
        "normal",
        "urgent",
        "urgent",
    ]


@pytest.mark.postgres
def test_a_flood_of_danger_is_at_most_five_callouts(night) -> None:
    for number in range(60):
        night.opened(CalloutKind.DANGER, f"message:{number}")
        night.now += 2 * MINUTE

    assert Callout.objects.count() == 5
    assert CalloutSubject.objects.count() == 60


def test_what_joins_a_callout_that_was_taken_gets_one_of_its_own(night) -> None:
    callout = night.opened(CalloutKind.MESSAGE, "message:1")
    callouts.acknowledge_callout(callout=callout, by=people.acting(night.yara, now=AT))
    other = night.opened(CalloutKind.MESSAGE, "message:2")

    assert other.pk != callout.pk


def test_without_a_proved_channel_an_unproved_one_is_tried_and_then_what_the_team_knows(
    night,
) -> None:
    ContactChannel.objects.filter(member=night.yara).update(proved_at=AT - timedelta(days=31))
    ContactChannel.objects.filter(member=night.joris).delete()
    Member.objects.filter(pk=night.joris.pk).update(phone="+31611111111", mail="j@city.example")
    night.opened()
    night.passes(2)
    to = dict(OutgoingMessage.objects.filter(channel=Channel.SMS).values_list("key", "to"))

    assert sorted(to.values()) == ["+31600000000", "+31611111111"]


def test_nobody_at_all_can_be_reached_and_the_callout_stays_open_and_is_a_fault(night) -> None:
    ContactChannel.objects.all().delete()
    callout = night.opened()
    night.passes(1)

    assert (night.callout.state, night.callout.next_at > night.now) == ("open", True)
    assert night.audited() == [f"callout {callout.pk}: nobody can be reached"]
    nights.proves_channels(night.joris, "+31611111111")
    night.passes(4)
    assert [name for name, _ in night.called()] == ["Joris"]
    assert night.audited() == []


def test_no_lead_can_be_reached_and_then_everybody_is_called(night) -> None:
    Member.objects.filter(pk=night.ruud.pk).update(until=AT.date() - timedelta(days=1))
    night.opened()
    night.passes(6)

    assert {name for name, after in night.called() if after == 6} == {"Yara", "Joris"}


def test_what_is_planned_is_what_happens(night) -> None:
    callout = night.opened()
    planned = [
        (member.name, (step.at - AT) / MINUTE)
        for step in callouts.upcoming_steps(callout, AT)
        for member in step.members
    ]
    night.passes(6)

    assert planned == night.called()


def test_what_is_planned_after_it_came_back_does_not_name_who_will_not_be_called(night) -> None:
    callout = night.opened()
    callouts.acknowledge_callout(callout=callout, by=people.acting(night.yara, now=AT))
    night.passes(16)
    planned = [
        (member.name, (step.at - AT) / MINUTE)
        for step in callouts.upcoming_steps(night.callout, night.now)
        for member in step.members
    ]
    before = len(night.called())
    night.passes(6)

    assert [name for name, _ in planned] == ["Joris", "Ruud"]
    assert planned == night.called()[before : before + 2]


@pytest.mark.postgres
def test_a_step_and_its_messages_are_stored_together_or_not_at_all(night, monkeypatch) -> None:
    night.opened()

    def killed(**_: object) -> None:
        raise SystemExit(9)

    monkeypatch.setattr(callout_calls, "enqueue_message", killed)
    with pytest.raises(SystemExit), transaction.atomic():
        callout_calls.advance_due_callouts(now=AT)
    assert (night.callout.step, CalloutCall.objects.count(), night.waiting()) == (0, 0, 0)
    monkeypatch.undo()
    monkeypatch.setattr(outbox, "configured_channels", lambda: nights.ALL)
    night.passes(0)

    assert night.called() == [("Yara", 0)]


@pytest.mark.postgres
def test_a_callout_that_cannot_go_on_does_not_stop_another(night, monkeypatch) -> None:
    first = night.opened(CalloutKind.DANGER, "message:1")
    night.now += 2 * MINUTE
    second = night.opened(CalloutKind.DANGER, "message:2")
    people_of = callout_calls.people_of

    def breaks(who, callout, *, now):  # type: ignore[no-untyped-def]
        if callout.pk == first.pk:
            raise ValueError
        return people_of(who, callout, now=now)

    monkeypatch.setattr(callout_calls, "people_of", breaks)
    night.passes(0)

    assert list(CalloutCall.objects.values_list("callout", flat=True).distinct()) == [second.pk]
    assert any("too late" in fault for fault in _audited_later(night))


def _audited_later(night: Night) -> list[str]:
    night.now += 5 * MINUTE
    return night.audited()


@pytest.mark.postgres
def test_the_store_refuses_an_open_callout_without_a_next_step_and_a_number_twice(night) -> None:
    callout = night.opened()
    for change in ({"next_at": None}, {"state": CalloutState.HANDLED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Callout.objects.filter(pk=callout.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Callout.objects.create(**Callout.objects.values().get() | {"id": None})


@pytest.mark.postgres
def test_a_drawn_number_that_is_taken_is_drawn_again(night, monkeypatch) -> None:
    drawn = iter(["CCC", "CCC", "CCC", "DDD"])
    monkeypatch.setattr(callouts, "_drawn_number", lambda: next(drawn))
    night.opened(CalloutKind.DANGER, "message:1")
    night.opened(CalloutKind.MESSAGE, "message:2")

    assert sorted(Callout.objects.values_list("number", flat=True)) == ["CCC", "DDD"]


NASTY = "Yara Bakker, U-0007, Damstraat 3, +31612345678 \r\nBcc: all@evil.example"


def test_no_way_of_putting_content_in_changes_a_byte_of_what_leaves(night) -> None:
    """The same callout twice: once about nothing, once with content at every place that takes text."""
    sent = []
    for thing, name in (("message:1", "Yara"), (NASTY[:60], NASTY[:60])):
        Callout.objects.all().delete()
        OutgoingMessage.objects.all().delete()
        Member.objects.filter(pk=night.yara.pk).update(name=name)
        Shift.objects.update(name=name[:40])
        callout = night.opened(CalloutKind.REFERRAL, thing)
        CalloutSubject.objects.update(occurrence=thing[:40])
        Callout.objects.filter(pk=callout.pk).update(number="7K4")
        night.passes(0)
        sent.append(sorted(OutgoingMessage.objects.values_list("channel", "to", "subject", "body")))

    assert sent[0] == sent[1]
    texts = {(channel, subject, body) for channel, _, subject, body in sent[1]}
    assert texts == {(kind.value, *_text(Urgency.URGENT, "7K4", kind)) for kind in ChannelKind}


def _text(urgency: Urgency, number: str, kind: ChannelKind) -> tuple[str, str]:
    text = callout_message(urgency, number, kind)
    return text.subject, text.body


def test_a_callout_whose_number_says_something_leaves_nothing(night) -> None:
    callout = night.opened()
    Callout.objects.filter(pk=callout.pk).update(number="JAN")
    night.passes(1)

    assert OutgoingMessage.objects.count() == 0


@pytest.mark.parametrize(
    "number", ["", "7K", "7K44", "7k4", "JAN", "0K4", "7K4\n", " 7K4", "７K4", 744, None, NASTY]
)
def test_only_an_opaque_number_passes(db_both, number) -> None:
    for urgency, channel in product(Urgency, ChannelKind):
        with pytest.raises(ValueError):
            callout_message(urgency, number, channel)
    for urgency, channel in ((NASTY, ChannelKind.SMS), (Urgency.URGENT, NASTY)):
        with pytest.raises(ValueError):
            callout_message(urgency, "7K4", channel)


def test_the_words_on_the_telephone(db_both) -> None:
    said = callout_message(Urgency.URGENT, "7K4", ChannelKind.VOICE).body
    mail = callout_message(Urgency.NORMAL, "7K4", ChannelKind.MAIL)

    assert said.startswith("Dit is Uitweg. Er is een dringende oproep: zeven, K, vier. Open")
    assert mail.subject == "Uitweg: oproep 7K4"
    assert callout_message(Urgency.URGENT, "7K4", ChannelKind.SMS).body == (
        "Oproep 7K4. Dringend. Open Uitweg en log in. Antwoorden op dit bericht heeft geen zin."
    )
    assert not set("AEIOUQ01258BGLSZ") & set(NUMBER_LETTERS)


only_where_two_write = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the SQLite of tests has one connection for all threads"
)


@pytest.mark.postgres
@only_where_two_write
@pytest.mark.django_db(transaction=True, databases=["default", "channel"])
def test_two_who_take_it_at_one_moment_are_one_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    night = nights.a_night(monkeypatch, people.a_team())
    callout, outcomes, gate = night.opened(), [], threading.Barrier(2)

    def take(member: Member) -> None:
        gate.wait()
        try:
            callouts.acknowledge_callout(callout=callout, by=people.acting(member, now=AT))
            outcomes.append("took")
        except NotPossible as late:
            outcomes.append(late.refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(m,)) for m in (night.yara, night.joris)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["callout-taken", "took"]
    assert AuditEntry.objects.filter(act="page:acknowledge").count() == 1


@pytest.mark.postgres
@only_where_two_write
@pytest.mark.django_db(transaction=True, databases=["default", "channel"])
def test_two_workers_at_one_moment_open_once_and_call_once(monkeypatch: pytest.MonkeyPatch) -> None:
    night = nights.a_night(monkeypatch, people.a_team())
    gate, failed = threading.Barrier(2), []

    def work() -> None:
        gate.wait()
        try:
            callouts.open_callout(kind=CalloutKind.DANGER, thing="message:1", now=AT)
            callout_calls.advance_due_callouts(now=AT)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert (Callout.objects.count(), night.called()) == (1, [("Yara", 0)])


def test_a_day_later_only_days_are_left_and_no_report_is_named(night) -> None:
    callout = night.opened()
    night.opened(CalloutKind.ACUTE_CASE, "case:3")
    night.passes(3)
    callouts.acknowledge_callout(callout=callout, by=people.acting(night.yara, now=night.now))
    callouts.handle_callout(callout=callout, by=people.acting(night.yara, now=night.now))
    callout_ends.coarsen_callouts(now=night.now + timedelta(hours=23))
    exact = night.callout.opened_at
    callout_ends.coarsen_callouts(now=night.now + timedelta(hours=24))
    callout = night.callout
    moments = [callout.opened_at, callout.began_at, callout.acknowledged_at, callout.handled_at]
    moments += callout.calls.values_list("due_at", flat=True)
    moments += callout.subjects.values_list("at", flat=True)

    assert exact == AT
    assert {moment.isoformat() for moment in moments} == {"2027-01-11T23:00:00+00:00"}
    assert list(callout.subjects.values_list("thing", flat=True)) == ["case:3"]
    assert callout_ends.coarsen_callouts(now=night.now + timedelta(days=2)) == 0


@pytest.mark.postgres
def test_after_its_term_a_callout_is_gone_and_one_that_is_open_never(night) -> None:
    callout = night.opened(CalloutKind.DANGER, "message:1")
    callouts.handle_callout(callout=callout, by=people.acting(night.yara, now=AT))
    night.opened(CalloutKind.MESSAGE, "message:2")
    later = AT + timedelta(days=91)
    callout_ends.coarsen_callouts(now=later)

    assert callout_ends.delete_old_callouts(now=later) == 1
    assert night.callout.subjects.get().thing == "message:2"
