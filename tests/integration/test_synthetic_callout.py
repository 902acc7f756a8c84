"""Each day one callout that nobody has to answer goes the real way, and its failure is a callout."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.reachability.actions import synthetic
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane, MessageState

TODAY = timezone.now().astimezone(
    ZoneInfo("Europe/Amsterdam")
)  # a member has duty from the day they joined
TEN = TODAY.replace(hour=10, minute=0, second=0, microsecond=0)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def gateways(settings: Any) -> None:
    """Everything can be sent by; the outbox itself does not look at how."""
    settings.MAILERS, settings.GATEWAYS = {"default": {}}, {Channel.SMS: None, Channel.VOICE: None}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[CalloutKind, str]]:
    callouts = list[tuple[CalloutKind, str]]()
    monkeypatch.setattr(
        synthetic, "open_callout", lambda *, kind, thing, now: callouts.append((kind, thing))
    )
    return callouts


@pytest.fixture
def on_duty(fatima: Any) -> Any:
    Shift.objects.create(member=fatima, starts_at=TEN - DAY, ends_at=TEN + 3 * DAY)
    for kind, address in ((ChannelKind.SMS, "+31600000000"), (ChannelKind.MAIL, "f@team.example")):
        ContactChannel.objects.create(member=fatima, kind=kind, address=address, proved_at=TEN)
    return fatima


def test_it_goes_once_a_day_by_each_proved_channel_and_not_at_night(
    on_duty: Any, opened: list[object]
) -> None:
    for minutes in range(-60, 120, 20):
        synthetic.send_synthetic_callout(now=TEN + minutes * MINUTE)
    messages = OutgoingMessage.objects.order_by("id")

    assert [message.channel for message in messages] == ["sms", "mail"]
    assert {message.body for message in messages} == {synthetic.TEXT}
    assert {(message.lane, message.due_at) for message in messages} == {(Lane.PAGE, TEN)}
    synthetic.send_synthetic_callout(now=TEN + DAY)
    assert OutgoingMessage.objects.count() == 4


def test_without_anybody_on_duty_it_waits(fatima: Any, opened: list[object]) -> None:
    synthetic.send_synthetic_callout(now=TEN)

    assert not OutgoingMessage.objects.exists()
    assert opened == []


def test_one_that_could_not_leave_is_a_callout(on_duty: Any, opened: list[object]) -> None:
    synthetic.send_synthetic_callout(now=TEN)
    synthetic.send_synthetic_callout(now=TEN + MINUTE)
    assert opened == []
    OutgoingMessage.objects.filter(channel=Channel.SMS).update(
        state=MessageState.FAILED, ended_at=timezone.now()
    )
    synthetic.send_synthetic_callout(now=TEN + 15 * MINUTE)

    assert opened == [(CalloutKind.DELIVERY, f"synthetic:{TEN:%Y-%m-%d}")]
