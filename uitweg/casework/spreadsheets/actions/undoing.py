"""Undoing an import, except for the cases that somebody changed since."""

from collections.abc import Iterable, Mapping
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet

from uitweg.casework.cases.actions import bulk, case_keys, plan, search_index
from uitweg.casework.cases.models import Action, Case, CaseGrant, Entry, SearchToken, Sheet
from uitweg.casework.spreadsheets.actions.preparing import ROW_PARTS, form_key_of_row
from uitweg.casework.spreadsheets.models import Import, ImportedRow
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.store.locking import lock_for_update

READ_ACTS = frozenset({"case:read", "case:read-card", "case:found", "case:read-name"})
"""Any other act in the audit log means that somebody changed the case."""
ROWS_PER_QUERY = 500
IMPORTED_MODELS = (SearchToken, Sheet, Entry, Action, CaseGrant, ImportedRow)
"""All that an import makes for a new case."""


def changed_cases(done: Import) -> set[int]:
    """Return the cases of this import that somebody changed since, by the audit log."""
    imported = list(done.rows.values_list("case_id", flat=True))
    changed = set()
    for batch in batched((f"case:{pk}" for pk in imported), ROWS_PER_QUERY):
        later = AuditEntry.objects.filter(
            thing__in=batch, id__gt=done.audit_log_until, result="done"
        )
        things = later.exclude(act__in=READ_ACTS).values_list("thing", flat=True)
        changed |= {int(thing.partition(":")[2]) for thing in things}
    return changed


def undo_import(*, done: Import, by: Actor) -> int:
    """Undo an import; return how many cases stay because somebody changed them since.

    Whatever has to be decrypted is decrypted before the transaction. Raises NotAllowed for a
    member who did not do the import, and NotPossible when it was undone already.
    """
    require(by.member, Permission.CASE_UNDO_IMPORT, done)
    tokens = _tokens_only_from_import(done, by.keyring)
    with transaction.atomic():
        if not Import.objects.filter(pk=done.pk, undone_at=None).update(undone_at=by.now):
            raise NotPossible("import-undone")
        rows = list(done.rows.order_by("row"))
        # a list, to run the query that locks these cases
        list(lock_for_update(Case.objects.filter(pk__in=done.rows.values("case"))))
        changed = changed_cases(done)
        undone = [row for row in rows if row.case_id not in changed]
        _remove_additions(done, [row for row in undone if not row.is_new], tokens)
        _remove_new_cases(done.rows.filter(is_new=True).exclude(case__in=changed))
        things = [f"case:{pk}" for pk in dict.fromkeys(row.case_id for row in undone)]
        audit_log.record_all(by.member, "case:undo-import", things, reason=f"import:{done.pk}")
        audit_log.record(by.member, "spreadsheet:undo-import", done)
    return len(changed)


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
        kept = identifiers.identifiers_of_titles(titles) | identifiers.identifiers_of_person(person)
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
