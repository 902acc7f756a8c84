"""Undoing an import, all at once or one case, except for what somebody changed since."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction
from django.db.models import Q, QuerySet

from uitweg.casework.cases.case.actions import case_keys, search_index
from uitweg.casework.cases.case.models import Case, CaseGrant, SearchToken
from uitweg.casework.cases.case.rules.acts import READ_CARD, READ_CASE
from uitweg.casework.cases.consents.actions.disclosures import DISCLOSE_CASE
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.cases.intake.actions import bulk
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.sheets.rules import identifiers_of_person
from uitweg.casework.cases.table.actions.case_list import READ_NAMES
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.search.actions.case_search import FIND_CASE
from uitweg.casework.spreadsheets.actions.preparing import ROW_PARTS, form_key_of_row
from uitweg.casework.spreadsheets.models import Import, ImportedRow
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.audit.rules import Act
from uitweg.platform.policy.retention import retention_table
from uitweg.platform.store.locking import lock_for_update

UNDO_IMPORT_OF_CASE = Act("case:undo-import", "Inlezen teruggedraaid")
UNDO_IMPORT = Act("spreadsheet:undo-import", "Ingelezen lijst teruggedraaid")

READ_ACTS = frozenset({READ_CASE, READ_CARD, FIND_CASE, READ_NAMES})
"""Any other act in the audit log means that somebody changed the case."""
LIST_EXPORTED = Q(act=DISCLOSE_CASE.code, reason=DisclosureMethod.EXPORT)
"""A list as an Excel file changes no case; the audit log keeps that it left."""
ROWS_PER_QUERY = 500
IMPORTED_MODELS = (SearchToken, Sheet, Entry, Action, CaseGrant, Disclosure, ImportedRow)
"""All that an import makes for a new case, and what an exported list leaves in it."""


class UndoingRefusal(Refusal):
    IMPORT_UNDONE = "Dit is al teruggedraaid."
    IMPORT_TOO_LATE = "De tijd om dit terug te draaien is voorbij. Er is niets veranderd."
    IMPORT_CASE_CHANGED = "Met deze casus is na het inlezen verder gewerkt. Die blijft staan."


def changed_cases(done: Import) -> set[int]:
    """Return the cases of this import that somebody changed since, by the audit log."""
    imported = list(done.rows.values_list("case_id", flat=True))
    changed = set()
    for batch in batched((f"case:{pk}" for pk in imported), ROWS_PER_QUERY):
        later = AuditEntry.objects.filter(
            thing__in=batch, id__gt=done.audit_log_until, result="done"
        )
        changes = later.exclude(act__in=[act.code for act in READ_ACTS]).exclude(LIST_EXPORTED)
        things = changes.values_list("thing", flat=True)
        changed |= {int(thing.partition(":")[2]) for thing in things}
    return changed


def undo_until(done_at: datetime) -> datetime:
    """Return until when an import of that moment can be undone: when its record goes."""
    return done_at + timedelta(days=retention_table().number("imports"))


def newest_undoable(*, by: Actor) -> tuple[Import | None, datetime | None]:
    """Return this member's newest import, and until when it can be undone; None when it cannot."""
    done = Import.objects.filter(member=by.member).first()
    until = undo_until(done.done_at) if done else None
    if done is None or until is None or done.undone_at or until < by.now:
        return None, None
    return done, until


def undo_import(*, done: Import, by: Actor) -> int:
    """Undo an import; return how many cases stay because somebody changed them since.

    Raises NotAllowed for a member who did not do the import, and NotPossible when it was undone
    already or when the time to undo it is over.
    """
    tokens = _prepare_undo(done, by)
    with transaction.atomic():
        locked = _lock_undoable(done)
        Import.objects.filter(pk=locked.pk).update(undone_at=by.now)
        changed = _undo_rows(locked, locked.rows.all(), tokens, by)
        audit_log.record(by.member, UNDO_IMPORT, done)
    return len(changed)


def undo_case(*, done: Import, case_id: int, by: Actor) -> None:
    """Undo what an import did to one case; the last one that goes ends the import.

    Raises NotAllowed as `undo_import` does, and NotPossible when the case was taken out already,
    when somebody changed it since, or when the time to undo is over.
    """
    tokens = _prepare_undo(done, by)
    with transaction.atomic():
        locked = _lock_undoable(done)
        rows = locked.rows.filter(case=case_id)
        if not rows.exists():
            raise NotPossible(UndoingRefusal.IMPORT_UNDONE)
        if _undo_rows(locked, rows, tokens, by):
            raise NotPossible(UndoingRefusal.IMPORT_CASE_CHANGED)
        if not locked.rows.exists():
            Import.objects.filter(pk=locked.pk).update(undone_at=by.now)


