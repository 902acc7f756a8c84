"""Taking an import back, as long as nobody went on with what came of it."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from uitweg.casework.cases.actions import bulk, case_keys, plan, search_index
from uitweg.casework.cases.models import Action, Case, CaseGrant, Entry, SearchToken, Sheet
from uitweg.casework.spreadsheets.actions.preparing import form_key_of_row
from uitweg.casework.spreadsheets.models import Import, ImportedRow
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.store.locking import lock_for_update

READ_ACTS = frozenset({"case:read", "case:read-card", "case:found", "case:read-name"})
"""Whatever else stands in the audit log of a case, somebody went on with it."""
ROWS_PER_QUERY = 500
IMPORTED_MODELS = (SearchToken, Sheet, Entry, Action, CaseGrant, ImportedRow)
"""What a list makes of a new case."""
ROW_PARTS = ("person", "risk", "note", "beside", "action")


def changed_cases(done: Import) -> set[int]:
    """Return the cases of this import that somebody changed since; the audit log knows."""
    cases = list(done.rows.values_list("case_id", flat=True))
    found = set()
    for some in _turns([f"case:{pk}" for pk in cases]):
        later = AuditEntry.objects.filter(
            thing__in=some, id__gt=done.audit_log_until, result="done"
        )
        things = later.exclude(act__in=READ_ACTS).values_list("thing", flat=True)
        found |= {int(thing.partition(":")[2]) for thing in things}
    return found


def undo_import(
    *,
    done: Import,
    by: Actor,
) -> int:
    """Take an import back; returns how many cases stay, since somebody went on with them.

    What has to be opened is opened first; then all of it in one transaction; twice is once.
    Raises NotAllowed for who did not bring it in.
    """
    require(by.member, Permission.CASE_UNDO_IMPORT, done)
    misled = _tokens_added_by_list(done, by.keyring)
    with transaction.atomic():
        if not Import.objects.filter(pk=done.pk, undone_at=None).update(undone_at=by.now):
            raise NotPossible("import-undone")
        rows = list(done.rows.order_by("row"))
        list(lock_for_update(Case.objects.filter(pk__in=done.rows.values("case"))))
        stay = changed_cases(done)
        gone = [row for row in rows if row.case_id not in stay]
        there = [row for row in gone if not row.is_new]
        _remove_additions(done, there, misled)
        _remove_new_cases(done.rows.filter(is_new=True).exclude(case__in=stay))
        things = [f"case:{pk}" for pk in dict.fromkeys(row.case_id for row in gone)]
        audit_log.record_all(by.member, "case:undo-import", things, reason=f"import:{done.pk}")
        audit_log.record(by.member, "spreadsheet:undo-import", done)
    return len(stay)


def _tokens_added_by_list(done: Import, keyring: Keyring) -> dict[int, set[bytes]]:
    """Return, for cases that were there, the tokens that lead to them by the list alone.

    It holds as long as nobody goes on with the case, and then it is not used.
    """
    rows = list(done.rows.filter(is_new=False))
    if not rows:
        return {}
    names, words = (
        _form_keys(done, rows),
        bulk.search_tokens_of({row.case_id for row in rows} - changed_cases(done)),
    )
    there = Case.objects.in_bulk(words)
    people = bulk.decrypt_persons(there.values(), keyring, without=names)
    found = {}
    for pk, case in there.items():
        key = case_keys.open_case_key(case, keyring)
        stays = identifiers.identifiers_of_titles(
            plan.action_titles(case, key, except_form_keys=names)
        )
        stays |= identifiers.identifiers_of_person(people.get(pk, (0, {}))[1])
        found[pk] = search_index.unaccounted_tokens(words[pk], stays, keyring)
    return found


def _form_keys(done: Import, rows: Iterable[ImportedRow]) -> set[bytes]:
    return {form_key_of_row(bytes(done.token), row.row, what) for row in rows for what in ROW_PARTS}


def _remove_additions(
    done: Import, rows: list[ImportedRow], misled: Mapping[int, set[bytes]]
) -> None:
    """Take out of cases that were there what the list added, and what led to it."""
    for some in _turns(_form_keys(done, rows)):
        for table in (Sheet, Entry, Action):
            table._default_manager.filter(form_key__in=some).delete()
    for pk in {row.case_id for row in rows}:
        SearchToken.objects.filter(case=pk, token__in=misled.get(pk, ())).delete()
    ImportedRow.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _remove_new_cases(new: QuerySet[ImportedRow]) -> None:
    """Remove the cases that these rows became.

    Almost all have only what the list made: those go a table at a time. To what hangs on a case
    besides, and is on no trail, Django sees one by one.
    """
    cases = list(new.values_list("case", flat=True))
    for kind in Case._meta.related_objects:
        if kind.related_model not in IMPORTED_MODELS:
            more = kind.related_model._default_manager.filter(
                **{f"{kind.field.name}__in": new.values("case")}
            )
            for case in Case.objects.filter(pk__in=more.values(kind.field.name)):
                case.delete()
    for table in IMPORTED_MODELS:
        if table is not ImportedRow:
            rows = table._default_manager.filter(case__in=new.values("case"))
            rows._raw_delete(rows.db)
    left = Case.objects.filter(pk__in=new.values("case"))
    left._raw_delete(left.db)
    for some in _turns(cases):
        ImportedRow.objects.filter(case__in=some).delete()


def _turns[T](many: Iterable[T]) -> Iterable[list[T]]:
    whole = list(many)
    return (whole[start : start + ROWS_PER_QUERY] for start in range(0, len(whole), ROWS_PER_QUERY))
