"""Moving a call note to a case: its text becomes an entry, encrypted with the case key."""

from django.db import transaction
from django.utils import timezone

from uitweg.casework.calls import actions
from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallContent, follow_up_on
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.grants.actions.grants import mail_managers
from uitweg.casework.cases.grants.actions.named_readers import name_readers
from uitweg.casework.cases.grants.actions.opening import OPEN_CASE, current_team_key, set_up_case
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.timeline.actions.entries import write_entry
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.actions.mail import MemberMail
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.store.locking import lock_row

PASS_CALL_ON = Act("case:pass-on-call", "Gesprek doorgegeven aan wie de casus leidt")

PASSED_ON_MAIL = MemberMail(
    "Uitweg: een gesprek voor jou",
    "In Uitweg gaf een collega een gesprek aan je door.\n\n"
    "Het staat bovenaan Nu: {address}/werk/\n",
)


def open_case_for_call(
    *,
    call: CallNote,
    by: Actor,
) -> Case:
    """Open a case, owned by `by`, for the youngster a call was about. Raises NotPossible, NoKey."""
    require(by, Permission.CASE_OPEN, call)
    team, note = current_team_key(by.keyring), _open_note(call, by.keyring)
    with transaction.atomic():
        case = Case.objects.create(
            coordinator=by.member,
            opened_at=by.now,
            sealed_key=b"",
            key_id=team.key_id,
            danger_to_judge=call.danger_now,
        )
        key = set_up_case(case, team=team, by=by)
        audit_log.record(by.member, OPEN_CASE, case, reason=call.number)
        write_entry(key, EntryKind.CALL, note.as_entry, by=by.at(call.started_at))
        _add_follow_up_action(case, note, call, by=by)
        actions.move_to_case(call=call, case_id=case.pk, by=by)
    return case


def add_call_to_case(
    *,
    call: CallNote,
    case: Case,
    by: Actor,
) -> None:
    """Add a call note to the timeline of a case, as an entry of the member who wrote the note.

    Raises NotPossible for a closed case, or when the note went elsewhere first.
    """
    require(by, Permission.CALL_WRITE, call)
    require(by, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    key, note = case_keys.open_case_key(case, by.keyring), _open_note(call, by.keyring)
    with transaction.atomic():
        write_entry(key, EntryKind.CALL, note.as_entry, by=Actor(call.written_by, call.started_at))
        if call.danger_now:
            Case.objects.filter(pk=case.pk).update(danger_to_judge=True)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason=call.number)
        _add_follow_up_action(case, note, call, by=by)
        actions.move_to_case(call=call, case_id=case.pk, by=by)
        name_readers(case)


def pass_call_to_owner(
    *,
    call: CallNote,
    case: Case,
    by: Actor,
) -> None:
    """Pass a call note on to the owner of a colleague's case, without writing in the case.

    The owner decides whether it belongs there, because the search that found the case may have been
    wrong. Raises NotAllowed for a restricted case, and NotPossible when the case is closed or the
    note was filed already.
    """
    require(by, Permission.CALL_WRITE, call)
    require(by, Permission.CASE_PASS_ON_CALL, case)
    if not case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    with transaction.atomic():
        if lock_row(case).is_restricted:
            raise NotPossible(case_keys.CaseRefusal.CASE_REKEYED)
        actions.pass_on(call=call, case_id=case.pk, by=by)
        audit_log.record(by.member, PASS_CALL_ON, case, reason=call.number)
        mail_key = f"passed-on-{call.pk}"
        mail_managers(case, PASSED_ON_MAIL, key=mail_key, except_for=by.member, now=by.now)


def _add_follow_up_action(
    case: Case,
    note: CallContent,
    call: CallNote,
    *,
    by: Actor,
) -> None:
    """Make an action of what the note says is to be done, if anything."""
    if note.to_do.strip():
        plan.add_action(
            case=case,
            text=note.to_do.strip(),
            owner=by.member,
            due_on=follow_up_on(timezone.localtime(call.started_at)),
            by=by,
            form_key=bytes(call.form_key),
        )


def _open_note(call: CallNote, keyring: Keyring) -> CallContent:
    """Decrypt the note. Raises NotPossible when its text went to a case already."""
    note = actions.decrypt_call(call, keyring)
    if note is None:
        raise NotPossible(actions.CallRefusal.CALL_FILED)
    return note
