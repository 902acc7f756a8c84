"""What a change of tables does to doors that are open: which locks, and who could not go on.

"Open" means that the version before this one goes on meanwhile, with its reports and answers. Two
things forbid that: a lock held for as long as a large table takes, and a table that the version
before cannot use any more.
"""

from dataclasses import dataclass

from django.db import models
from django.db.migrations import operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

from uitweg.platform.store.indexes import AddIndexWhileOpen

NOT_IN_TABLES = frozenset(
    {
        "blank",
        "choices",
        "default",
        "editable",
        "error_messages",
        "help_text",
        "related_name",
        "validators",
        "verbose_name",
    }
)
"""What of a field is in the code only."""


@dataclass(frozen=True)
class TableLock:
    """`says` completes "it …"; with `needs_closed` the doors must be closed meanwhile."""

    says: str
    needs_closed: bool


NOTHING = TableLock("locks nothing", needs_closed=False)
NEW_TABLE = TableLock("makes a new table, which nobody uses yet", needs_closed=False)
BRIEF = TableLock("locks the table for a moment, whatever its size", needs_closed=False)
BESIDE = TableLock("is built beside what goes on, and locks nobody out", needs_closed=False)
READS_ALL = TableLock("locks the table while each of its rows is read", needs_closed=True)
OLD_CANNOT_ADD = TableLock("leaves a column that the version before never fills", needs_closed=True)
OLD_CANNOT_USE = TableLock("takes away what the version before still uses", needs_closed=True)
UNKNOWN = TableLock("may take any lock, for any time", needs_closed=True)


def lock_of(operation: Operation, before: ProjectState, app: str) -> TableLock:
    """Return what this operation of `app` does, given the models as they are `before` it."""
    match operation:
        case operations.CreateModel():
            return NEW_TABLE
        case operations.AlterModelOptions() | operations.AlterModelManagers():
            return NOTHING
        case AddIndexWhileOpen():
            return BESIDE
        case operations.RemoveIndex() | operations.RemoveConstraint():
            return BRIEF
        case operations.AddField():
            return _lock_of_new_field(operation.field)
        case operations.AlterField():
            old = before.models[app, operation.model_name_lower].fields[operation.name]
            return _lock_of_altered_field(old, operation.field)
        case operations.AddIndex() | operations.AddConstraint():
            return READS_ALL
        case (
            operations.RemoveField()
            | operations.DeleteModel()
            | operations.RenameField()
            | operations.RenameModel()
            | operations.AlterModelTable()
        ):
            return OLD_CANNOT_USE
        case operations.SeparateDatabaseAndState():
            locks = [lock_of(each, before, app) for each in operation.database_operations]
            return next((lock for lock in locks if lock.needs_closed), [*locks, NOTHING][0])
    return UNKNOWN


def _lock_of_new_field(field: models.Field) -> TableLock:  # type: ignore[type-arg]
    if field.many_to_many:
        return NEW_TABLE
    if (
        getattr(field, "db_index", False)
        or field.unique
        or isinstance(field, models.GeneratedField)
    ):
        return READS_ALL
    if not field.null and field.db_default is NOT_PROVIDED:
        return OLD_CANNOT_ADD
    return BRIEF


def _lock_of_altered_field(old: models.Field, new: models.Field) -> TableLock:  # type: ignore[type-arg]
    """A wider text and a column that may be empty from now on are brief; most else is not."""
    (_, old_kind, _, old_says), (_, new_kind, _, new_says) = old.deconstruct(), new.deconstruct()
    changed = {
        name
        for name in {*old_says, *new_says} - NOT_IN_TABLES
        if old_says.get(name) != new_says.get(name)
    }
    if old_kind != new_kind:
        return READS_ALL
    if not changed:
        return NOTHING
    is_wider = (new_says.get("max_length") or 0) >= (old_says.get("max_length") or 0)
    if changed <= {"null", "max_length", "db_default"} and is_wider:
        return BRIEF if new.null or not old.null else READS_ALL
    return READS_ALL
