"""Many cases at once, as a list brings them in: the same rows as one by one, a table at a time.

Whoever calls asks permission first, and writes the trail; inside their transaction.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from uitweg.access.keyring import Keyring
from uitweg.access.models import Member
from uitweg.cases import actions, clues, indexing, plan, sealed, sheets
from uitweg.cases.models import Action, Case, CaseGrant, Entry, Sheet, Word
from uitweg.cases.rules import SHEET_FIELDS, EntryKind, Level, SheetKind
from uitweg.cases.sealed import CaseKey
from uitweg.cases.sight import DataGroup, GrantKind, Reason
from uitweg.reports.models import TeamKey
from uitweg.sealing import box

A_TURN = 500


def found_many(cases: Sequence[Case], *, team: TeamKey, by: Member, now: datetime) -> list[CaseKey]:
    """Store new cases, each with a key of its own and a grant for its coordinator."""
    Case.objects.bulk_create(cases, batch_size=A_TURN)
    keys = [CaseKey(case.pk, box.new_key()) for case in cases]
    public = bytes(team.public_key)
    for case, key in zip(cases, keys, strict=True):
        case.sealed_key = sealed.close(case, key.key, team_public=public)
    table = Case._meta.db_table
    with connection.cursor() as cursor:  # bulk_update would take three times as long
        cursor.executemany(
            f"UPDATE {table} SET sealed_key = %s WHERE id = %s",  # noqa: S608  our own table
            [(bytes(case.sealed_key), case.pk) for case in cases],
        )
    grants = [
        CaseGrant(
            case=case,
            member_id=case.coordinator_id,
            kind=GrantKind.OWNER,
            level=Level.MANAGE,
            since=now,
            reason=Reason.OWNER,
            given_by=by.pk,
        )
        for case in cases
    ]
    CaseGrant.objects.bulk_create(grants, batch_size=A_TURN)
    return keys


def lead_to(keys: Sequence[CaseKey], tokens: Sequence[set[bytes]]) -> None:
    """Let the words of each new case lead to it (`indexing.tokens_of_many`)."""
    words = [
        (key.case_id, token)
        for key, mine in zip(keys, tokens, strict=True)
        for token in sorted(mine)
    ]
    table = Word._meta.db_table
    with connection.cursor() as cursor:  # a hundred thousand rows: as objects five times as long
        cursor.executemany(
            f"INSERT INTO {table} (case_id, token) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608  our own table
            words,
        )


def lead_anew(case: Case, key: CaseKey, person: Mapping[str, str], keyring: Keyring) -> None:
    """Make what the person's sheet and the plan say what leads to a case."""
    found = clues.of_person(person) | clues.of_titles(plan.titles(case, key))
    indexing.set_clues(case, found, keyring)


def sheet(
    key: CaseKey,
    kind: SheetKind,
    fields: Mapping[str, str],
    *,
    version: int,
    by: Member,
    now: datetime,
    form_key: bytes,
) -> Sheet:
    """Return a sheet to store, with every field its kind asks for."""
    names = [*SHEET_FIELDS[kind], *(["risk"] if kind is SheetKind.JUDGEMENT else [])]
    whole = json.dumps({name: fields.get(name, "") for name in names}, ensure_ascii=False)
    return Sheet(
        case_id=key.case_id,
        kind=kind,
        version=version,
        written_at=now,
        written_by=by,
        form_key=form_key,
        sealed_text=key.lock(sheets.TABLE, form_key, whole),
    )


def entry(
    key: CaseKey, text: str, *, by: Member, now: datetime, form_key: bytes, group: DataGroup
) -> Entry:
    """Return a note for the timeline to store."""
    return Entry(
        case_id=key.case_id,
        kind=EntryKind.NOTE,
        written_at=now,
        written_by=by,
        group=group,
        form_key=form_key,
        sealed_text=key.lock(actions.TABLE, form_key, text),
    )


def action(
    key: CaseKey, text: str, *, owner: Member, by: Member, now: datetime, form_key: bytes
) -> Action:
    """Return something to do to store; its day is the caller's to set."""
    return Action(
        case_id=key.case_id,
        owner=owner,
        written_at=now,
        written_by=by,
        form_key=form_key,
        sealed_text=key.lock(plan.ACTIONS, form_key, text),
    )


def people_of(cases: Iterable[Case], keyring: Keyring) -> dict[int, tuple[int, dict[str, str]]]:
    """Open who each case is about: the version of the sheet, and its fields; one question."""
    found = {case.pk: case for case in cases}
    people: dict[int, tuple[int, dict[str, str]]] = {}
    newest: dict[int, Sheet] = {}
    rows = Sheet.objects.filter(kind=SheetKind.PERSON).order_by("version")
    numbers = sorted(found)
    for start in range(0, len(numbers), A_TURN):
        newest |= {
            row.case_id: row for row in rows.filter(case__in=numbers[start : start + A_TURN])
        }
    for pk, row in newest.items():
        key = sealed.opened_or_none(found[pk], keyring)
        if key is None:
            continue
        opened = key.unlock(sheets.TABLE, bytes(row.form_key), row.sealed_text)
        people[pk] = (row.version, json.loads(opened) if opened is not None else {})
    return people
