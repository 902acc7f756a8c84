"""Mail about new messages: none is passed over, a flood is one mail, and danger does not wait."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from tests.support import people
from tests.support.clock import really_now
from uitweg.channel.answers.actions import new_message_mail
from uitweg.channel.answers.actions.new_message_mail import DANGER_NEWS_EVERY, NEWS_EVERY
from uitweg.channel.conversation.models import Message, Report
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions import delivery
from uitweg.platform.jobs.actions.delivery import deliver_due
from uitweg.platform.jobs.actions.outbox import enqueue_message
from uitweg.platform.jobs.models import OutgoingMessage, Timer
from uitweg.platform.jobs.rules import Channel, Lane
from uitweg.platform.sealing import tokens

NOW = timezone.now()
MANY = 50


@pytest.fixture(autouse=True)
def two_who_want_mail(team, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    for name in ("Fatima", "Joris"):
        member = people.a_member(team, name)
        member.wants_mail, member.mail = True, f"{name.lower()}@voorbeeld.nl"
        member.save()


def come_in(count: int, *, danger: bool = False) -> None:
    """Let so many messages wait; what is in them does not matter here."""
    for _ in range(count):
        box, key = tokens.new_token(32), tokens.new_token(16)
        report = Report.objects.create(
            mailbox_hash=box, reporter_key=b"k", received_at=NOW, sealed_in_browser=True
        )
        Message.objects.create(
            report=report, key=key, digest=box, danger_now=danger, received_at=NOW,
            for_team=b"", for_reporter=b"",
        )  # fmt: skip


def the_worker_looks(at: datetime) -> list[EmailMessage]:
    """Run the worker's two jobs; return the mails that left meanwhile."""
    before = len(mail.outbox)
    new_message_mail.enqueue_new_message_mails(now=at)
    deliver_due(lane=Lane.MAIL, now=at)
    return mail.outbox[before:]


@pytest.mark.postgres
def test_behind_a_hundred_that_wait_the_next_is_told_too() -> None:
    """A hundred waiting messages silenced the mail about the next ones."""
    come_in(110)
    the_worker_looks(NOW)
    come_in(1)
    sent = the_worker_looks(NOW + NEWS_EVERY)

    assert [each.to for each in sent] == [["fatima@voorbeeld.nl"], ["joris@voorbeeld.nl"]]


def test_a_flood_is_one_mail_for_each_member_and_then_one_with_the_count() -> None:
    first = []
    for second in range(5):
        come_in(10)
        first += the_worker_looks(NOW + timedelta(seconds=second))
    later = the_worker_looks(NOW + NEWS_EVERY)

    assert (len(first), len(later)) == (2, 2)
    assert OutgoingMessage.objects.count() == 4
    assert "Er zijn 40 nieuwe berichten" in later[0].body


def test_danger_does_not_wait_for_the_interval() -> None:
    come_in(1)
    the_worker_looks(NOW)
    come_in(1)
    waits = the_worker_looks(NOW + timedelta(seconds=1))
    come_in(1, danger=True)
    danger = the_worker_looks(NOW + timedelta(seconds=2))

    assert (len(waits), len(danger)) == (0, 2)
    assert "dringend" in danger[0].subject
    assert "Er zijn 2 nieuwe berichten" in danger[0].body  # what waited goes along
    assert the_worker_looks(NOW + NEWS_EVERY) == []


@pytest.mark.postgres
def test_many_who_tick_danger_are_one_mail_at_once_and_one_soon_after() -> None:
    sent = []
    for second in range(6):
        come_in(5, danger=True)
        sent.append(len(the_worker_looks(NOW + timedelta(seconds=second))))
    soon = the_worker_looks(NOW + DANGER_NEWS_EVERY)

    assert sent == [2, 0, 0, 0, 0, 0]
    assert len(soon) == 2
    assert "Er zijn 25 nieuwe berichten" in soon[0].body


