"""How a member is reached: adding, proving by a code, removing, and the attacks on it."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.duty.callouts.actions import callouts
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.channels import actions as channels
from uitweg.casework.duty.channels.models import ChannelTest, ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.reachability.actions import channel_tests
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, MessageState

pytestmark = pytest.mark.usefixtures("every_channel")
PAGE = "/dienst/bereikbaar/"
TEN = datetime(2026, 11, 5, 9, tzinfo=UTC)
"""Ten in the morning in the Netherlands."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HALF_PAST_EIGHT = timedelta(hours=10, minutes=30)
"""From TEN until half past eight in the evening."""


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[CalloutKind, str]]:
    """What the leads were called about."""
    opened: list[tuple[CalloutKind, str]] = []
    monkeypatch.setattr(
        callouts,
        "open_callout",
        lambda *, kind, thing, now, can_return=False: opened.append((kind, thing)),
    )
    return opened


def a_channel(
    member: Member,
    kind: ChannelKind = ChannelKind.SMS,
    address: str = "+31612345678",
    proved_at: datetime | None = None,
) -> ContactChannel:
    return ContactChannel.objects.create(
        member=member, kind=kind, address=address, proved_at=proved_at
    )


def a_reachable_member(member: Member, proved_at: datetime) -> list[ContactChannel]:
    return [
        a_channel(member, proved_at=proved_at),
        a_channel(member, ChannelKind.MAIL, f"{member.login}@city.example", proved_at),
    ]


def code_in(test: ChannelTest) -> str:
    body = OutgoingMessage.objects.get(key=test.key).body
    (code,) = re.findall(r"\b[0-9]{6}\b", body)
    return str(code)


def a_test(channel: ContactChannel, *, now: datetime | None = None) -> ChannelTest:
    return channel_tests.ask_for_code(by=acting(channel.member, now=now), channel=channel)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def confirm(channel: ContactChannel, code: str, *, now: datetime | None = None) -> None:
    channel_tests.confirm_code(by=acting(channel.member, now=now), channel=channel, code=code)


def test_a_member_adds_a_channel_and_proves_it_with_the_code_that_came(fatima, desk) -> None:
    desk.post(PAGE, {"kind": "sms", "address": "06 1234 5678"})
    channel = ContactChannel.objects.get()
    desk.post(f"{PAGE}{channel.pk}/proef/")
    code = code_in(ChannelTest.objects.get())
    desk.post(f"{PAGE}{channel.pk}/code/", {"code": f"{code[:3]} {code[3:]}"})

    channel.refresh_from_db()
    assert channel.address == "+31612345678"
    assert channel.proved_at is not None
    assert "getest vandaag" in desk.get(PAGE).content.decode()
    acts = AuditEntry.objects.filter(act="duty:channels").values_list("reason", flat=True)
    assert list(acts.order_by("id")) == ["added", "proved"]


def test_the_database_does_not_hold_the_code_once_the_message_is_gone(fatima) -> None:
    test = a_test(a_channel(fatima))
    code = code_in(test)
    OutgoingMessage.objects.all().delete()

    assert code.encode() not in bytes(test.code_hash)
    assert len(test.code_hash) == 32


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "sms", "address": "020 624 1111"},
        {"kind": "voice", "address": "0900 8844"},
        {"kind": "voice", "address": "hallo"},
        {"kind": "mail", "address": "fatima"},
        {"kind": "chat", "address": "een kamer met spaties"},
        {"kind": "chat", "address": "x" * 201},
        {"kind": "chat", "address": "kamer\nbcc: x"},
        {"kind": "pigeon", "address": "x"},
        {"kind": "mail", "address": "a@b.example\x00"},
        {},
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(desk, typed: dict[str, str]) -> None:
    answer = desk.post(PAGE, typed)

    assert answer.status_code == 400
    assert 'class="why"' in answer.content.decode()
    assert not ContactChannel.objects.exists()


@pytest.mark.postgres
def test_three_of_a_kind_is_the_most_and_one_address_is_one_channel(fatima, desk) -> None:
    for number in range(3):
        desk.post(PAGE, {"kind": "sms", "address": f"06 1234 567{number}"})

    full = desk.post(PAGE, {"kind": "sms", "address": "06 1234 5679"})
    twice = desk.post(PAGE, {"kind": "sms", "address": "+31 6 12345670"})

    assert [full.status_code, twice.status_code] == [409, 409]
    assert ContactChannel.objects.count() == 3


