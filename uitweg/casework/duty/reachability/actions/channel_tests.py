"""Proving a channel: a code goes out through it, and comes back typed in the member's session.

Also what the worker does of this: it tests the channels of a shift a day before, and calls the
leads about who did not answer.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from uitweg.casework.duty.callouts.actions import callouts, ends
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.channels.actions import (
    CHANGE_CHANNELS,
    ContactChannelRefusal,
    end_tests,
    possible_kinds,
)
from uitweg.casework.duty.channels.models import ChannelTest, ContactChannel
from uitweg.casework.duty.channels.rules import (
    CODE_DIGITS,
    CONFIRMED_BEFORE_SHIFT,
    HANDED_OVER_WITHIN,
    LONGEST_AHEAD,
    TESTED_BEFORE_SHIFT,
    TESTS_A_DAY,
    TESTS_AN_HOUR,
    TIME_TO_ANSWER,
    ChannelKind,
    code_ends_at,
    is_daytime,
    is_reachable,
    tested_from,
)
from uitweg.casework.duty.reachability.rules import TEST_SUBJECT, code_message
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules import Channel, Lane
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_row


class ChannelTestRefusal(Refusal):
    CHANNEL_GONE = "Deze manier is net weggehaald. Er is niets verstuurd."
    TEST_TOO_OFTEN = "Je vroeg al veel codes. Wacht een uur, en probeer het dan weer."
    CODE_OVER = "Er loopt geen proef meer. Vraag een nieuwe code."


class WrongCode(Exception):
    """The code is not the one that was sent; `tries_left` more may be typed."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


def ask_for_code(*, by: Actor, channel: ContactChannel) -> ChannelTest:
    """Send a new code through one of the member's own channels; older ones stop to work.

    Raises NotPossible: "channel-kind" when this installation cannot send by it, "channel-gone",
    and "test-too-often" after five codes in an hour or fifteen in a day.
    """
    require(by, Permission.DUTY_CHANNELS)
    if channel.kind not in possible_kinds():
        raise NotPossible(ContactChannelRefusal.CHANNEL_KIND)
    with transaction.atomic():
        lock_row(by.member, may_be_named=True)  # so that of many requests at once none is missed
        if not ContactChannel.objects.filter(pk=channel.pk, member=by.member).exists():
            raise NotPossible(ChannelTestRefusal.CHANNEL_GONE)
        asked = ChannelTest.objects.filter(member=by.member, shift=None)
        for most, within in ((TESTS_AN_HOUR, timedelta(hours=1)), (TESTS_A_DAY, timedelta(days=1))):
            if asked.filter(sent_at__gt=by.now - within).count() >= most:
                raise NotPossible(ChannelTestRefusal.TEST_TOO_OFTEN)
        return send_code(channel, now=by.now)


@transaction.atomic
def send_code(channel: ContactChannel, *, now: datetime, shift: Shift | None = None) -> ChannelTest:
    """Queue a message with a new code; with `shift` it works until twelve hours before that."""
    end_tests(channel, now=now)
    test = ChannelTest.objects.create(
        member_id=channel.member_id,
        channel=channel,
        shift=shift,
        sent_at=now,
        ends_at=code_ends_at(now=now, starts_at=shift.starts_at if shift else None),
    )
    code = tokens.random_digits(CODE_DIGITS)
    test.code_hash = _code_hash(test, code)
    test.save(update_fields=["code_hash"])
    kind = ChannelKind(channel.kind)
    outbox.enqueue_message(
        key=test.key,
        group=test.key,
        channel=Channel(kind.value),
        to=channel.address,
        subject=TEST_SUBJECT,
        body=code_message(code, kind),
        now=now,
        lane=Lane.PAGE,
        give_up_at=now + HANDED_OVER_WITHIN,
    )
    return test


def confirm_code(*, by: Actor, channel: ContactChannel, code: str) -> None:
    """Prove one of the member's own channels with the code that came through it.

    Raises WrongCode, and NotPossible(ChannelTestRefusal.CODE_OVER) when no code of this channel
    works now: it was used, is too old, was guessed at five times, or the channel is gone. A try
    counts before it is looked at, so that many at once are no more than five.
    """
    require(by, Permission.DUTY_CHANNELS)
    test = ChannelTest.objects.open_at(by.now).filter(channel=channel, member=by.member).first()
    if test is None:
        raise NotPossible(ChannelTestRefusal.CODE_OVER)
    this_test = ChannelTest.objects.filter(pk=test.pk)
    if not this_test.open_at(by.now).order_by().update(tries=F("tries") + 1):
        raise NotPossible(ChannelTestRefusal.CODE_OVER)
    if not tokens.is_equal_in_constant_time(bytes(test.code_hash), _code_hash(test, code)):
        test.refresh_from_db()
        raise WrongCode(test.tries_left)
    with transaction.atomic():
        # of two sessions that typed it at once, one finds the hash still there
        used = this_test.filter(code_hash=test.code_hash).update(ends_at=by.now, code_hash=b"")
        own = ContactChannel.objects.filter(pk=channel.pk, member=by.member)
        if not used or not own.update(proved_at=by.now):
            raise NotPossible(ChannelTestRefusal.CODE_OVER)
        outbox.cancel_messages(group=test.key, now=by.now)
        audit_log.record(by.member, CHANGE_CHANNELS, channel, reason="proved")


