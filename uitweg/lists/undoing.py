"""Taking an import back, as long as nobody went on with what came of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from uitweg.access import trail
from uitweg.access.gate import NotPossible, require
from uitweg.access.keyring import Keyring
from uitweg.access.models import Member, TrailEntry
from uitweg.access.rules import Permission
from uitweg.cases import many, sealed
from uitweg.cases.models import Action, Case, Entry, Sheet
from uitweg.lists.importing import name_of_row
from uitweg.lists.models import Import, Imported

ONLY_READ = frozenset({"case:read", "case:card", "case:found"})
"""Whatever else stands on the trail of a case, somebody went on with it."""
A_TURN = 500
WHAT = ("person", "risk", "note", "beside", "action")


def went_on(done: Import) -> set[int]:
    """Return the cases of this import that somebody changed since; the trail knows."""
    cases = list(done.rows.values_list("case_id", flat=True))
    found = set()
    for some in _turns([f"case:{pk}" for pk in cases]):
        later = TrailEntry.objects.filter(thing__in=some, id__gt=done.trail_until, result="done")
        things = later.exclude(act__in=ONLY_READ).values_list("thing", flat=True)
        found |= {int(thing.partition(":")[2]) for thing in things}
    return found


def undo(*, done: Import, by: Member, keyring: Keyring, now: datetime) -> int:
    """Take an import back; returns how many cases stay, since somebody went on with them.

    All of it in one transaction; twice is once. Raises NotAllowed for who did not bring it in.
    """
    require(by, Permission.CASE_UNDO_IMPORT, done)
    with transaction.atomic():
        if not Import.objects.filter(pk=done.pk, undone_at=None).update(undone_at=now):
            raise NotPossible("import-undone")
        rows = list(done.rows.order_by("row"))
        list(
            Case.objects.select_for_update()
            .filter(pk__in={row.case_id for row in rows})
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        stay = went_on(done)
        gone = [row for row in rows if row.case_id not in stay]
        _empty(done, [row for row in gone if not row.is_new])
        _lead_anew({row.case_id for row in gone if not row.is_new}, keyring)
        new = [row.case_id for row in gone if row.is_new]
        things = [f"case:{pk}" for pk in dict.fromkeys(row.case_id for row in gone)]
        Imported.objects.filter(pk__in=[row.pk for row in gone if not row.is_new]).delete()
        for some in _turns(new):
            Case.objects.filter(pk__in=some).delete()
        trail.record_all(by, "case:undo-import", things, reason=f"import:{done.pk}")
        trail.record(by, "list:undo", done)
    return len(stay)


def _empty(done: Import, rows: list[Imported]) -> None:
    """Take out of cases that were there what the list added."""
    names = [name_of_row(bytes(done.token), row.row, what) for row in rows for what in WHAT]
    for some in _turns(names):
        for table in (Sheet, Entry, Action):
            table._default_manager.filter(form_key__in=some).delete()


def _lead_anew(cases: set[int], keyring: Keyring) -> None:
    """What the list said of them leads to them no longer."""
    there = Case.objects.in_bulk(cases)
    people = many.people_of(there.values(), keyring)
    for pk, case in there.items():
        key = sealed.opened(case, keyring)
        many.lead_anew(case, key, people.get(pk, (0, {}))[1], keyring)


def _turns[T](many: Iterable[T]) -> Iterable[list[T]]:
    whole = list(many)
    return (whole[start : start + A_TURN] for start in range(0, len(whole), A_TURN))
