"""Many cases at once, as a spreadsheet brings them in: the same rows as one by one.

Rows are built and sealed here, not stored. The caller checks the permission first, then stores
them and writes the audit log in one transaction, which sealing would keep open for seconds.
"""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import batched

from django.db.models import Max

from uitweg.casework.cases.actions import case_keys, entries, plan, sheets
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.models import Action, Case, CaseGrant, Entry, SearchToken, Sheet
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.grants import AccessLevel, GrantKind, GrantReason
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.channel.models import TeamKey
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import box


def prepare_cases(
    cases: Sequence[Case],
    *,
    team: TeamKey,
    by: Actor,
) -> tuple[list[CaseKey], list[CaseGrant]]:
    """Give new cases, numbered but not stored, a key each; return these, and a grant for each."""
    keys = [CaseKey(case.pk, box.new_key()) for case in cases]
    public = bytes(team.public_key)
    for case, key in zip(cases, keys, strict=True):
        case.sealed_key, case.key_id = (
            case_keys.seal_case_key(case, key.key, team_public=public),
            bytes(team.key_id),
        )
    grants = [
        CaseGrant(
            case_id=case.pk,
            member_id=case.coordinator_id,
            kind=GrantKind.OWNER,
            level=AccessLevel.MANAGE,
            since=by.now,
            reason=GrantReason.OWNER,
            given_by=by.member.pk,
        )
        for case in cases
    ]
    return keys, grants


def search_token_rows(tokens: Mapping[int, Iterable[bytes]]) -> list[SearchToken]:
    """Return the rows to store that let these tokens (by case id) find their cases.

    In the order of the index: in any other, each of a hundred thousand rows touches another page.
    """
    pairs = sorted((token, case) for case, of_case in tokens.items() for token in of_case)
    return [SearchToken(token=token, case_id=case) for token, case in pairs]


def prepare_sheet(
    key: CaseKey,
    kind: SheetKind,
    fields: Mapping[str, str],
    *,
    version: int,
    by: Actor,
    form_key: bytes,
) -> Sheet:
    """Return a sheet to store, with every field its kind asks for."""
    names = [*SHEET_FIELDS[kind], *(["risk"] if kind is SheetKind.JUDGEMENT else [])]
    whole = json.dumps({name: fields.get(name, "") for name in names}, ensure_ascii=False)
    return Sheet(
        case_id=key.case_id,
        kind=kind,
        version=version,
        written_at=by.now,
        written_by=by.member,
        form_key=form_key,
        sealed_text=key.lock(sheets.TABLE, form_key, whole),
    )


def prepare_note(key: CaseKey, text: str, *, by: Actor, form_key: bytes, group: DataGroup) -> Entry:
    """Return a note for the timeline to store."""
    return Entry(
        case_id=key.case_id,
        kind=EntryKind.NOTE,
        written_at=by.now,
        written_by=by.member,
        group=group,
        form_key=form_key,
        sealed_text=key.lock(entries.TABLE, form_key, text),
    )


def prepare_action(key: CaseKey, text: str, *, owner: Member, by: Actor, form_key: bytes) -> Action:
    """Return something to do to store; its day is the caller's to set."""
    return Action(
        case_id=key.case_id,
        owner=owner,
        written_at=by.now,
        written_by=by.member,
        form_key=form_key,
        sealed_text=key.lock(plan.ACTION_TABLE, form_key, text),
    )


def decrypt_persons(
    cases: Iterable[Case], keyring: Keyring, *, without: Container[bytes] = ()
) -> dict[int, tuple[int, dict[str, str]]]:
    """Open who each case is about: the version of the sheet, and its fields; one question.

    `without`: as if sheets of these names were not there.
    """
    found = {case.pk: case for case in cases}
    people: dict[int, tuple[int, dict[str, str]]] = {}
    newest: dict[int, Sheet] = {}
    rows = Sheet.objects.filter(kind=SheetKind.PERSON).order_by("version")
    for some in batched(sorted(found), case_keys.CASES_PER_QUERY):
        newest |= {
            row.case_id: row
            for row in rows.filter(case__in=some)
            if bytes(row.form_key) not in without
        }
    for pk, row in newest.items():
        key = case_keys.open_case_key_or_none(found[pk], keyring)
        if key is None:
            continue
        opened = key.unlock(sheets.TABLE, bytes(row.form_key), row.sealed_text)
        people[pk] = (row.version, json.loads(opened) if opened is not None else {})
    return people


def lock_if_unchanged(keys: Iterable[CaseKey], versions: Mapping[int, int]) -> bool:
    """Lock these cases until the transaction ends; returns whether they are still as they were.

    `versions`: by case, the newest version of the sheet about the person when the rows to store
    were sealed (0 when there was none).
    """
    rounds = {key.case_id: key.round for key in keys}
    try:
        case_keys.lock_cases(rounds)
    except NotPossible:
        return False
    for some in batched(sorted(rounds), case_keys.CASES_PER_QUERY):
        of_person = Sheet.objects.filter(case__in=some, kind=SheetKind.PERSON).order_by("case")
        newest = dict(of_person.values_list("case").annotate(Max("version")))
        if any(newest.get(pk, 0) != versions.get(pk, 0) for pk in some):
            return False
    return True


def search_tokens_of(cases: Iterable[int]) -> dict[int, set[bytes]]:
    """Return the tokens that lead to each of these cases."""
    found: dict[int, set[bytes]] = {pk: set() for pk in cases}
    for some in batched(sorted(found), case_keys.CASES_PER_QUERY):
        for pk, token in SearchToken.objects.filter(case__in=some).values_list("case_id", "token"):
            found[pk].add(bytes(token))
    return found
