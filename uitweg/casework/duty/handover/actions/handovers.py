"""The hand-over of a shift: the worker writes its list, a member completes it, the next accepts.

Each act is one transaction on the locked row, so of two members at once one comes second, is told
so, and keeps what they typed.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from msgspec import json

from uitweg.casework.duty.callouts.actions import callouts, ends
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.handover.actions.items import ListMarks, current_marks, write_list
from uitweg.casework.duty.handover.models import Handover, HandoverAddition
from uitweg.casework.duty.handover.rules import (
    ASKED_BEFORE_END,
    BEGINS_UNTIL,
    WAITS_AT_MOST,
    HandoverBlock,
    is_overdue,
)
from uitweg.casework.duty.shifts.models import Shift
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.policy.escalation import HANDOVER_WAITS, reminder_table
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_row

WRITE_HANDOVER = Act("handover:write", "Overdracht geschreven")
ADD_TO_HANDOVER = Act("handover:add", "Overdracht aangevuld")
ACCEPT_HANDOVER = Act("handover:accept", "Overdracht overgenomen")


class HandoverRefusal(Refusal):
    HANDOVER_COMPLETED = (
        "{ask} maakte deze overdracht net af. Wat jij schreef staat hieronder: zet het erbij."
    )
    HANDOVER_ACCEPTED = (
        "{ask} nam de dienst net over. Wat jij schreef staat hieronder: zet het erbij."
    )
    HANDOVER_TAKEN = "{ask} nam deze dienst net over. Er is niets veranderd."
    HANDOVER_OPEN = "Deze overdracht is nog niet af; wat je schreef staat hieronder. Maak hem af."
    HANDOVER_EARLY = "Deze dienst loopt nog. Er is niets veranderd."
    HANDOVER_CHANGED = "Er kwam net tekst bij. Lees die eerst; er is nog niets overgenomen."


def complete_handover(*, handover: Handover, by: Actor, text: str, form_key: bytes) -> None:
    """Store what the next shift must know, and freeze the list as it is now.

    The same text sent twice is one. Raises NotAllowed, NoKey, and NotPossible when another text
    was stored first ("handover-completed"), when the next shift took over already
    ("handover-accepted"), or before the shift began ("handover-early").
    """
    require(by, Permission.HANDOVER_WRITE, handover.shift)
    with transaction.atomic():
        locked = _locked(handover)
        if locked.written_by_id is not None:
            if locked.written_by_id == by.member.pk and decrypted_text(locked, by.keyring) == text:
                return
            raise NotPossible(HandoverRefusal.HANDOVER_COMPLETED, ask=locked.written_by_id)
        if locked.accepted_by_id is not None:
            raise NotPossible(HandoverRefusal.HANDOVER_ACCEPTED, ask=locked.accepted_by_id)
        if by.now < locked.shift.starts_at:
            raise NotPossible(HandoverRefusal.HANDOVER_EARLY)
        if not locked.sealed_list:
            _freeze(locked, now=by.now)
        locked.sealed_text = _seal(_text_context(locked), text.encode())
        locked.written_by, locked.written_at = by.member, by.now
        locked.save()
        drafts.discard_sent_draft(form_key)
        audit_log.record(by.member, WRITE_HANDOVER, locked)


def add_to_handover(*, handover: Handover, by: Actor, text: str, form_key: bytes) -> None:
    """Add a line to a hand-over that was completed or taken over; nothing of it is changed.

    Raises NotAllowed, NoKey, and NotPossible when it can still be completed, or when this form
    was sent before with another text.
    """
    require(by, Permission.HANDOVER_WRITE, handover.shift)
    with transaction.atomic():
        locked = _locked(handover)
        if locked.written_by_id is None and locked.accepted_by_id is None:
            raise NotPossible(HandoverRefusal.HANDOVER_OPEN)
        if once(
            HandoverAddition.objects.all(),
            form_key,
            of={"handover": locked},
            is_same=lambda there: decrypted_addition(there, by.keyring) == text,
        ):
            return
        HandoverAddition.objects.create(
            handover=locked,
            sealed_text=_seal(_addition_context(form_key), text.encode()),
            written_by=by.member,
            written_at=by.now,
            form_key=form_key,
        )
        audit_log.record(by.member, ADD_TO_HANDOVER, locked)


def accept_handover(*, handover: Handover, by: Actor, seen: int) -> None:
    """Take over: `by` read the hand-over with `seen` texts in it, and has duty next or is lead.

    Accepting again after a line was added says that this was read too. Raises NotAllowed, and
    NotPossible when there are more texts than the page showed ("handover-changed"), when somebody
    else took over ("handover-taken"), or before the shift is over or completed.
    """
    require(by, Permission.HANDOVER_ACCEPT, handover)
    with transaction.atomic():
        locked = _locked(handover)
        if text_count(locked) != seen:
            raise NotPossible(HandoverRefusal.HANDOVER_CHANGED)
        if locked.accepted_by_id is not None and locked.accepted_by_id != by.member.pk:
            raise NotPossible(HandoverRefusal.HANDOVER_TAKEN, ask=locked.accepted_by_id)
        if locked.accepted_at is not None and not _added_since(locked, locked.accepted_at):
            return
        if locked.written_by_id is None and by.now < locked.shift.ends_at:
            raise NotPossible(HandoverRefusal.HANDOVER_EARLY)
        if not locked.sealed_list:
            _freeze(locked, now=by.now)
        locked.accepted_by, locked.accepted_at = by.member, by.now
        locked.save()
        ends.settle_thing(thing=_thing(locked), now=by.now)
        audit_log.record(by.member, ACCEPT_HANDOVER, locked)


def text_count(handover: Handover) -> int:
    """Return how many texts members wrote in it: what a page that is accepted must have shown."""
    return bool(handover.written_by_id) + handover.additions.count()


def _added_since(handover: Handover, moment: datetime) -> bool:
    return handover.additions.filter(written_at__gt=moment).exists()


def _locked(handover: Handover) -> Handover:
    locked = lock_row(handover)
    locked.shift = Shift.objects.get(pk=locked.shift_id)
    return locked


def _freeze(handover: Handover, *, now: datetime) -> None:
    """Seal the list as it is now; the next shift's list begins where it ends."""
    marks = current_marks()
    blocks = write_list(handover, until=marks, now=now)
    handover.sealed_list = _seal(_list_context(handover), json.encode(blocks))
    handover.entries_until, handover.messages_until = marks.entries, marks.messages
    handover.frozen_at = now