def _prepare_undo(done: Import, by: Actor) -> dict[int, set[bytes]]:
    """Check who may and until when; decrypt before the transaction whatever has to be decrypted."""
    require(by, Permission.CASE_UNDO_IMPORT, done)
    if by.now > undo_until(done.done_at):
        raise NotPossible(UndoingRefusal.IMPORT_TOO_LATE)
    return _tokens_only_from_import(done, by.keyring)


def _lock_undoable(done: Import) -> Import:
    """Lock the import, so that of two members who undo it at once the second finds it undone."""
    locked = lock_for_update(Import.objects.filter(pk=done.pk, undone_at=None)).first()
    if locked is None:
        raise NotPossible(UndoingRefusal.IMPORT_UNDONE)
    return locked


def _undo_rows(
    done: Import, rows: QuerySet[ImportedRow], tokens: Mapping[int, set[bytes]], by: Actor
) -> set[int]:
    """Undo these rows of an import that is locked; return the cases that stay."""
    cases = set(rows.values_list("case", flat=True))
    # a list, to run the query that locks these cases
    list(lock_for_update(Case.objects.filter(pk__in=rows.values("case"))))
    changed = changed_cases(done) & cases
    undone = list(rows.exclude(case__in=changed))
    _remove_additions(done, [row for row in undone if not row.is_new], tokens)
    _remove_new_cases(rows.filter(is_new=True).exclude(case__in=changed))
    things = [f"case:{pk}" for pk in dict.fromkeys(row.case_id for row in undone)]
    audit_log.record_all(by.member, UNDO_IMPORT_OF_CASE, things, reason=f"import:{done.pk}")
    return changed


def _tokens_only_from_import(done: Import, keyring: Keyring) -> dict[int, set[bytes]]:
    """Return the search tokens that existing cases have through this import alone, by case id.

    It becomes outdated when somebody changes a case, but of such a case nothing is undone.
    """
    rows = list(done.rows.filter(is_new=False))
    if not rows:
        return {}
    form_keys = _form_keys(done, rows)
    present = bulk.search_tokens_of({row.case_id for row in rows} - changed_cases(done))
    cases = Case.objects.in_bulk(present)
    people = bulk.decrypt_persons(cases.values(), keyring, except_form_keys=form_keys)
    removable = {}
    for pk, case in cases.items():
        key = case_keys.open_case_key(case, keyring)
        titles = plan.action_titles(case, key, except_form_keys=form_keys)
        _, person = people.get(pk, (0, {}))
        kept = identifiers.identifiers_of_titles(titles) | identifiers_of_person(person)
        removable[pk] = search_index.unaccounted_tokens(present[pk], kept, keyring)
    return removable


def _form_keys(done: Import, rows: Iterable[ImportedRow]) -> set[bytes]:
    token = bytes(done.token)
    return {form_key_of_row(token, row.row, part) for row in rows for part in ROW_PARTS}


def _remove_additions(
    done: Import, rows: list[ImportedRow], tokens: Mapping[int, set[bytes]]
) -> None:
    """Remove what the import added to existing cases, and these search tokens."""
    for batch in batched(_form_keys(done, rows), ROWS_PER_QUERY):
        for model in (Sheet, Entry, Action):
            model._default_manager.filter(form_key__in=batch).delete()
    for pk in {row.case_id for row in rows}:
        SearchToken.objects.filter(case=pk, token__in=tokens.get(pk, ())).delete()
    ImportedRow.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _remove_new_cases(rows: QuerySet[ImportedRow]) -> None:
    """Remove the cases that these rows became.

    Nearly all of them have only rows that the import made; those are deleted a table at a time,
    without Django's collector. A case to which something else is attached, without an entry in
    the audit log, is deleted through Django, which follows every relation.
    """
    cases = list(rows.values_list("case", flat=True))
    for relation in Case._meta.related_objects:
        if relation.related_model not in IMPORTED_MODELS:
            attached = relation.related_model._default_manager.filter(
                **{f"{relation.field.name}__in": rows.values("case")}
            )
            for case in Case.objects.filter(pk__in=attached.values(relation.field.name)):
                case.delete()
    for model in IMPORTED_MODELS:
        if model is not ImportedRow:
            imported = model._default_manager.filter(case__in=rows.values("case"))
            imported._raw_delete(imported.db)
    remaining = Case.objects.filter(pk__in=rows.values("case"))
    remaining._raw_delete(remaining.db)
    for batch in batched(cases, ROWS_PER_QUERY):
        ImportedRow.objects.filter(case__in=batch).delete()