def test_a_channel_that_this_installation_cannot_send_by_is_no_choice_and_does_not_count(
    fatima, desk, monkeypatch
) -> None:
    a_reachable_member(fatima, timezone.now())
    assert channels.is_reachable_member(fatima, now=timezone.now())

    monkeypatch.setattr(outbox, "configured_channels", lambda: frozenset({Channel.MAIL}))

    assert desk.post(PAGE, {"kind": "voice", "address": "06 12345678"}).status_code == 409
    assert [c.kind for c in channels.proved_channels(fatima, now=timezone.now())] == ["mail"]
    assert not channels.is_reachable_member(fatima, now=timezone.now())
    assert "kan hier niet" in desk.get(PAGE).content.decode()
    sms = fatima.channels.get(kind="sms")
    assert desk.post(f"{PAGE}{sms.pk}/proef/").status_code == 409


@pytest.mark.postgres
def test_the_strongest_proved_channel_comes_first_and_many_members_cost_one_query(
    fatima, joris, django_assert_num_queries
) -> None:
    a_channel(fatima, ChannelKind.MAIL, "f@city.example", TEN)
    a_channel(fatima, ChannelKind.CHAT, "#duty", TEN - timedelta(days=31))
    a_channel(fatima, ChannelKind.SMS, "+31612345678", TEN)
    a_channel(fatima, ChannelKind.VOICE, "+31612345678", TEN)

    kinds = [channel.kind for channel in channels.proved_channels(fatima, now=TEN)]
    with django_assert_num_queries(1):
        reachable = channels.reachable_ids([fatima, joris], now=TEN)

    assert kinds == ["voice", "sms", "mail"]
    assert reachable == {fatima.pk}


@pytest.mark.postgres
def test_guessing_ends_after_five_tries_the_right_code_too(fatima) -> None:
    channel = a_channel(fatima)
    test = a_test(channel)
    code, left = code_in(test), []
    for _ in range(5):
        with pytest.raises(channel_tests.WrongCode) as error:
            confirm(channel, wrong(code))
        left.append(error.value.tries_left)

    with pytest.raises(NotPossible, match="code-over"):
        confirm(channel, code)
    channel.refresh_from_db()
    assert left == [4, 3, 2, 1, 0]
    assert channel.proved_at is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²" * 6, "1" * 9999])
def test_what_is_no_code_is_refused_and_is_no_try(fatima, desk, typed: str) -> None:
    channel = a_channel(fatima)
    a_test(channel)

    assert desk.post(f"{PAGE}{channel.pk}/code/", {"code": typed}).status_code == 400
    assert ChannelTest.objects.get().tries == 0


def test_a_code_works_once(fatima) -> None:
    channel = a_channel(fatima)
    code = code_in(a_test(channel))
    confirm(channel, code)

    with pytest.raises(NotPossible, match="code-over"):
        confirm(channel, code)


@pytest.mark.postgres
def test_of_two_sessions_that_type_the_code_at_once_one_is_counted(fatima, monkeypatch) -> None:
    """The second comes in between the look at the code and its use."""
    channel = a_channel(fatima)
    code, rival = code_in(a_test(channel)), []
    compare = channel_tests.tokens.is_equal_in_constant_time

    def compare_late(a: Any, b: Any) -> bool:
        if not rival:
            rival.append(1)
            confirm(channel, code)
        return bool(compare(a, b))

    monkeypatch.setattr(channel_tests.tokens, "is_equal_in_constant_time", compare_late)
    with pytest.raises(NotPossible, match="code-over"):
        confirm(channel, code)

    assert AuditEntry.objects.filter(act="duty:channels", reason="proved").count() == 1


@pytest.mark.postgres
def test_an_old_code_and_one_that_a_newer_replaced_prove_nothing(fatima) -> None:
    channel = a_channel(fatima)
    first = code_in(a_test(channel, now=TEN))
    second = a_test(channel, now=TEN + MINUTE)

    if first != code_in(second):
        with pytest.raises(channel_tests.WrongCode):
            confirm(channel, first, now=TEN + 2 * MINUTE)
    with pytest.raises(NotPossible, match="code-over"):
        confirm(channel, code_in(second), now=TEN + 11 * MINUTE)
    states = OutgoingMessage.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [MessageState.CANCELLED, MessageState.WAITING]