@pytest.mark.postgres
@pytest.mark.parametrize("killed_in", ["mail_member", "_mail_about", "marking"])
def test_killed_at_any_step_each_member_still_gets_one(
    killed_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(3)

    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken, pytest.raises(SystemExit):
        if killed_in == "marking":
            broken.setattr(Message.objects, "filter", _only_reads(killed))
        else:
            broken.setattr(new_message_mail, killed_in, killed)
        new_message_mail.enqueue_new_message_mails(now=NOW)
    Timer.objects.update(
        lease_until=really_now() - timedelta(minutes=1)
    )  # the killed worker's is over
    sent = the_worker_looks(NOW + timedelta(minutes=2))

    assert sorted(each.to[0] for each in sent) == ["fatima@voorbeeld.nl", "joris@voorbeeld.nl"]
    assert not Message.objects.filter(is_told=False).exists()


def test_killed_between_the_outbox_and_the_mail_server_it_goes_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    come_in(1)
    new_message_mail.enqueue_new_message_mails(now=NOW)

    def killed(_message: OutgoingMessage) -> None:
        raise SystemExit

    with monkeypatch.context() as broken, pytest.raises(SystemExit):
        broken.setattr(delivery, "hand_over", killed)
        deliver_due(lane=Lane.MAIL, now=NOW)
    OutgoingMessage.objects.exclude(lease_until=None).update(lease_until=really_now())  # it is over
    sent = the_worker_looks(NOW + timedelta(minutes=1))

    assert len(sent) == 2
    assert the_worker_looks(NOW + timedelta(minutes=2)) == []


def test_who_asks_for_mail_later_hears_once_of_all_that_waits() -> None:
    Member.objects.update(wants_mail=False)
    come_in(4)
    assert the_worker_looks(NOW) == []
    Member.objects.filter(login="fatima").update(wants_mail=True)
    sent = the_worker_looks(NOW)

    assert "Er zijn 4 nieuwe berichten" in sent[0].body


def test_when_the_last_message_came_in_stays_nowhere() -> None:
    come_in(1, danger=True)
    the_worker_looks(NOW)
    the_worker_looks(NOW + NEWS_EVERY)

    assert not Timer.objects.exists()


def _only_reads(killed):  # type: ignore[no-untyped-def]
    """Stand in for `filter`: reading works, and the update of what was told is a kill."""
    real = Message.objects.filter

    def stand_in(**wanted):  # type: ignore[no-untyped-def]
        return killed() if "pk__in" in wanted else real(**wanted)

    return stand_in


def test_mail_that_could_not_go_for_long_does_not_stand_before_danger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A mail server that is away for a night: what waited too often must not block the queue."""

    def unreachable(_self: EmailMessage) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", unreachable)
        for number in range(MANY):
            key, to = f"old-{number}", "a@voorbeeld.nl"
            enqueue_message(key=key, channel=Channel.MAIL, to=to, body="", now=NOW)
        for hour in range(16):
            deliver_due(lane=Lane.MAIL, now=NOW + timedelta(hours=2 * hour))
    morning = NOW + timedelta(hours=40)
    come_in(1, danger=True)
    the_worker_looks(morning)
    the_worker_looks(morning + timedelta(seconds=1))

    assert sum("dringend" in each.subject for each in mail.outbox) == 2
    assert len(mail.outbox) == MANY + 2


def test_danger_is_mailed_though_the_mail_server_was_away_for_a_weekend(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreachable(_self: EmailMessage) -> None:
        raise OSError

    come_in(1, danger=True)
    new_message_mail.enqueue_new_message_mails(now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", unreachable)
        for hour in range(60):
            deliver_due(lane=Lane.MAIL, now=NOW + timedelta(hours=hour))
    sent = the_worker_looks(NOW + timedelta(hours=62))

    assert ["dringend" in each.subject for each in sent] == [True, True]


@pytest.mark.postgres
def test_danger_is_seen_behind_more_than_fit_in_one_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_message_mail, "MOST_TOLD_AT_ONCE", 3)
    come_in(1)
    the_worker_looks(NOW)
    come_in(5)
    come_in(1, danger=True)
    sent = the_worker_looks(NOW + timedelta(seconds=2))

    assert ["dringend" in each.subject for each in sent] == [True, True]
