"""What is known of the person, for their safety, and the judgement: each kept in versions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from uitweg.casework.cases.actions import case_keys, plan, search_index
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import already_submitted
from uitweg.casework.cases.models import Case, Sheet
from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, SheetKind, merge_fields
from uitweg.casework.cases.rules.visibility import Visibility, sees_field
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log

TABLE = Sheet._meta.db_table


@dataclass(frozen=True)
class DecryptedSheet:
    """A sheet as it may be read; version 0 is a sheet that nobody filled in yet."""

    kind: SheetKind
    version: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    by: str = ""
    at: datetime | None = None

    @property
    def is_filled(self) -> bool:
        return any(self.fields.values())

    @property
    def known_as(self) -> str:
        """Return what the youngster is called: the nickname, else the name, else nothing."""
        return self.fields.get("called") or self.fields.get("name", "")


class SheetConflict(Exception):
    """A colleague wrote the same sheet meanwhile, and both changed something in one field.

    `theirs` is the newest version; `merged` holds what fits together, with the writer's own
    words in the fields named by `both`.
    """

    def __init__(
        self, theirs: DecryptedSheet, merged: dict[str, str], both: frozenset[str]
    ) -> None:
        super().__init__(", ".join(sorted(both)))
        self.theirs, self.merged, self.both = theirs, merged, both


def visible_sheet(sheet: DecryptedSheet, visibility: Visibility) -> DecryptedSheet:
    """Return the sheet with the fields that these grants show."""
    shown = {n: t for n, t in sheet.fields.items() if sees_field(visibility, sheet.kind, n)}
    return replace(sheet, fields=shown)


def newest_sheets(case: Case, key: CaseKey) -> dict[SheetKind, DecryptedSheet]:
    """Open the newest version of each sheet, whole; what a reader gets of it `seen` decides."""
    found = {SheetKind(row.kind): row for row in _oldest_first(case)}
    return {
        kind: decrypt_sheet(found[kind], key) if kind in found else DecryptedSheet(kind)
        for kind in SheetKind
    }


def newest_person_sheets(cases: Sequence[Case]) -> dict[int, Sheet]:
    """Return the newest sheet about the person of each case that has one, still shut."""
    rows = Sheet.objects.filter(case__in=cases, kind=SheetKind.PERSON).order_by("version")
    return {row.case_id: row for row in rows.select_related("written_by")}


def read_sheet_versions(
    *,
    case: Case,
    kind: SheetKind,
    by: Actor,
) -> list[DecryptedSheet]:
    """Open every version of one sheet, the newest first; the reading is in the audit log before."""
    require(by.member, Permission.CASE_READ, case)
    audit_log.record(by.member, "case:read", case, reason=kind.value)
    visibility = case.visibility_for(by.member.pk)
    return [
        visible_sheet(one, visibility)
        for one in decrypt_versions(case, kind, case_keys.open_case_key(case, by.keyring))
    ]


def decrypt_versions(case: Case, kind: SheetKind, key: CaseKey) -> list[DecryptedSheet]:
    """Open every version of one sheet, the newest first."""
    return [decrypt_sheet(row, key) for row in reversed(_oldest_first(case, kind=kind))]


def read_safety_card(
    *,
    case: Case,
    by: Actor,
) -> DecryptedSheet:
    """Open the safety card alone, for who may see no more than that.

    The address is on it only for who may read the whole case.
    """
    require(by.member, Permission.CASE_READ_CARD, case)
    audit_log.record(by.member, "case:read-card", case)
    card = newest_sheets(case, case_keys.open_case_key(case, by.keyring))[SheetKind.SAFETY]
    return visible_sheet(card, case.visibility_for(by.member.pk))


def write_sheet(
    *,
    case: Case,
    kind: SheetKind,
    fields: dict[str, str],
    version: int,
    by: Actor,
    form_key: bytes,
) -> None:
    """Keep a new version of a sheet, which began as `version`.

    What a colleague changed meanwhile in other fields stays theirs, and so do fields that `by`
    does not see. Raises Conflict when both changed one field; nothing is stored then. NotPossible
    for a closed case.
    """
    require(by.member, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible("case-closed")
    key, visibility = case_keys.open_case_key(case, by.keyring), case.visibility_for(by.member.pk)
    mine = {name: text for name, text in fields.items() if sees_field(visibility, kind, name)}
    with transaction.atomic():
        if already_submitted(Sheet, case, form_key):
            return
        now_there, whole = _merged_with_newest(case, kind, mine, version, key)
        if whole == now_there.fields:
            return
        store_sheet_version(case, kind, whole, key, by=by, form_key=form_key)
        if kind is SheetKind.PERSON:
            found = identifiers.identifiers_of_person(whole) | identifiers.identifiers_of_titles(
                plan.action_titles(case, key)
            )
            search_index.set_identifiers(case, found, by.keyring)
        if kind is SheetKind.JUDGEMENT:
            Case.objects.filter(pk=case.pk).update(risk=Risk(whole["risk"] or Risk.UNKNOWN))
        audit_log.record(by.member, "case:write", case, reason=kind.value)


def store_sheet_version(
    case: Case,
    kind: SheetKind,
    fields: dict[str, str],
    key: CaseKey,
    *,
    by: Actor,
    form_key: bytes,
) -> None:
    """Keep these fields as the next version, inside a transaction that holds the case."""
    last = case.sheets.filter(kind=kind).aggregate(Max("version"))["version__max"] or 0
    Sheet.objects.create(
        case=case,
        kind=kind,
        version=last + 1,
        written_at=by.now,
        written_by=by.member,
        form_key=form_key,
        sealed_text=key.lock(TABLE, form_key, json.dumps(fields, ensure_ascii=False)),
    )


def _merged_with_newest(
    case: Case, kind: SheetKind, fields: dict[str, str], version: int, key: CaseKey
) -> tuple[DecryptedSheet, dict[str, str]]:
    all_of_it = decrypt_versions(case, kind, key)
    there = all_of_it[0] if all_of_it else DecryptedSheet(kind)
    if version > there.version:  # a form from before the person was taken out
        raise NotPossible("sheet-gone")
    if there.version == version:
        return there, {**there.fields, **fields}
    base = next((one for one in all_of_it if one.version == version), DecryptedSheet(kind))
    whole, both = merge_fields(base.fields, fields, there.fields)
    if both:
        raise SheetConflict(there, whole, both)
    return there, whole


def _oldest_first(case: Case, *, kind: SheetKind | None = None) -> list[Sheet]:
    rows = case.sheets.order_by("version").select_related("written_by")
    return list(rows.filter(kind=kind) if kind else rows)


def decrypt_sheet(row: Sheet, key: CaseKey) -> DecryptedSheet:
    """Open one version, whole; a text that does not open is an empty sheet."""
    opened = key.unlock(TABLE, bytes(row.form_key), row.sealed_text)
    said = json.loads(opened) if opened is not None else {}
    kind = SheetKind(row.kind)
    names = [*SHEET_FIELDS[kind], *(["risk"] if kind is SheetKind.JUDGEMENT else [])]
    fields = {name: str(said.get(name, "")) for name in names}
    return DecryptedSheet(kind, row.version, fields, row.written_by.name, row.written_at)