def test_a_code_of_a_removed_channel_proves_nothing_even_if_it_is_added_again(fatima) -> None:
    channel = a_channel(fatima)
    code = code_in(a_test(channel))
    channels.remove_channel(by=acting(fatima), channel=channel)
    again = a_channel(fatima)

    for typed_at in (channel, again):
        with pytest.raises(NotPossible, match="code-over"):
            confirm(typed_at, code)
    assert OutgoingMessage.objects.get().state == MessageState.CANCELLED


def test_nobody_proves_tests_or_removes_a_colleagues_channel(fatima, joris) -> None:
    channel = a_channel(fatima)
    code = code_in(a_test(channel))
    desk = people.at_the_desk(joris)
    for act in ("proef", "code", "weg"):
        assert desk.post(f"{PAGE}{channel.pk}/{act}/", {"code": code}).status_code == 404
    with pytest.raises(NotPossible, match="code-over"):
        channel_tests.confirm_code(by=acting(joris), channel=channel, code=code)
    with pytest.raises(NotPossible, match="channel-gone"):
        channel_tests.ask_for_code(by=acting(joris), channel=channel)

    channel.refresh_from_db()
    assert channel.proved_at is None


def test_a_strangers_telephone_is_not_flooded(fatima) -> None:
    """Not by asking again, nor by removing the channel and adding it anew, nor all day long."""
    for number in range(40):
        channel = a_channel(fatima)
        with suppress(NotPossible):
            a_test(channel, now=TEN + number * 10 * MINUTE)
        channels.remove_channel(by=acting(fatima), channel=channel)

    sent = ChannelTest.objects.values_list("sent_at", flat=True)
    assert len(sent) == OutgoingMessage.objects.count() == 15
    assert len([at for at in sent if at < TEN + HOUR]) == 5


