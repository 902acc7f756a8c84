"""Importing the rows of an upload: all of them or none, in one transaction that only inserts."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.grants.actions.opening import OPEN_CASE, current_team_key
from uitweg.casework.cases.intake.actions import bulk
from uitweg.casework.cases.table.rules import RISK_ORDER
from uitweg.casework.spreadsheets.actions.checked_row import CheckedRow
from uitweg.casework.spreadsheets.actions.dry_run import (
    cases_open_to_additions,
    check_rows,
    has_lost_a_case,
)
from uitweg.casework.spreadsheets.actions.preparing import (
    ImportContext,
    PreparedImport,
    prepare_additions,
    prepare_merges,
    prepare_new_cases,
)
from uitweg.casework.spreadsheets.actions.second_try import keep_answers
from uitweg.casework.spreadsheets.actions.uploads import OpenedUpload, UploadRefusal
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.casework.spreadsheets.rules.cells import RowOutcome
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.store.reserved_ids import reserve_ids

IMPORT_SPREADSHEET = Act("spreadsheet:import", "Lijst ingelezen")


class ImportRefusal(Refusal):
    IMPORT_NOTHING = "Er is geen regel om in te lezen. Er is niets veranderd."
    IMPORT_CASE_MOVED = (
        "Een van de casussen waar je aan toevoegt is net veranderd, of mag je niet meer in. Er is "
        "niets ingelezen."
    )


def import_rows(*, opened: OpenedUpload, by: Actor) -> Import:
    """Import what the dry run showed, and delete the upload.

    Everything is encrypted before the transaction, so colleagues wait only for the inserts.
    Raises NotPossible when the upload was imported already, when no row is to be imported, or
    when a case that rows resemble was changed, closed or taken away since.
    """
    require(by, Permission.CASE_IMPORT)
    rows = with_worst_risk(check_rows(opened, by=by))
    new = [row for row in rows if row.outcome is RowOutcome.NEW]
    added = [row for row in rows if row.outcome is RowOutcome.ADDED]
    merged = [row for row in rows if row.outcome is RowOutcome.MERGED]
    if not (new or added):
        raise NotPossible(ImportRefusal.IMPORT_NOTHING)
    if has_lost_a_case(opened.choices, by=by):
        raise NotPossible(ImportRefusal.IMPORT_CASE_MOVED)
    [number] = reserve_ids(Import, 1)
    done = Import(
        pk=number,
        token=bytes(opened.upload.token),
        member=by.member,
        done_at=by.now,
        opened=len(new),
        added=len(added) + len(merged),
        left_out=sum(row.outcome is RowOutcome.LEFT_OUT and not row.is_empty for row in rows),
    )
    keep_answers(done, opened, by=by)
    existing = Case.objects.in_bulk({row.match_id for row in added if row.match_id})
    prepared, context = PreparedImport(), ImportContext(done, by)
    prepare_new_cases(prepared, new, context, current_team_key(by.keyring))
    prepare_additions(prepared, added, existing, context)
    prepare_merges(prepared, merged, context)
    _store(prepared, added, context)
    return done


def with_worst_risk(rows: Sequence[CheckedRow]) -> list[CheckedRow]:
    """Return the rows; one with which others are merged has the worst risk of them all.

    What is most urgent must not get lost because it stands in the second of two rows.
    """
    first_of, worst = dict[int, int](), dict[int, Risk]()
    for row in rows:
        merged = row.outcome is RowOutcome.MERGED
        first = first_of[row.same_number] if merged else row.number
        first_of[row.number] = first
        risks = worst.get(first, row.values.risk), row.values.risk
        worst[first] = min(risks, key=RISK_ORDER.index)
    return [
        replace(row, values=replace(row.values, risk=worst[row.number]))
        if row.outcome is RowOutcome.NEW
        else row
        for row in rows
    ]


def _require_may_add(added: Sequence[CheckedRow], by: Actor) -> None:
    """Raise NotPossible unless every case that rows are added to is open and `by` may write it."""
    own_cases = cases_open_to_additions(by) if added else set()
    if any(row.match_id not in own_cases for row in added):
        raise NotPossible(ImportRefusal.IMPORT_CASE_MOVED)


@transaction.atomic
def _store(prepared: PreparedImport, added: Sequence[CheckedRow], context: ImportContext) -> None:
    """Insert the prepared rows, if nothing changed since they were encrypted."""
    done, by = context.done, context.by
    if not Upload.objects.filter(token=done.token).delete()[0]:
        raise NotPossible(UploadRefusal.IMPORT_GONE)
    if not bulk.lock_if_unchanged(prepared.existing_keys, prepared.versions):
        raise NotPossible(ImportRefusal.IMPORT_CASE_MOVED)
    _require_may_add(added, by.at(timezone.now()))
    done.save(force_insert=True)
    prepared.store()
    _record_import(done, prepared, by)


def _record_import(done: Import, prepared: PreparedImport, by: Actor) -> None:
    reason = f"import:{done.pk}"
    opened = [audit_log.audit_name(case) for case in prepared.cases]
    written = [f"case:{key.case_id}" for key in prepared.existing_keys]
    audit_log.record_all(by.member, OPEN_CASE, opened, reason=reason)
    audit_log.record_all(by.member, WRITE_IN_CASE, written, reason=reason)
    last = audit_log.record(by.member, IMPORT_SPREADSHEET, done)
    done.audit_log_until = last.pk
    done.save(update_fields=["audit_log_until"])