def decrypted_list(handover: Handover, keyring: Keyring) -> tuple[HandoverBlock, ...] | None:
    """Return the frozen list; None when this keyring does not open it."""
    content = _unseal(bytes(handover.sealed_list), _list_context(handover), keyring)
    return None if content is None else json.decode(content, type=tuple[HandoverBlock, ...])


def decrypted_text(handover: Handover, keyring: Keyring) -> str | None:
    """Return what the member wrote; None when nobody did, or when it does not open."""
    if handover.written_by_id is None:
        return None
    content = _unseal(bytes(handover.sealed_text), _text_context(handover), keyring)
    return None if content is None else content.decode()


def decrypted_addition(addition: HandoverAddition, keyring: Keyring) -> str | None:
    """Return an added line; None when it does not open."""
    key = bytes(addition.form_key)
    content = _unseal(bytes(addition.sealed_text), _addition_context(key), keyring)
    return None if content is None else content.decode()


def _seal(place: bytes, content: bytes) -> bytes:
    team = TeamKey.current()
    if team is None:
        raise NoKey
    return envelope.seal(bytes(team.public_key), place, content)


def _unseal(sealed: bytes, place: bytes, keyring: Keyring) -> bytes | None:
    try:
        return envelope.unseal(keyring.seed_for(sealed), place, sealed)
    except (CannotOpen, Malformed, NoKey):
        return None


def _list_context(handover: Handover) -> bytes:
    return context("duty_handover", str(handover.pk), "sealed_list")


def _text_context(handover: Handover) -> bytes:
    return context("duty_handover", str(handover.pk), "sealed_text")


def _addition_context(form_key: bytes) -> bytes:
    return context("duty_handoveraddition", form_key.hex(), "sealed_text")


@job("handovers", every=timedelta(minutes=1), after=("rota",))
def prepare_and_remind(*, now: datetime) -> None:
    """Begin the hand-over of each shift that runs, freeze that of each that ended, tell the lead.

    Safe to run again, and by several workers at once: a hand-over is made and frozen once, and a
    lead is called once about each.
    """
    if TeamKey.current() is None:
        return
    for shift in begun_shifts(now=now).filter(handover=None):
        begin_handover(shift)
    for handover in Handover.objects.to_freeze(now=now):
        with transaction.atomic():
            locked = _locked(handover)
            if not locked.sealed_list:
                _freeze(locked, now=now)
                locked.save()
    term = reminder_table()[HANDOVER_WAITS].after
    for handover in Handover.objects.waiting(since=now - WAITS_AT_MOST, now=now):
        if is_overdue(handover.shift, handover.next_shift, term=term, now=now):
            callouts.open_callout(kind=CalloutKind.HANDOVER, thing=_thing(handover), now=now)


def begun_shifts(*, now: datetime) -> QuerySet[Shift]:
    """Return the shifts that run or just ended, and that somebody has."""
    near = Shift.objects.between(now - BEGINS_UNTIL, now + BEGINS_UNTIL)
    return near.exclude(member=None).filter(starts_at__lte=now)


def begin_handover(shift: Shift) -> Handover:
    """Return the hand-over of a shift that began; the worker makes it within a minute.

    Its list begins where that of the shift before it ended, so that nothing is in neither.
    """
    begins = _last_marks(shift) or current_marks()
    marks = {"entries_before": begins.entries, "messages_before": begins.messages}
    handover, _ = Handover.objects.get_or_create(shift=shift, defaults=marks)
    return handover


def _last_marks(shift: Shift) -> ListMarks | None:
    """Return where the last list before this shift ended; None without one.

    That is a list of a shift that ends about when this one begins, however early it was completed,
    or one that was frozen about then.
    """
    since = shift.starts_at - ASKED_BEFORE_END
    near = Q(frozen_at__gte=since) | Q(frozen_at__isnull=False, shift__ends_at__gte=since)
    frozen = Handover.objects.filter(near).order_by("-frozen_at", "-pk")
    for entries, messages in frozen.values_list("entries_until", "messages_until")[:1]:
        return ListMarks(entries or 0, messages or 0)
    return None


def _thing(handover: Handover) -> str:
    """Return how a callout names a hand-over."""
    return f"handover:{handover.pk}"


@job("old-handovers", every=timedelta(hours=1))
def delete_old_handovers(*, now: datetime) -> int:
    """Delete the hand-overs of shifts that ended before their term; return how many."""
    before = now - timedelta(days=retention.retention_table().number("handovers"))
    old = Handover.objects.filter(shift__ends_at__lt=before)
    HandoverAddition.objects.filter(handover__in=old).delete()
    return old.delete()[0]
