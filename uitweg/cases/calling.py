"""A call that belongs to a case: its text goes there, under the case's own key."""

from datetime import datetime

from django.db import transaction

from uitweg.access import trail
from uitweg.access.gate import NotPossible, require
from uitweg.access.keyring import Keyring
from uitweg.access.models import Member
from uitweg.access.rules import Permission
from uitweg.calls.actions import move_to_case, opened
from uitweg.calls.models import CallNote
from uitweg.cases import sealed
from uitweg.cases.actions import current_team_key, found, write_entry
from uitweg.cases.models import Case
from uitweg.cases.rules import EntryKind


def new_case(*, call: CallNote, by: Member, keyring: Keyring, now: datetime) -> Case:
    """Open a case for who was spoken of in a call, led by `by`. Raises NotPossible, NoKey."""
    require(by, Permission.CASE_OPEN)
    team, said = current_team_key(keyring), _words(call, keyring)
    with transaction.atomic():
        case = Case.objects.create(
            coordinator=by, opened_at=now, sealed_key=b"", key_id=team.key_id
        )
        key = found(case, team=team, by=by, now=now)
        trail.record(by, "case:open", case, reason=call.number)
        write_entry(key, EntryKind.CALL, said, by=by, now=call.started_at)
        move_to_case(call=call, case_id=case.pk, by=by)
    return case


def add_to_case(*, call: CallNote, case: Case, by: Member, keyring: Keyring, now: datetime) -> None:
    """Put a call on the timeline of a case. Raises NotPossible when either is closed already."""
    require(by, Permission.CASE_WRITE, case)
    if not case.is_at_work:
        raise NotPossible("case-closed")
    key, said = sealed.opened(case, keyring), _words(call, keyring)
    with transaction.atomic():
        write_entry(key, EntryKind.CALL, said, by=by, now=now)
        trail.record(by, "case:write", case, reason=call.number)
        move_to_case(call=call, case_id=case.pk, by=by)


def _words(call: CallNote, keyring: Keyring) -> str:
    note = opened(call, keyring)
    if note is None:
        raise NotPossible("call-filed")
    return note.as_entry
