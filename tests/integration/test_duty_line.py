"""The city's line goes to who has duty: what the exchange is told, when, and what if it is down."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support import people
from uitweg.casework.duty.callouts.actions import callouts
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.reachability.actions import exchange
from uitweg.casework.duty.reachability.models import ForwardedLine
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, MessageState

pytestmark = pytest.mark.usefixtures("every_channel")
NIGHT = datetime(2026, 11, 5, 21, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def called(monkeypatch: pytest.MonkeyPatch) -> set[tuple[CalloutKind, str]]:
    opened: set[tuple[CalloutKind, str]] = set()
    monkeypatch.setattr(
        callouts,
        "open_callout",
        lambda *, kind, thing, now, can_return=False: opened.add((kind, thing)),
    )
    return opened


@pytest.fixture
def lead(team) -> Member:
    ruud = people.a_member(team, "Ruud", Role.LEAD)
    Member.objects.filter(pk=ruud.pk).update(since=NIGHT.date())
    return with_phone(ruud, "+31655501110")


def with_phone(member: Member, number: str) -> Member:
    Member.objects.filter(pk=member.pk).update(phone=number, since=NIGHT.date())
    member.refresh_from_db()
    return member


def a_shift(member: Member, first: datetime, last: datetime, backup: Member | None = None) -> None:
    Shift.objects.create(name="x", member=member, backup=backup, starts_at=first, ends_at=last)


def end(state: MessageState, *, at: datetime) -> None:
    OutgoingMessage.objects.filter(state=MessageState.WAITING).update(state=state, ended_at=at)


def told() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("to", flat=True))


def run(first: datetime, last: datetime, every: timedelta = MINUTE) -> None:
    """Run the worker's job, with an exchange that takes each message."""
    now = first
    while now <= last:
        exchange.forward_line(now=now)
        end(MessageState.HANDED_OVER, at=now)
        now += every


@pytest.mark.postgres
def test_at_each_change_the_exchange_is_told_once_the_number_of_who_has_duty(fatima, joris) -> None:
    with_phone(fatima, "+31655501112")
    with_phone(joris, "+31655501113")
    a_shift(fatima, NIGHT, NIGHT + 30 * MINUTE)
    a_shift(joris, NIGHT + 30 * MINUTE, NIGHT + 2 * HOUR)

    run(NIGHT, NIGHT + 59 * MINUTE)

    assert told() == ["+31655501112", "+31655501113"]
    assert set(OutgoingMessage.objects.values_list("channel", "body")) == {
        ("exchange", "+31655501112"),
        ("exchange", "+31655501113"),
    }


def test_a_proved_voice_channel_goes_before_the_number_for_colleagues(fatima) -> None:
    with_phone(fatima, "+31655501112")
    a_shift(fatima, NIGHT, NIGHT + HOUR)
    for number, proved_at in (("+31655501114", None), ("+31655501115", NIGHT)):
        ContactChannel.objects.create(
            member=fatima, kind="voice", address=number, proved_at=proved_at
        )

    run(NIGHT, NIGHT)

    assert told() == ["+31655501115"]


def test_the_number_is_sent_again_each_hour(fatima) -> None:
    with_phone(fatima, "+31655501112")
    a_shift(fatima, NIGHT, NIGHT + 9 * HOUR)

    run(NIGHT, NIGHT + 3 * HOUR)

    assert len(told()) == 4
    assert ForwardedLine.objects.get().handed_over_at == NIGHT + MINUTE


def test_without_duty_the_line_goes_to_a_lead_and_without_a_number_to_who_has_one(
    fatima, joris, lead
) -> None:
    with_phone(fatima, "")
    with_phone(joris, "+31655501113")
    a_shift(fatima, NIGHT, NIGHT + HOUR, backup=joris)

    run(NIGHT, NIGHT)
    run(NIGHT + HOUR, NIGHT + HOUR)

    assert told() == ["+31655501113", "+31655501110"]


def test_nobody_with_a_number_is_told_to_the_leads(fatima, called) -> None:
    run(NIGHT, NIGHT + HOUR)

    assert called == {(CalloutKind.DELIVERY, "exchange:no-number:2026-11-05")}
    assert told() == []


def test_an_exchange_that_is_down_calls_the_leads_once_and_is_tried_on(fatima, called) -> None:
    with_phone(fatima, "+31655501112")
    a_shift(fatima, NIGHT, NIGHT + 9 * HOUR)
    for number in range(3):
        exchange.forward_line(now=NIGHT + number * 5 * MINUTE)
        end(MessageState.FAILED, at=NIGHT + number * 5 * MINUTE)
    exchange.forward_line(now=NIGHT + 15 * MINUTE)

    assert len(told()) == 4
    assert len(called) == 1
    assert ForwardedLine.objects.get().failing_since == NIGHT + 5 * MINUTE
    end(MessageState.HANDED_OVER, at=NIGHT + 16 * MINUTE)
    exchange.forward_line(now=NIGHT + 16 * MINUTE)
    line = ForwardedLine.objects.get()
    assert (line.failing_since, line.handed_over_at) == (None, NIGHT + 16 * MINUTE)


@pytest.mark.postgres
def test_an_older_number_never_follows_a_newer_one(fatima, joris) -> None:
    """While a message is being sent nothing else is; one that still waits does not leave."""
    with_phone(fatima, "+31655501112")
    with_phone(joris, "+31655501113")
    a_shift(fatima, NIGHT, NIGHT + HOUR)
    a_shift(joris, NIGHT + HOUR, NIGHT + 2 * HOUR)
    exchange.forward_line(now=NIGHT)
    OutgoingMessage.objects.update(state=MessageState.SENDING)

    assert not exchange.forward_line(now=NIGHT + HOUR)
    OutgoingMessage.objects.update(state=MessageState.WAITING)
    assert exchange.forward_line(now=NIGHT + HOUR)

    states = OutgoingMessage.objects.order_by("id").values_list("to", "state")
    assert list(states) == [
        ("+31655501112", MessageState.CANCELLED),
        ("+31655501113", MessageState.WAITING),
    ]


def test_a_city_without_an_exchange_tells_none_and_shows_nothing(
    fatima, desk, monkeypatch, called
) -> None:
    monkeypatch.setattr(outbox, "configured_channels", lambda: frozenset({Channel.MAIL}))

    run(NIGHT, NIGHT + HOUR)

    assert told() == []
    assert called == set()
    assert "De lijn" not in desk.get("/dienst/bereikbaar/").content.decode()


def test_the_page_says_where_the_line_goes_and_when_it_does_not(fatima, desk) -> None:
    with_phone(fatima, "+31655501112")
    a_shift(fatima, NIGHT, NIGHT + 9 * HOUR)
    exchange.forward_line(now=NIGHT)
    assert "De lijn wordt nu doorgezet naar" in desk.get("/dienst/bereikbaar/").content.decode()

    end(MessageState.HANDED_OVER, at=NIGHT)
    exchange.forward_line(now=NIGHT + MINUTE)
    assert "De lijn gaat naar" in desk.get("/dienst/bereikbaar/").content.decode()

    OutgoingMessage.objects.update(state=MessageState.FAILED)
    exchange.forward_line(now=NIGHT + 2 * MINUTE)
    assert "De lijn is niet doorgezet naar" in desk.get("/dienst/bereikbaar/").content.decode()
