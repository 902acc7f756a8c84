"""Call notes: autosaving one during a call, reading it, and filing it."""

from django.db import transaction
from msgspec import json

from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import STATES_WITH_CASE, CallContent, CallState
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.accounts.models import NamedReader
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions.once import FormRefusal
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_for_update

READ_CALL = Act("call:read", "Belnotitie gelezen")
WRITE_CALL = Act("call:write", "Belnotitie begonnen")
FILE_CALL = Act("call:file", "Belnotitie afgehandeld")


class CallRefusal(Refusal):
    CALL_EMPTY = "Er staat nog niets in de notitie. Er is niets bewaard."
    CALL_FILED = "Deze belnotitie is al ergens heen. Er is niets veranderd."
    CALL_OF_A_COLLEAGUE = "Deze belnotitie is van een collega. Er is niets bewaard."


def save_call(
    *,
    form_key: bytes,
    note: CallContent,
    version: int,
    base: int,
    tab: bytes = b"",
    by: Actor,
) -> CallNote:
    """Store what was typed so far; the first save makes the call note.

    `base` is the version that the page showed, `tab` names the page. Raises NotPossible for an
    empty note, a note that was filed already, a colleague's note, and for another text than the
    stored one when this save came late, or when another page saved since `base`.
    """
    require(by, Permission.CALL_WRITE)
    if note.is_empty:
        raise NotPossible(CallRefusal.CALL_EMPTY)
    sealed = _seal(form_key, note)
    with transaction.atomic():
        call, is_new = lock_for_update(CallNote.objects.all()).get_or_create(
            form_key=form_key,
            defaults={
                "started_at": by.now,
                "written_by": by.member,
                "danger_now": note.danger_now,
                "version": version,
                "tab": tab,
                "sealed_text": sealed,
            },
        )
        if call.written_by_id != by.member.pk:
            raise NotPossible(CallRefusal.CALL_OF_A_COLLEAGUE, ask=call.written_by_id)
        if call.state != CallState.DRAFT:
            raise NotPossible(CallRefusal.CALL_FILED)
        if is_new:
            audit_log.record(by.member, WRITE_CALL, call)
            return call
        is_next = call.version <= base or (tab and tab == bytes(call.tab))
        if not (is_next and call.version < version):
            if decrypt_call(call, by.keyring) != note:
                raise NotPossible(FormRefusal.FORM_OTHER)
            return call
        call.danger_now, call.version, call.tab = note.danger_now, version, tab
        call.sealed_text = sealed
        call.save(update_fields=["danger_now", "version", "tab", "sealed_text"])
    return call


def read_call(
    *,
    call: CallNote,
    by: Actor,
) -> CallContent | None:
    """Decrypt a note and record the reading; None when that fails or its text went to a case."""
    require(by, Permission.CALL_READ, call)
    audit_log.record(by.member, READ_CALL, call)
    return decrypt_call(call, by.keyring)


def decrypt_call(call: CallNote, keyring: Keyring) -> CallContent | None:
    """Decrypt a note without an audit entry, for actions that record their own.

    Returns None when the note cannot be decrypted, or when its text went to a case.
    """
    sealed = bytes(call.sealed_text)
    if not sealed:
        return None
    try:
        content = envelope.unseal(
            keyring.seed_for(sealed), _envelope_context(bytes(call.form_key)), sealed
        )
    except (CannotOpen, Malformed, NoKey):
        return None
    return json.decode(content, type=CallContent)


def file_call(*, call: CallNote, state: CallState, by: Actor) -> None:
    """File a note in a state without a case, such as advice only or for the next shift.

    Raises NotPossible when that state may not follow, or a colleague filed the note first.
    """
    require(by, Permission.CALL_WRITE, call)
    if not call.may_become(state) or state in STATES_WITH_CASE:
        raise NotPossible(CallRefusal.CALL_FILED)
    with transaction.atomic():
        rows = CallNote.objects.filter(pk=call.pk, state=call.state).exclude(sealed_text=b"")
        if not rows.update(state=state, case_id=None):
            raise NotPossible(CallRefusal.CALL_FILED)
        _open_to_team(call)
        audit_log.record(by.member, FILE_CALL, call, reason=state.value)
    call.state = state


def move_to_case(*, call: CallNote, case_id: int, by: Actor) -> None:
    """File a note with a case and delete its text, inside the transaction that copies it there.

    Raises NotPossible when it was filed elsewhere, or when its writer saved more text after `call`
    was read, which would be lost.
    """
    unchanged = CallNote.objects.filter(pk=call.pk, state=call.state, version=call.version)
    if not call.may_become(CallState.CASE) or not unchanged.update(
        state=CallState.CASE, case_id=case_id, sealed_text=b""
    ):
        raise NotPossible(CallRefusal.CALL_FILED)
    _open_to_team(call)
    audit_log.record(by.member, FILE_CALL, call, reason=CallState.CASE.value)


def pass_on(*, call: CallNote, case_id: int, by: Actor) -> None:
    """Pass a note on to the owner of a case, inside the transaction that notifies them."""
    unfiled = CallNote.objects.filter(pk=call.pk, state=call.state).exclude(sealed_text=b"")
    if not call.may_become(CallState.PASSED) or not unfiled.update(
        state=CallState.PASSED, case_id=case_id
    ):
        raise NotPossible(CallRefusal.CALL_FILED)
    audit_log.record(by.member, FILE_CALL, call, reason=CallState.PASSED.value)


def _open_to_team(call: CallNote) -> None:
    """A note that leaves a restricted case is no longer closed to other members."""
    NamedReader.objects.filter(thing=audit_log.audit_name(call)).delete()


def _seal(form_key: bytes, note: CallContent) -> bytes:
    team = TeamKey.current()
    if team is None:
        raise NoKey
    content = json.encode(note)
    return envelope.seal(bytes(team.public_key), _envelope_context(form_key), content)


def _envelope_context(form_key: bytes) -> bytes:
    return context("calls_callnote", form_key.hex(), "sealed_text")
