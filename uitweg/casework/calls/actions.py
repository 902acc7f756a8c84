"""Writing a call down, pause by pause, reading it, and saying where it goes."""

import json
from dataclasses import asdict

from django.db import transaction

from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import STATES_WITH_CASE, CallContent, CallState
from uitweg.channel.models import TeamKey
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_for_update


def save_call(
    *,
    form_key: bytes,
    note: CallContent,
    version: int,
    by: Actor,
) -> CallNote:
    """Keep what was typed so far; on the disk when this returns.

    The first save makes the row. A save with a lower `version` than what is kept came late, and
    changes nothing. Raises NotPossible for an empty note, for what is filed already, and for a
    colleague's note.
    """
    require(by.member, Permission.CALL_WRITE)
    if note.is_empty:
        raise NotPossible("call-empty")
    sealed = _seal(form_key, note)
    with transaction.atomic():
        kept, made = lock_for_update(CallNote.objects.all()).get_or_create(
            form_key=form_key,
            defaults={
                "started_at": by.now,
                "written_by": by.member,
                "danger_now": note.danger_now,
                "version": version,
                "sealed_text": sealed,
            },
        )
        if kept.written_by_id != by.member.pk:
            raise NotPossible("call-of-a-colleague")
        if kept.state != CallState.DRAFT:
            raise NotPossible("call-filed")
        if made:
            audit_log.record(by.member, "call:write", kept)
        CallNote.objects.filter(pk=kept.pk, version__lt=version).update(
            danger_now=note.danger_now, version=version, sealed_text=sealed
        )
    kept.refresh_from_db()
    return kept


def read_call(
    *,
    call: CallNote,
    by: Actor,
) -> CallContent | None:
    """Open a note; None when it does not open, or when its text went to a case."""
    require(by.member, Permission.CALL_READ, call)
    audit_log.record(by.member, "call:read", call)
    return decrypt_call(call, by.keyring)


def decrypt_call(call: CallNote, keyring: Keyring) -> CallContent | None:
    """Open a note without a line in the audit log, for an act that writes its own."""
    closed = bytes(call.sealed_text)
    if not closed:
        return None
    try:
        raw = envelope.unseal(
            keyring.seed_for(closed), _envelope_context(bytes(call.form_key)), closed
        )
    except (CannotOpen, Malformed, NoKey):
        return None
    return CallContent(**json.loads(raw))


def file_call(*, call: CallNote, state: CallState, by: Actor) -> None:
    """Say it was advice only, a signal, for the next shift, or read there. Raises NotPossible."""
    require(by.member, Permission.CALL_WRITE, call)
    if not call.may_become(state) or state in STATES_WITH_CASE:
        raise NotPossible("call-filed")
    with transaction.atomic():
        rows = CallNote.objects.filter(pk=call.pk, state=call.state).exclude(sealed_text=b"")
        if not rows.update(state=state, case_id=None):
            raise NotPossible("call-filed")
        audit_log.record(by.member, "call:file", call, reason=state.value)
    call.state = state


def move_to_case(*, call: CallNote, case_id: int, by: Actor) -> None:
    """Leave the text to a case, inside the transaction that writes it there.

    Raises NotPossible when it went elsewhere, or when its writer added something since `call`
    was read: that would be lost.
    """
    rows = CallNote.objects.filter(pk=call.pk, state=call.state, version=call.version)
    moved = call.may_become(CallState.CASE) and rows.update(
        state=CallState.CASE, case_id=case_id, sealed_text=b""
    )
    if not moved:
        raise NotPossible("call-filed")
    audit_log.record(by.member, "call:file", call, reason=CallState.CASE.value)


def pass_on(*, call: CallNote, case_id: int, by: Actor) -> None:
    """Leave a call for who leads this case, inside the transaction of who tells them."""
    rows = CallNote.objects.filter(pk=call.pk, state=call.state).exclude(sealed_text=b"")
    if not (call.may_become(CallState.PASSED) and rows.update(state="passed", case_id=case_id)):
        raise NotPossible("call-filed")
    audit_log.record(by.member, "call:file", call, reason=CallState.PASSED.value)


def _seal(form_key: bytes, note: CallContent) -> bytes:
    team = TeamKey.current()
    if team is None:
        raise NoKey
    raw = json.dumps(asdict(note), ensure_ascii=False).encode()
    return envelope.seal(bytes(team.public_key), _envelope_context(form_key), raw)


def _envelope_context(form_key: bytes) -> bytes:
    return context("calls_callnote", form_key.hex(), "sealed_text")
