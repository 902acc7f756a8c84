"""A callout about the duty itself ends by itself when what it was about is right again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support.rota import a_shift, make_reachable
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.reachability.actions import channel_tests, exchange, synthetic
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import MessageState

pytestmark = pytest.mark.usefixtures("every_channel")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def states() -> list[str]:
    return list(Callout.objects.order_by("id").values_list("state", flat=True))


def test_who_was_silent_before_a_shift_and_answers_ends_the_callout(fatima, joris) -> None:
    ten = timezone.localtime().replace(hour=10, minute=0) + DAY
    make_reachable(joris, at=ten)
    make_reachable(fatima, at=ten - 20 * DAY)
    shift = a_shift(fatima, backup=joris)
    begins = ten + 13 * HOUR
    Shift.objects.filter(pk=shift.pk).update(starts_at=begins, ends_at=begins + 8 * HOUR)
    channel_tests.send_due_tests(now=ten)
    channel_tests.send_due_tests(now=ten + 2 * HOUR)
    assert states() == ["open"]

    # also during the shift it stays, until she proves two ways to be reached
    channel_tests.send_due_tests(now=begins + HOUR)
    assert states() == ["open"]
    ContactChannel.objects.filter(member=fatima).update(proved_at=begins + HOUR)
    channel_tests.send_due_tests(now=begins + HOUR + MINUTE)
    assert states() == ["handled"]


@pytest.mark.postgres
def test_the_line_that_works_again_ends_the_callout(fatima) -> None:
    now = timezone.now()
    Member.objects.filter(pk=fatima.pk).update(phone="+31655501112")
    a_shift(fatima, hours=-1)
    exchange.forward_line(now=now)
    OutgoingMessage.objects.update(state=MessageState.FAILED, ended_at=now)
    exchange.forward_line(now=now + 5 * MINUTE)
    assert states() == ["open"]

    OutgoingMessage.objects.update(state=MessageState.HANDED_OVER, ended_at=now + 6 * MINUTE)
    exchange.forward_line(now=now + 6 * MINUTE)
    assert states() == ["handled"]


def test_a_daily_proof_that_arrives_ends_the_callout_about_the_one_that_did_not(fatima) -> None:
    noon = timezone.localtime().replace(hour=12)
    make_reachable(fatima, at=noon)
    a_shift(fatima, hours=-30, lasts=72)
    synthetic.send_synthetic_callout(now=noon)
    OutgoingMessage.objects.update(state=MessageState.FAILED, ended_at=noon)
    synthetic.send_synthetic_callout(now=noon + HOUR)
    assert states() == ["open"]

    waiting = OutgoingMessage.objects.filter(state=MessageState.WAITING)
    synthetic.send_synthetic_callout(now=noon + DAY)
    waiting.filter(group__startswith="synthetic").update(
        state=MessageState.HANDED_OVER, ended_at=noon + DAY
    )
    synthetic.send_synthetic_callout(now=noon + DAY + HOUR)
    assert states() == ["handled"]
