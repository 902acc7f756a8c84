"""Building the rows of many cases at once, for an import from a spreadsheet.

Rows are built and encrypted here, not stored: encrypting takes seconds, and should not keep a
transaction open. The caller checks the permission first, and afterwards stores the rows and writes
the audit log in one transaction.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import batched

from django.db.models import Max

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, CaseGrant, SearchToken
from uitweg.casework.cases.case.rules.contents import EntryKind, SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import AccessLevel, GrantKind, GrantReason
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.casework.cases.timeline.models import Entry
from uitweg.channel.conversation.models import TeamKey
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
    """Give each of these unstored cases, which have an id, a key and a grant for its owner.

    Returns the keys in the order of the cases, and the grants to store.
    """
    keys = [CaseKey(case.pk, box.new_key()) for case in cases]
    team_public = bytes(team.public_key)
    for case, key in zip(cases, keys, strict=True):
        case.sealed_key = case_keys.seal_case_key(case, key.key, team_public=team_public)
        case.key_id = bytes(team.key_id)
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
    """Return the rows to store for these search tokens, given by case id.

    They are in the order of the database index: in another order each of a hundred thousand rows
    would be written to another page of it.
    """
    pairs = sorted((token, pk) for pk, tokens_of_case in tokens.items() for token in tokens_of_case)
    return [SearchToken(token=token, case_id=pk) for token, pk in pairs]


def prepare_sheet(
    key: CaseKey,
    kind: SheetKind,
    fields: Mapping[str, str],
    *,
    version: int,
    by: Actor,
    form_key: bytes,
) -> Sheet:
    """Return a version of a sheet to store; fields that are not given are empty."""
    stored = {name: fields.get(name, "") for name in SHEET_FIELDS[kind]}
    row = Sheet(
        case_id=key.case_id,
        kind=kind,
        version=version,
        written_at=by.now,
        written_by=by.member,
        form_key=form_key,
    )
    return row.seal(key, text=stored)


def prepare_note(key: CaseKey, text: str, *, by: Actor, form_key: bytes, group: DataGroup) -> Entry:
    """Return an entry of kind note to store."""
    row = Entry(
        case_id=key.case_id,
        kind=EntryKind.NOTE,
        written_at=by.now,
        written_by=by.member,
        group=group,
        form_key=form_key,
    )
    return row.seal(key, text=text)


def prepare_action(key: CaseKey, text: str, *, owner: Member, by: Actor, form_key: bytes) -> Action:
    """Return an action to store; the caller sets its due date."""
    row = Action(
        case_id=key.case_id,
        owner=owner,
        written_at=by.now,
        written_by=by.member,
        form_key=form_key,
    )
    return row.seal(key, text=text)


def decrypt_persons(
    cases: Iterable[Case], keyring: Keyring, *, except_form_keys: Container[bytes] = ()
) -> dict[int, tuple[int, dict[str, str]]]:
    """Return by case id the version and the fields of the newest person sheet.

    Sheets with one of `except_form_keys` are left out. Cases without such a sheet, or whose key
    this member cannot open, are not in the result; fields that cannot be decrypted are {}.
    """
    cases_by_id = {case.pk: case for case in cases}
    newest: dict[int, Sheet] = {}
    rows = Sheet.objects.filter(kind=SheetKind.PERSON).order_by("version")
    for ids in batched(sorted(cases_by_id), case_keys.CASES_PER_QUERY):
        newest |= {
            row.case_id: row
            for row in rows.filter(case__in=ids)
            if bytes(row.form_key) not in except_form_keys
        }
    persons: dict[int, tuple[int, dict[str, str]]] = {}
    for pk, row in newest.items():
        key = case_keys.open_case_key_or_none(cases_by_id[pk], keyring)
        if key is not None:
            persons[pk] = (row.version, row.unseal_as(key, dict[str, str]) or {})
    return persons


def lock_if_unchanged(keys: Iterable[CaseKey], versions: Mapping[int, int]) -> bool:
    """Lock these cases until the transaction ends, and return whether they are unchanged.

    `versions` has by case id the newest version of the person sheet when the rows were encrypted;
    a case that is not in it had none.
    """
    rounds = {key.case_id: key.round for key in keys}
    try:
        case_keys.lock_cases(rounds)
    except NotPossible:
        return False
    for ids in batched(sorted(rounds), case_keys.CASES_PER_QUERY):
        person_sheets = Sheet.objects.filter(case__in=ids, kind=SheetKind.PERSON).order_by("case")
        newest = dict(person_sheets.values_list("case").annotate(Max("version")))
        if any(newest.get(pk, 0) != versions.get(pk, 0) for pk in ids):
            return False
    return True


def search_tokens_of(cases: Iterable[int]) -> dict[int, set[bytes]]:
    """Return by case id the search tokens of these cases (given by id)."""
    tokens: dict[int, set[bytes]] = {pk: set() for pk in cases}
    for ids in batched(sorted(tokens), case_keys.CASES_PER_QUERY):
        for pk, token in SearchToken.objects.filter(case__in=ids).values_list("case_id", "token"):
            tokens[pk].add(bytes(token))
    return tokens