def test_the_sixth_code_in_an_hour_is_refused_with_a_sentence(fatima, desk) -> None:
    channel = a_channel(fatima)
    statuses = [desk.post(f"{PAGE}{channel.pk}/proef/").status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]
    assert OutgoingMessage.objects.count() == 5


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PRIVACY_OFFICER, Role.EDITOR], ids=str)
def test_a_role_without_duty_changes_nothing_by_a_forged_form(team, fatima, role: Role) -> None:
    channel = a_channel(fatima)
    desk = people.at_the_desk(people.a_member(team, "Eva", role))
    answers = [
        desk.post(PAGE, {"kind": "sms", "address": "06 12345678"}),
        *(desk.post(f"{PAGE}{channel.pk}/{act}/") for act in ("proef", "code", "weg")),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert list(ContactChannel.objects.all()) == [channel]
    assert not ChannelTest.objects.exists()


def test_a_form_of_another_site_adds_nothing(fatima) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = people.at_the_desk(fatima).cookies

    assert client.post(PAGE, {"kind": "sms", "address": "06 12345678"}).status_code == 403
    assert not ContactChannel.objects.exists()


def test_who_removes_a_channel_hears_first_what_it_means_for_their_shift(fatima, desk) -> None:
    now = timezone.now()
    sms, _ = a_reachable_member(fatima, now)
    Shift.objects.create(
        name="Nacht", member=fatima, starts_at=now + 30 * HOUR, ends_at=now + 40 * HOUR
    )

    page = desk.get(f"{PAGE}{sms.pk}/weg/").content.decode()
    desk.post(f"{PAGE}{sms.pk}/weg/")

    assert "Je houdt geen twee geteste wegen over" in page
    assert "krijgt de teamleider een oproep" in page
    assert "en bent zo niet te bereiken" in desk.get(PAGE).content.decode()


def test_a_proof_that_ends_before_a_shift_is_said(fatima, desk) -> None:
    now = timezone.now()
    a_reachable_member(fatima, now - timedelta(days=29))
    Shift.objects.create(
        name="Nacht", backup=fatima, starts_at=now + 48 * HOUR, ends_at=now + 58 * HOUR
    )

    assert "Test opnieuw voor je dienst van" in desk.get(PAGE).content.decode()


def test_a_proof_of_more_than_thirty_days_ago_is_over(fatima, desk) -> None:
    a_reachable_member(fatima, timezone.now() - timedelta(days=31))

    page = desk.get(PAGE).content.decode()
    assert "verlopen" in page
    assert "nog niet" in page


def test_a_message_that_did_not_arrive_is_shown_until_one_does(fatima, desk) -> None:
    channel = a_channel(fatima)
    test = a_test(channel)
    message = OutgoingMessage.objects.filter(key=test.key)
    message.update(state=MessageState.FAILED, ended_at=timezone.now())
    assert "kwam niet aan" in desk.get(PAGE).content.decode()

    later = a_test(channel)
    OutgoingMessage.objects.filter(key=later.key).update(
        state=MessageState.HANDED_OVER, ended_at=timezone.now() + MINUTE
    )
    assert "kwam niet aan" not in desk.get(PAGE).content.decode()


@pytest.fixture
def shift(fatima, joris) -> Shift:
    """Ten in the evening of tomorrow, with a back-up; both proved theirs ten days ago."""
    for member in (fatima, joris):
        a_reachable_member(member, TEN - timedelta(days=10))
    return Shift.objects.create(
        name="Nacht",
        member=fatima,
        backup=joris,
        starts_at=TEN + 35 * HOUR,
        ends_at=TEN + 45 * HOUR,
    )


def run_until(last: datetime, *, first: datetime = TEN) -> dict[datetime, int]:
    """Run the worker's job each quarter of an hour; return when how many codes left."""
    sent, now = {}, first
    while now <= last:
        if number := channel_tests.send_due_tests(now=now):
            sent[now] = number
        now += 15 * MINUTE
    return sent


def test_each_channel_of_a_shift_is_tested_once_in_the_evening_before(shift, called) -> None:
    sent = run_until(shift.starts_at)

    assert sent == {TEN + HALF_PAST_EIGHT: 4}
    assert OutgoingMessage.objects.count() == 4
    assert ChannelTest.objects.values("shift", "channel").distinct().count() == 4


def test_a_shift_that_was_taken_in_the_night_before_is_tested_in_the_morning(
    fatima, called
) -> None:
    a_reachable_member(fatima, TEN - timedelta(days=10))
    starts_at = TEN + 8 * HOUR
    Shift.objects.create(
        name="Avond", member=fatima, starts_at=starts_at, ends_at=starts_at + 8 * HOUR
    )

    sent = run_until(starts_at, first=TEN - 7 * HOUR)

    assert sent == {TEN - HOUR: 2}


def test_who_does_not_type_the_code_is_told_to_the_leads_twelve_hours_before(
    shift, called, fatima, joris
) -> None:
    evening, twelve_before = TEN + HALF_PAST_EIGHT, shift.starts_at - 12 * HOUR
    channel_tests.send_due_tests(now=evening)
    for channel in fatima.channels.all():
        confirm(channel, code_in(ChannelTest.objects.get(channel=channel)), now=evening + HOUR)
    run_until(twelve_before - MINUTE, first=evening)
    assert called == []

    run_until(twelve_before, first=twelve_before)

    assert called == [(CalloutKind.UNREACHABLE, f"reach:{shift.pk}:{joris.pk}")]


def test_a_channel_that_was_proved_the_day_before_is_not_tested_again(shift, called) -> None:
    ContactChannel.objects.update(proved_at=TEN)

    assert run_until(shift.starts_at) == {}
    assert called == []


def test_a_number_that_nobody_ever_proved_gets_no_test_by_itself(shift, called, fatima) -> None:
    ContactChannel.objects.filter(member=fatima).update(proved_at=None)

    run_until(shift.starts_at)

    assert not ChannelTest.objects.filter(member=fatima).exists()
    assert (CalloutKind.UNREACHABLE, f"reach:{shift.pk}:{fatima.pk}") in called


def test_the_channels_of_a_former_member_are_deleted(fatima, joris) -> None:
    a_reachable_member(fatima, TEN)
    a_reachable_member(joris, TEN)
    Member.objects.filter(pk=fatima.pk).update(until=timezone.localdate(TEN) - timedelta(days=1))

    assert channels.forget_channels_of_former_members(now=TEN) == 2
    assert {channel.member_id for channel in ContactChannel.objects.all()} == {joris.pk}


@pytest.mark.postgres
def test_old_tests_are_deleted(fatima) -> None:
    a_test(a_channel(fatima), now=TEN)

    assert channel_tests.delete_old_tests(now=TEN + timedelta(days=2)) == 0
    assert channel_tests.delete_old_tests(now=TEN + timedelta(days=2, hours=1)) == 1