def _code_hash(test: ChannelTest, code: str) -> bytes:
    """Return the keyed hash of a code for this test: of six digits a plain one can be undone."""
    key = tokens.derive(settings.SECRET_KEY.encode(), "channel-test")
    return tokens.keyed_digest(key, "channel-test", f"{test.pk} {code}".encode())


@job("channel-tests", every=timedelta(minutes=1), after=("former-channels", "rota"))
def send_due_tests(*, now: datetime) -> int:
    """Test the channels of who has a shift within a day, and call the leads about who is silent.

    Each channel that was proved once, and not in the 24 hours before its test is due, gets one
    code for each shift, in the daytime only. Twelve hours before the shift the leads are called
    about who then has no two roads left. Returns how many codes were queued; run again it does
    nothing twice.
    """
    coming = list(Shift.objects.between(now, now + LONGEST_AHEAD).filter(starts_at__gt=now))
    people = {number for shift in coming for number in _people_of(shift)}
    channels = _channels_by_member(people)
    tests = {
        (test.shift_id, test.channel_id): test
        for test in ChannelTest.objects.filter(shift__in=coming).order_by("pk")
    }
    sent, silent = 0, set[str]()
    for shift in coming:
        for number in _people_of(shift):
            for channel in channels[number]:
                if (shift.pk, channel.pk) not in tests and _is_due(channel, shift, now=now):
                    send_code(channel, now=now, shift=shift)
                    sent += 1
            if now >= shift.starts_at - CONFIRMED_BEFORE_SHIFT:
                known = [tests.get((shift.pk, channel.pk)) for channel in channels[number]]
                if not _answers(channels[number], known, now=now):
                    thing = f"reach:{shift.pk}:{number}"
                    callouts.open_callout(
                        kind=CalloutKind.UNREACHABLE, thing=thing, now=now, can_return=True
                    )
                    silent.add(thing)
    for thing in ends.unsettled_things(CalloutKind.UNREACHABLE):
        if thing not in silent and _is_over(thing, now=now):
            ends.settle_thing(thing=thing, now=now)
    return sent


def _is_over(thing: str, *, now: datetime) -> bool:
    """Return whether who was silent answers now, or does not have that shift any more."""
    _, shift_id, member_id = thing.split(":")
    shift = Shift.objects.filter(pk=shift_id, ends_at__gt=now, is_dropped=False).first()
    if shift is None or int(member_id) not in _people_of(shift):
        return True
    since = shift.starts_at - TESTED_BEFORE_SHIFT
    channels = _channels_by_member([int(member_id)])[int(member_id)]
    tested = [row.as_proved for row in channels if row.proved_at and row.proved_at > since]
    return is_reachable(tested, now=now)


def _people_of(shift: Shift) -> list[int]:
    return [number for number in (shift.member_id, shift.backup_id) if number is not None]


def _channels_by_member(members: Collection[int]) -> dict[int, list[ContactChannel]]:
    """Return the channels that can be sent by now, for each of these members."""
    rows = ContactChannel.objects.filter(member__in=members, kind__in=possible_kinds())
    found: dict[int, list[ContactChannel]] = {number: [] for number in members}
    for channel in rows.order_by("pk"):
        found[channel.member_id].append(channel)
    return found


def _is_due(channel: ContactChannel, shift: Shift, *, now: datetime) -> bool:
    """Return whether a test of this channel for this shift should leave now.

    Never to an address that nobody proved yet: it may be a stranger's. A code that the member is
    about to type is left alone.
    """
    since = tested_from(shift.starts_at)
    if channel.proved_at is None or not is_daytime(now) or now < since:
        return False
    is_fresh = channel.proved_at > since - TESTED_BEFORE_SHIFT
    return not is_fresh and not ChannelTest.objects.open_at(now).filter(channel=channel).exists()


def _answers(
    channels: list[ContactChannel], tests: list[ChannelTest | None], *, now: datetime
) -> bool:
    """Return whether the channels that did not leave a test unanswered are two proved roads.

    A test that was sent less than an hour ago still counts as answered.
    """
    answered = [
        channel.as_proved
        for channel, test in zip(channels, tests, strict=True)
        if test is None
        or test.sent_at > now - TIME_TO_ANSWER
        or (channel.proved_at is not None and channel.proved_at >= test.sent_at)
    ]
    return is_reachable(answered, now=now)


@job("old-channel-tests", every=timedelta(hours=1))
def delete_old_tests(*, now: datetime) -> int:
    """Delete tests that were sent before their term; return how many."""
    before = now - timedelta(days=retention.retention_table().number("channel-tests"))
    old = ChannelTest.objects.filter(sent_at__lt=before)
    for test in old.order_by("pk"):
        outbox.coarsen_messages(group=test.key)
    return old.delete()[0]
