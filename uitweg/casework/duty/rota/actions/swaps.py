"""Asking a colleague to take over a shift, and their answer."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from uitweg.casework.duty.rota.actions.staffing import (
    RotaRefusal,
    require_can_have_shift,
    require_is_there,
)
from uitweg.casework.duty.shifts.models import Shift, SwapRequest
from uitweg.casework.duty.shifts.rules import SwapState
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_row, lock_rows

ASK_SWAP = Act("duty:ask-swap", "Ruil gevraagd")
ACCEPT_SWAP = Act("duty:accept-swap", "Dienst geruild")
REFUSE_SWAP = Act("duty:refuse-swap", "Ruil geweigerd")
WITHDRAW_SWAP = Act("duty:withdraw-swap", "Vraag om te ruilen ingetrokken")

SWAP_ASKED = MemberMail(
    "Uitweg: een vraag over je dienst",
    "Een collega vraagt je iets over een dienst.\n\nKijk en antwoord: {address}/dienst/\n",
)
SWAP_ANSWERED = MemberMail(
    "Uitweg: antwoord over je dienst",
    "Je vraag over een dienst heeft antwoord.\n\nKijk: {address}/dienst/\n",
)


class SwapRefusal(Refusal):
    SWAP_ASKED = "Over deze dienst loopt al een vraag. Trek die eerst in."
    SWAP_ANSWERED = "Op deze vraag is al geantwoord. Er is niets veranderd."
    SWAP_CHANGED = "Een van deze diensten is net veranderd of begonnen. Er is niets geruild."


def ask_swap(
    *, shift: Shift, asked_of: Member, in_return: Shift | None, why: str, by: Actor
) -> SwapRequest:
    """Ask a colleague to take one's shift, perhaps for one of theirs; nothing changes yet.

    Raises NotPossible when a shift changed hands or began, the colleague is away, one of the two
    would be their own back-up, or somebody was asked already. Whether the colleague can be reached
    counts when they say yes.
    """
    require(by, Permission.DUTY_TAKE)
    _require_open(shift, in_return, asker=by.pk, asked=asked_of.pk, now=by.now)
    require_is_there(asked_of, shift.period, now=by.now)
    try:
        with transaction.atomic():
            swap = SwapRequest.objects.create(
                shift=shift,
                asked_by=by.member,
                asked_of=asked_of,
                in_return=in_return,
                state_seen=_state_of(shift, in_return),
                sealed_why=_seal(shift, why) if why else b"",
                asked_at=by.now,
            )
            audit_log.record(by.member, ASK_SWAP, shift)
    except IntegrityError:
        raise NotPossible(SwapRefusal.SWAP_ASKED) from None
    mail_member(asked_of, SWAP_ASKED, key=f"swap-{swap.pk}-asked", now=by.now)
    return swap


def accept_swap(*, swap: SwapRequest, by: Actor) -> None:
    """Take the shift over, and hand one's own in return, both at once.

    Raises NotPossible when anything changed since it was asked, or one of the two cannot have what
    they would get.
    """
    require(by, Permission.DUTY_TAKE)
    with transaction.atomic():
        swap = _locked_waiting(swap, by=by)
        rows = {row.pk: row for row in lock_rows(s for s in (swap.shift, swap.in_return) if s)}
        shift, in_return = rows.get(swap.shift_id), rows.get(swap.in_return_id or 0)
        if shift is None or _state_of(shift, in_return) != swap.state_seen:
            raise NotPossible(SwapRefusal.SWAP_CHANGED)
        _require_open(shift, in_return, asker=swap.asked_by_id, asked=by.pk, now=by.now)
        require_can_have_shift(by.member, shift.period, now=by.now)
        if in_return is not None:
            require_can_have_shift(swap.asked_by, in_return.period, now=by.now)
            in_return.member, in_return.changed_by = swap.asked_by, by.pk
            in_return.save(update_fields=["member", "changed_by"])
        shift.member, shift.changed_by = by.member, by.pk
        shift.save(update_fields=["member", "changed_by"])
        _store_answer(swap, SwapState.ACCEPTED, now=by.now)
        _withdraw_others(rows, now=by.now)
        audit_log.record(by.member, ACCEPT_SWAP, shift)
    mail_member(swap.asked_by, SWAP_ANSWERED, key=f"swap-{swap.pk}-answered", now=by.now)


def refuse_swap(*, swap: SwapRequest, by: Actor) -> None:
    """Say no; everything stays as it was."""
    require(by, Permission.DUTY_TAKE)
    with transaction.atomic():
        swap = _locked_waiting(swap, by=by)
        _store_answer(swap, SwapState.REFUSED, now=by.now)
        audit_log.record(by.member, REFUSE_SWAP, swap.shift)
    mail_member(swap.asked_by, SWAP_ANSWERED, key=f"swap-{swap.pk}-answered", now=by.now)


def withdraw_swap(*, swap: SwapRequest, by: Actor) -> None:
    """Take one's own request back."""
    require(by, Permission.DUTY_TAKE)
    with transaction.atomic():
        swap = lock_row(swap)
        if swap.asked_by_id != by.pk or swap.state != SwapState.WAITING:
            raise NotPossible(SwapRefusal.SWAP_ANSWERED)
        _store_answer(swap, SwapState.WITHDRAWN, now=by.now)
        audit_log.record(by.member, WITHDRAW_SWAP, swap.shift)


