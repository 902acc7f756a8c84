"""The sheets of a case (person, safety card, judgement, closing), each kept in versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from uitweg.casework.cases.case.actions import case_keys, search_index
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case, CaseGrant, SearchToken
from uitweg.casework.cases.case.rules.acts import READ_CARD, READ_CASE, WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import Risk, SheetKind, merge_fields
from uitweg.casework.cases.case.rules.visibility import HeldGrant, Visibility, visibility_of
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS, identifiers_of_person, sees_field
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log


class SheetRefusal(Refusal):
    SHEET_GONE = "Dit blad is net weggehaald. Er is niets bewaard; open de pagina opnieuw."


@dataclass(frozen=True)
class DecryptedSheet:
    """A version of a sheet; version 0 is a sheet that nobody filled in yet.

    `writer` and `at` say who wrote it and when.
    """

    kind: SheetKind
    version: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    writer: Member | None = None
    at: datetime | None = None

    @property
    def by(self) -> str:
        return self.writer.name if self.writer else ""

    @property
    def is_filled(self) -> bool:
        return any(self.fields.values())

    @property
    def known_as(self) -> str:
        """What the youngster is called: the nickname, else the name, else ""."""
        return self.fields.get("called") or self.fields.get("name", "")


class SheetConflict(Exception):
    """A colleague stored a newer version, and both changed the same field.

    `theirs` is that newer version. `merged` has the changes of both; in the fields that both
    changed, named by `conflicting`, it has the writer's own text.
    """

    def __init__(
        self, theirs: DecryptedSheet, merged: dict[str, str], conflicting: frozenset[str]
    ) -> None:
        super().__init__(", ".join(sorted(conflicting)))
        self.theirs, self.merged, self.conflicting = theirs, merged, conflicting


def visible_sheet(sheet: DecryptedSheet, visibility: Visibility) -> DecryptedSheet:
    """Return the sheet with only the fields that this reader may see."""
    visible = {
        name: text
        for name, text in sheet.fields.items()
        if sees_field(visibility, sheet.kind, name)
    }
    return replace(sheet, fields=visible)


def newest_sheets(case: Case, key: CaseKey) -> dict[SheetKind, DecryptedSheet]:
    """Decrypt the newest version of each sheet, with all its fields.

    Use `visible_sheet` before showing one to a member.
    """
    newest = {SheetKind(row.kind): row for row in _oldest_first(case)}
    return {
        kind: decrypt_sheet(newest[kind], key) if kind in newest else DecryptedSheet(kind)
        for kind in SheetKind
    }


def newest_person_sheets(cases: Sequence[Case | int]) -> dict[int, Sheet]:
    """Return by case id the newest person sheet of each case that has one, still encrypted."""
    rows = Sheet.objects.filter(case__in=cases, kind=SheetKind.PERSON).order_by("version")
    return {row.case_id: row for row in rows.select_related("written_by")}


def read_sheet_versions(
    *,
    case: Case,
    kind: SheetKind,
    by: Actor,
) -> list[DecryptedSheet]:
    """Return what this member may see of each version of a sheet, newest first.

    The reading is recorded in the audit log first.
    """
    require(by, Permission.CASE_READ, case)
    audit_log.record(by.member, READ_CASE, case, reason=kind.value)
    key, visibility = case_keys.open_case_key(case, by.keyring), case.visibility_for(by.member.pk)
    return [visible_sheet(sheet, visibility) for sheet in decrypt_versions(case, kind, key)]


def decrypt_versions(case: Case, kind: SheetKind, key: CaseKey) -> list[DecryptedSheet]:
    """Decrypt every version of one sheet, newest first."""
    return [decrypt_sheet(row, key) for row in reversed(_oldest_first(case, kind=kind))]


def read_safety_card(
    *,
    case: Case,
    by: Actor,
) -> DecryptedSheet:
    """Return the safety card, for members who may see no more of the case than that.

    The address is left out unless this member may read the case. The reading is recorded in the
    audit log first.
    """
    require(by, Permission.CASE_READ_CARD, case)
    audit_log.record(by.member, READ_CARD, case)
    card = newest_sheets(case, case_keys.open_case_key(case, by.keyring))[SheetKind.SAFETY]
    return visible_sheet(card, case.visibility_for(by.member.pk))


def read_safety_cards(
    *, cases: Sequence[Case], by: Actor, recorded_every: timedelta
) -> dict[int, DecryptedSheet]:
    """Return by case id the safety cards of several cases, for a screen that shows some lines.

    Only of cases whose card `by` may read, with what they may see of it, and whose key opens. Each
    reading is recorded in the audit log first, once in each `recorded_every`, as such a screen
    brings itself up to date.
    """
    grants = CaseGrant.objects.active_for(by.pk).opening_the_card().filter(case__in=cases)
    held = dict[int, list[HeldGrant]]()
    for grant in grants:
        held.setdefault(grant.case_id, []).append(grant.as_held_grant)
    readable = [case for case in cases if case.pk in held]
    names = [audit_log.audit_name(case) for case in readable]
    lately = audit_log.things_done_lately(
        by.member, READ_CARD, names, since=by.now - recorded_every
    )
    audit_log.record_all(by.member, READ_CARD, [n for n in names if n not in lately])
    rows = Sheet.objects.filter(case__in=readable, kind=SheetKind.SAFETY)
    newest = {row.case_id: row for row in rows.order_by("version").select_related("written_by")}
    cards = dict[int, DecryptedSheet]()
    for case in readable:
        key, row = case_keys.open_case_key_or_none(case, by.keyring), newest.get(case.pk)
        if key is not None:
            sheet = decrypt_sheet(row, key) if row else DecryptedSheet(SheetKind.SAFETY)
            cards[case.pk] = visible_sheet(
                sheet, visibility_of(held[case.pk], CaseState(case.state))
            )
    return cards


def write_sheet(
    *,
    case: Case,
    kind: SheetKind,
    fields: dict[str, str],
    version: int,
    by: Actor,
    form_key: bytes,
) -> None:
    """Store a new version of a sheet that the member edited starting from `version`.

    Fields that a colleague changed meanwhile, and fields that `by` may not see, keep their text.
    Raises SheetConflict, storing nothing, when both changed one field, and NotPossible for a
    closed case. A sheet without changes is not stored, unless it judges danger that came in since;
    the same form twice is stored once.
    """
    require(by, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    key, visibility = case_keys.open_case_key(case, by.keyring), case.visibility_for(by.member.pk)
    visible = {name: text for name, text in fields.items() if sees_field(visibility, kind, name)}

    def is_same(stored: Sheet) -> bool:
        if stored.kind != kind:
            return False
        before = [v for v in decrypt_versions(case, kind, key) if v.version < stored.version]
        try:
            _, merged = _merge_with_newest(kind, before, visible, version)
        except (SheetConflict, NotPossible):
            return False
        return merged == decrypt_sheet(stored, key).fields

    with transaction.atomic():
        if once_in_case(Sheet, case, form_key, is_same):
            return
        versions = decrypt_versions(case, kind, key)
        newest, merged = _merge_with_newest(kind, versions, visible, version)
        if merged == newest.fields and not _confirms_risk(case, kind, merged):
            return
        store_sheet_version(case, kind, merged, key, by=by, form_key=form_key)
        if kind is SheetKind.PERSON:
            _index_person(case, merged, key, by=by)
        if kind is SheetKind.JUDGEMENT:
            _set_risk(case, Risk(merged["risk"] or Risk.UNKNOWN), by=by)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason=kind.value)


def store_sheet_version(
    case: Case,
    kind: SheetKind,
    fields: dict[str, str],
    key: CaseKey,
    *,
    by: Actor,
    form_key: bytes,
) -> None:
    """Store these fields as the next version, inside a transaction that has locked the case."""
    newest = case.sheets.filter(kind=kind).aggregate(Max("version"))["version__max"] or 0
    row = Sheet(
        case=case,
        kind=kind,
        version=newest + 1,
        written_at=by.now,
        written_by=by.member,
        form_key=form_key,
    )
    row.seal(key, text=fields).save(force_insert=True)


def _confirms_risk(case: Case, kind: SheetKind, fields: dict[str, str]) -> bool:
    """Return whether this is a judgement after danger came in, also when it stays as it was."""
    is_judged = fields.get("risk", "") not in ("", Risk.UNKNOWN)
    return kind is SheetKind.JUDGEMENT and case.danger_to_judge and is_judged


def _set_risk(case: Case, risk: Risk, *, by: Actor) -> None:
    """Set the risk of the case, and since when it is so unless it already was."""
    if risk is not Risk.UNKNOWN:
        Case.objects.filter(pk=case.pk, danger_to_judge=True).update(danger_to_judge=False)
    Case.objects.filter(pk=case.pk).exclude(risk=risk).update(risk=risk, risk_since=by.now)


def index_cases(keys: Mapping[int, CaseKey], keyring: Keyring) -> None:
    """Make the search index of these cases anew under the present team key; in a transaction."""
    titles: dict[int, list[str]] = {pk: [] for pk in keys}
    for row in Action.objects.filter(case__in=keys).order_by("pk"):
        titles[row.case_id].append(plan.decrypt_action(row, keys[row.case_id]).text or "")
    found = {pk: identifiers.identifiers_of_titles(texts) for pk, texts in titles.items()}
    for pk, sheet in newest_person_sheets(list(keys)).items():
        found[pk] |= identifiers_of_person(decrypt_sheet(sheet, keys[pk]).fields)
    SearchToken.objects.filter(case__in=keys).delete()
    drawn = search_index.draw_tokens(list(found.values()), keyring)
    SearchToken.objects.bulk_create(
        SearchToken(case_id=pk, token=token)
        for pk, tokens in zip(found, drawn, strict=True)
        for token in sorted(tokens)
    )


def _index_person(case: Case, fields: dict[str, str], key: CaseKey, *, by: Actor) -> None:
    """Make the search index find the case by this person, and by the texts of its actions."""
    of_person = identifiers_of_person(fields)
    of_actions = identifiers.identifiers_of_titles(plan.action_titles(case, key))
    search_index.set_identifiers(case, of_person | of_actions, by.keyring)


def _merge_with_newest(
    kind: SheetKind, versions: Sequence[DecryptedSheet], fields: dict[str, str], version: int
) -> tuple[DecryptedSheet, dict[str, str]]:
    """Return the newest version, and its fields merged with these, which began as `version`."""
    newest = versions[0] if versions else DecryptedSheet(kind)
    if version > newest.version:  # the page was shown before the person was removed
        raise NotPossible(SheetRefusal.SHEET_GONE)
    if newest.version == version:
        return newest, {**newest.fields, **fields}
    base = next((sheet for sheet in versions if sheet.version == version), DecryptedSheet(kind))
    merged, conflicting = merge_fields(base.fields, fields, newest.fields)
    if conflicting:
        raise SheetConflict(newest, merged, conflicting)
    return newest, merged


def _oldest_first(case: Case, *, kind: SheetKind | None = None) -> list[Sheet]:
    rows = case.sheets.order_by("version").select_related("written_by")
    return list(rows.filter(kind=kind) if kind else rows)


def decrypt_sheet(row: Sheet, key: CaseKey) -> DecryptedSheet:
    """Decrypt one version with all its fields; when that fails, all fields are empty."""
    kind = SheetKind(row.kind)
    stored = row.unseal_as(key, dict[str, object]) or {}
    fields = {name: str(stored.get(name, "")) for name in SHEET_FIELDS[kind]}
    return DecryptedSheet(kind, row.version, fields, row.written_by, row.written_at)
