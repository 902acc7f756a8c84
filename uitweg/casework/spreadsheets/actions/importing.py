"""Bringing a list in: all of it or nothing, in one transaction that only inserts."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.actions import bulk
from uitweg.casework.cases.actions.opening import current_team_key
from uitweg.casework.cases.models import Case
from uitweg.casework.spreadsheets.actions.dry_run import (
    CheckedRow,
    cases_open_to_additions,
    check_rows,
)
from uitweg.casework.spreadsheets.actions.preparing import (
    ImportContext,
    PreparedImport,
    prepare_additions,
    prepare_new_cases,
)
from uitweg.casework.spreadsheets.actions.uploads import OpenedUpload
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.casework.spreadsheets.rules.cells import RowOutcome
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.store.reserved_ids import reserve_ids


def import_rows(
    *,
    waiting: OpenedUpload,
    by: Actor,
) -> Import:
    """Store what the dry run showed: all of it, or nothing. The list that waited is gone then.

    Everything is sealed first; colleagues wait only for the inserting. Raises NotPossible when
    the list was brought in already, when there is nothing to bring in, or when a case that rows
    are added to was changed, closed or taken away since.
    """
    require(by.member, Permission.CASE_IMPORT)
    rows = check_rows(waiting, by=by)
    new = [row for row in rows if row.outcome is RowOutcome.NEW]
    added = [row for row in rows if row.outcome is RowOutcome.ADDED]
    if not (new or added):
        raise NotPossible("import-nothing")
    _require_may_add(added, by)
    there = Case.objects.in_bulk({row.match for row in added if row.match})
    done = _reserve_import(waiting, by)
    done.opened, done.added, done.left_out = len(new), len(added), len(rows) - len(new) - len(added)
    made, scribe = PreparedImport(), ImportContext(done, by.member, by.keyring, by.now)
    prepare_new_cases(made, new, scribe, current_team_key(by.keyring))
    prepare_additions(made, added, there, scribe)
    _store(made, added, scribe)
    return done


def _require_may_add(added: Sequence[CheckedRow], by: Actor) -> None:
    """Each case that rows are added to must be open, and `by` may write in it."""
    mine = cases_open_to_additions(by) if added else set()
    if any(row.match not in mine for row in added):
        raise NotPossible("import-case-moved")


def _reserve_import(
    waiting: OpenedUpload,
    by: Actor,
) -> Import:
    [number] = reserve_ids(Import, 1)
    return Import(pk=number, token=bytes(waiting.upload.token), member=by.member, done_at=by.now)


@transaction.atomic
def _store(
    made: PreparedImport,
    added: Sequence[CheckedRow],
    scribe: ImportContext,
) -> None:
    """Insert what was made ready, if all is still as it was when it was sealed."""
    if not Upload.objects.filter(token=scribe.done.token).delete()[0]:
        raise NotPossible("import-gone")
    if not bulk.lock_if_unchanged(made.existing_keys, made.versions):
        raise NotPossible("import-case-moved")
    _require_may_add(added, Actor(scribe.by, timezone.now()))
    scribe.done.save(force_insert=True)
    made.store()
    _record_import(scribe.done, made, Actor(scribe.by, timezone.now()))


def _record_import(done: Import, made: PreparedImport, by: Actor) -> None:
    why, added = f"import:{done.pk}", [f"case:{key.case_id}" for key in made.existing_keys]
    audit_log.record_all(
        by.member, "case:open", [audit_log.audit_name(case) for case in made.cases], reason=why
    )
    audit_log.record_all(by.member, "case:write", added, reason=why)
    last = audit_log.record(by.member, "spreadsheet:import", done)
    done.audit_log_until = last.pk
    done.save(update_fields=["audit_log_until"])
