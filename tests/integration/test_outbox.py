"""The outbox: each message goes once or is marked, and nothing that is broken stands in the way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.support.clock import really_now
from tests.support.servers import Postbox, mail_server, mailers
from uitweg.casework.retention.actions import sent_mail
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.actions import delivery, outbox
from uitweg.platform.jobs.actions.delivery import claim_message, deliver, deliver_due
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.platform.jobs.rules.messages import TryResult

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NOW = timezone.now()


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with mail_server() as (port, box):
        settings.DEFAULT_FROM_EMAIL = "uitweg@teststad.example"
        settings.MAILERS = mailers(port)
        yield box


@pytest.fixture
def without_servers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[TryResult]:
    """What each next try ends in, FAILED once the list is empty; nothing leaves."""
    settings.MAILERS = {"default": {}}
    results = list[TryResult]()
    monkeypatch.setattr(
        delivery, "hand_over", lambda _: (results.pop(0) if results else TryResult.FAILED, "test")
    )
    return results


def queue(key: str, to: str = "fatima@example.org", **more: Any) -> None:
    said = {"channel": Channel.MAIL, "subject": "Uitweg: er wacht iets", "body": "Open het."}
    outbox.enqueue_message(key=key, to=to, now=NOW, **(said | more))


def states() -> dict[str, str]:
    return dict(OutgoingMessage.objects.values_list("key", "state"))


def let_leases_end() -> None:
    """As if the worker that holds them was gone for long."""
    OutgoingMessage.objects.exclude(lease_until=None).update(lease_until=really_now() - HOUR)


@pytest.mark.postgres
def test_one_failing_address_does_not_hold_up_the_others(db_both, postbox: Postbox) -> None:
    for n, to in enumerate(("kapot@example.org", "fatima@example.org", "joris@example.org")):
        queue(f"n{n}", to)

    assert deliver_due(lane=Lane.MAIL, now=NOW) == 2
    assert len(postbox.got) == 2
    assert states() == {"n0": "waiting", "n1": "handed-over", "n2": "handed-over"}
    assert not OutgoingMessage.objects.get(key="n0").is_uncertain  # the server said no


@pytest.mark.postgres
def test_what_failed_is_tried_again_later_and_what_went_is_not(db_both, postbox: Postbox) -> None:
    queue("n1", "kapot@example.org")
    queue("n2")
    for moment in (NOW, NOW, NOW + HOUR):
        deliver_due(lane=Lane.MAIL, now=moment)

    assert OutgoingMessage.objects.get(key="n1").tries == 2
    assert len(postbox.got) == 1


def test_of_a_message_that_went_only_the_day_stays(db_both, postbox: Postbox) -> None:
    queue("n1")
    deliver_due(lane=Lane.MAIL, now=NOW)
    mail = OutgoingMessage.objects.get()

    for moment in (mail.created_at, mail.due_at, mail.ended_at):
        assert moment
        assert timezone.localtime(moment).strftime("%H:%M:%S.%f") == "00:00:00.000000"


def test_what_belongs_to_a_group_keeps_its_moment_until_the_group_is_over(
    db_both, postbox: Postbox
) -> None:
    queue("n1", group="page:1", lane=Lane.PAGE)
    deliver_due(lane=Lane.PAGE, now=NOW)
    before = outbox.outcomes_of(["n1"])["n1"].ended_at
    outbox.coarsen_messages(group="page:1")
    after = outbox.outcomes_of_group("page:1")[0].ended_at

    assert (before, after) == (NOW, timezone.localtime(NOW).replace(hour=0, minute=0, second=0, microsecond=0))  # fmt: skip


def test_a_stop_leaves_the_rest_of_the_mail_for_later(db_both, postbox: Postbox) -> None:
    for n in range(3):
        queue(f"n{n}", f"lid{n}@example.org")
    deliver_due(lane=Lane.MAIL, now=NOW, go_on=lambda: not postbox.got)
    assert sorted(OutgoingMessage.objects.values_list("tries", flat=True)) == [0, 0, 1]
    deliver_due(lane=Lane.MAIL, now=NOW)

    assert len(postbox.got) == 3


@pytest.mark.postgres
def test_the_same_message_is_queued_once(db_both) -> None:
    for _ in range(3):
        queue("n1")

    assert OutgoingMessage.objects.count() == 1


def test_without_a_mail_server_nothing_leaves_and_nothing_is_lost(db_both, settings: Any) -> None:
    settings.MAILERS = {}
    queue("n1")

    assert deliver_due(lane=Lane.MAIL, now=NOW) == 0
    assert OutgoingMessage.objects.get().tries == 0


def test_sent_twice_a_mail_is_recognised_by_its_id_which_tells_nothing(
    db_both, postbox: Postbox
) -> None:
    queue("messages-12.15-3")
    claim_message(Lane.MAIL, now=NOW)
    for _ in range(2):
        let_leases_end()
        message = claim_message(Lane.MAIL, now=NOW)
        assert message
        delivery.hand_over(message)
    ids = [
        line for mail in postbox.got for line in mail.splitlines() if "message-id" in line.lower()
    ]

    assert len(ids) == 2
    assert ids[0] == ids[1]
    assert "12.15" not in ids[0]


@pytest.mark.postgres
def test_killed_while_sending_it_is_sent_again_and_marked(db_both, without_servers) -> None:
    without_servers += [TryResult.HANDED_OVER]
    queue("n1")
    assert claim_message(Lane.MAIL, now=NOW)  # and here the worker is killed
    assert claim_message(Lane.MAIL, now=NOW) is None  # nobody takes it while it is held
    let_leases_end()
    deliver_due(lane=Lane.MAIL, now=NOW)
    message = OutgoingMessage.objects.get()

    assert (message.state, message.is_uncertain) == (MessageState.HANDED_OVER, True)


def test_an_answer_that_never_came_is_marked_too(db_both, without_servers) -> None:
    without_servers += [TryResult.UNKNOWN, TryResult.HANDED_OVER]
    queue("n1")
    deliver_due(lane=Lane.MAIL, now=NOW)
    deliver_due(lane=Lane.MAIL, now=NOW + HOUR)
    message = OutgoingMessage.objects.get()

    assert (message.state, message.is_uncertain) == (MessageState.HANDED_OVER, True)


@pytest.mark.postgres
@pytest.mark.parametrize("result", list(TryResult))
def test_an_overtaken_worker_says_nothing_about_a_message(
    db_both, without_servers, result: TryResult
) -> None:
    """A worker that was paused for longer than its lease, while another took the message over."""
    queue("n1")
    overtaken = claim_message(Lane.MAIL, now=NOW)
    let_leases_end()
    newer = claim_message(Lane.MAIL, now=NOW)
    assert overtaken
    assert newer
    without_servers += [result, TryResult.HANDED_OVER]
    deliver(overtaken, now=NOW)
    held = OutgoingMessage.objects.get()
    deliver(newer, now=NOW)
    went = OutgoingMessage.objects.get()

    assert (held.state, held.fence) == (MessageState.SENDING, newer.fence)
    assert held.lease_until > really_now() - HOUR
    assert (went.state, went.is_uncertain) == (MessageState.HANDED_OVER, True)


@pytest.mark.postgres
def test_fifty_broken_ones_never_starve_the_next(db_both, without_servers) -> None:
    for n in range(50):
        queue(f"old-{n}")
    for hour in range(20):
        deliver_due(lane=Lane.MAIL, now=NOW + 2 * hour * HOUR)
    queue("new", due_at=NOW + 40 * HOUR)
    first = claim_message(Lane.MAIL, now=NOW + 40 * HOUR)

    assert first
    assert first.key == "new"
    assert OutgoingMessage.objects.filter(key__startswith="old", tries__lt=15).count() == 0


def test_a_message_is_tried_until_it_is_of_no_use_and_then_it_failed(
    db_both, without_servers
) -> None:
    queue("n1", lane=Lane.PAGE, give_up_at=NOW + timedelta(seconds=70))
    moments = [NOW + timedelta(seconds=second) for second in range(120)]
    for moment in moments:
        deliver_due(lane=Lane.PAGE, now=moment)
    outcome = outbox.outcomes_of(["n1"])["n1"]

    assert (outcome.state, outcome.tries) == (MessageState.FAILED, 4)  # after 0, 5, 15 and 35 s


def test_what_no_gateway_takes_failed_when_its_time_is_over(db_both, without_servers) -> None:
    queue("n1", lane=Lane.PAGE, channel=Channel.SMS, give_up_at=NOW + HOUR)
    deliver_due(lane=Lane.PAGE, now=NOW)
    before = states()
    deliver_due(lane=Lane.PAGE, now=NOW + HOUR)

    assert (before, states()) == ({"n1": "waiting"}, {"n1": "failed"})


def test_killed_while_sending_and_then_too_late_it_failed_and_is_marked(
    db_both, without_servers
) -> None:
    queue("n1", lane=Lane.PAGE, give_up_at=NOW + HOUR)
    claim_message(Lane.PAGE, now=NOW)
    let_leases_end()
    deliver_due(lane=Lane.PAGE, now=NOW + HOUR)
    outcome = outbox.outcomes_of(["n1"])["n1"]

    assert (outcome.state, outcome.is_uncertain) == (MessageState.FAILED, True)


def test_what_was_cancelled_never_leaves(db_both, without_servers) -> None:
    queue("n1", group="page:1")
    queue("n2", group="page:2")
    outbox.cancel_messages(group="page:1", now=NOW)
    without_servers += [TryResult.HANDED_OVER] * 2

    assert deliver_due(lane=Lane.MAIL, now=NOW) == 1
    assert states() == {"n1": "cancelled", "n2": "handed-over"}


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("result", "state"),
    [
        (TryResult.FAILED, MessageState.CANCELLED),
        (TryResult.UNKNOWN, MessageState.CANCELLED),
        (TryResult.HANDED_OVER, MessageState.HANDED_OVER),
    ],
)
def test_cancelled_while_it_is_sent_it_is_not_tried_again(
    db_both, without_servers, result: TryResult, state: MessageState
) -> None:
    queue("n1", group="page:1")
    message = claim_message(Lane.MAIL, now=NOW)
    outbox.cancel_messages(group="page:1", now=NOW)
    without_servers += [result]
    assert message
    deliver(message, now=NOW)
    let_leases_end()

    assert OutgoingMessage.objects.get().state == state
    assert claim_message(Lane.MAIL, now=NOW + HOUR) is None


def test_a_clock_that_ran_ahead_holds_no_message_back(db_both, without_servers) -> None:
    queue("n1")
    ahead = NOW + timedelta(days=400)
    deliver_due(lane=Lane.MAIL, now=ahead)  # its next try is a year from now
    without_servers += [TryResult.HANDED_OVER]

    assert deliver_due(lane=Lane.MAIL, now=NOW + SECOND) == 1


def test_what_could_not_go_for_its_whole_term_is_given_up_and_that_is_told(
    db_both, without_servers
) -> None:
    queue("n1")
    late = NOW + timedelta(days=31)
    sent_mail.delete_old_mail(now=late)
    message = OutgoingMessage.objects.get()
    entry = AuditEntry.objects.get()

    assert (message.state, message.to, message.body) == (MessageState.FAILED, "", "")
    assert (entry.act, entry.thing) == ("message:give-up", f"outgoingmessage:{message.pk}")
    assert sent_mail.delete_old_mail(now=late + timedelta(days=31)) == 1
    assert AuditEntry.objects.count() == 1


@pytest.mark.postgres
def test_a_message_about_to_be_given_up_is_not_deleted_while_it_is_sent(
    db_both, without_servers
) -> None:
    queue("n1")
    claim_message(Lane.MAIL, now=NOW)
    sent_mail.delete_old_mail(now=NOW + timedelta(days=31))

    assert states() == {"n1": "sending"}


@pytest.mark.postgres
def test_one_lane_never_takes_what_is_of_the_other(db_both, without_servers) -> None:
    queue("mail")
    queue("page", lane=Lane.PAGE)
    page = claim_message(Lane.PAGE, now=NOW)

    assert page
    assert page.key == "page"
    assert claim_message(Lane.PAGE, now=NOW) is None


@pytest.mark.postgres
def test_a_message_is_claimed_by_one(db_both, without_servers) -> None:
    for n in range(3):
        queue(f"n{n}")
    claimed = [claim_message(Lane.MAIL, now=NOW) for _ in range(5)]

    assert [message.key for message in claimed if message] == ["n0", "n1", "n2"]