def swaps_of(member: Member) -> QuerySet[SwapRequest]:
    """Return the requests to and by this member that are not forgotten yet, the newest first."""
    rows = SwapRequest.objects.filter(Q(asked_by=member) | Q(asked_of=member))
    people = rows.select_related("shift", "in_return", "asked_by", "asked_of")
    return people.exclude(state=SwapState.WITHDRAWN).order_by("-asked_at", "-id")


def decrypt_why(swap: SwapRequest, keyring: Keyring) -> str | None:
    """Return why it is asked, "" when nothing was written; None when this key does not open it."""
    sealed = bytes(swap.sealed_why)
    if not sealed:
        return ""
    try:
        return envelope.unseal(
            keyring.seed_for(sealed), _envelope_context(swap.shift_id), sealed
        ).decode()
    except (CannotOpen, Malformed, NoKey):
        return None


def _require_open(
    shift: Shift, in_return: Shift | None, *, asker: int, asked: int, now: datetime
) -> None:
    """Raise NotPossible unless each has what they give, and is not back-up of what they get."""
    for row, giver, taker in ((shift, asker, asked), (in_return, asked, asker)):
        if row is None:
            continue
        if row.is_dropped or row.member_id != giver or row.starts_at <= now:
            raise NotPossible(SwapRefusal.SWAP_CHANGED)
        if row.backup_id == taker:
            raise NotPossible(RotaRefusal.SHIFT_OWN_BACKUP)


def _locked_waiting(swap: SwapRequest, *, by: Actor) -> SwapRequest:
    try:
        swap = lock_row(swap)
    except SwapRequest.DoesNotExist:
        raise NotPossible(SwapRefusal.SWAP_CHANGED) from None
    if swap.asked_of_id != by.pk or swap.state != SwapState.WAITING:
        raise NotPossible(SwapRefusal.SWAP_ANSWERED)
    return swap


def _store_answer(swap: SwapRequest, state: SwapState, *, now: datetime) -> None:
    """Store the answer and remove what was written: it was for deciding only."""
    swap.state, swap.answered_at, swap.sealed_why = state, now, b""
    swap.save(update_fields=["state", "answered_at", "sealed_why"])


def _withdraw_others(shifts: dict[int, Shift], *, now: datetime) -> None:
    """End the other requests about these shifts: they were about how it was."""
    about = Q(shift__in=list(shifts)) | Q(in_return__in=list(shifts))
    others = SwapRequest.objects.filter(about, state=SwapState.WAITING)
    others.update(state=SwapState.WITHDRAWN, answered_at=now, sealed_why=b"")


def _state_of(shift: Shift, in_return: Shift | None) -> str:
    return f"{shift.state}|{in_return.state if in_return else ''}"


def _seal(shift: Shift, why: str) -> bytes:
    team = TeamKey.current()
    if team is None:
        raise NoKey
    return envelope.seal(bytes(team.public_key), _envelope_context(shift.pk), why.encode())


def _envelope_context(shift_id: int) -> bytes:
    return context("duty_swaprequest", str(shift_id), "sealed_why")
