"""A list as an Excel file: what this member sees, disclosed before it leaves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from uitweg.access.gate import NotPossible, require
from uitweg.access.keyring import Keyring
from uitweg.access.models import Member
from uitweg.access.rules import Permission
from uitweg.cases import disclosing, plan
from uitweg.cases.disclosing import Part, Why
from uitweg.cases.disclosure_rules import Via
from uitweg.cases.models import Case
from uitweg.cases.rules import STATE_WORDS, CaseState
from uitweg.cases.sight import DataGroup
from uitweg.lists import workbook
from uitweg.lists.workbook import Cell, Column

MOST = 10_000
"""One file holds no more rows; whoever has more takes less at a time."""
CASES = (
    Column("Nummer", 10),
    Column("Stand", 16),
    Column("Coördinator", 24),
    Column("Begonnen op", 14),
)
ACTIONS = (
    Column("Nummer", 10),
    Column("Actie", 60),
    Column("Wanneer", 14),
    Column("Wie", 24),
)


@dataclass(frozen=True)
class Listed:
    """A list as it is seen, and what of which case is in it."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    parts: Sequence[Part]


def cases(*, of: Member) -> Listed:
    """Return the cases that this member may see, newest first, as the page lists them."""
    found = list(Case.objects.seen_by(of).select_related("coordinator").order_by("-id")[: MOST + 1])
    rows: list[Sequence[Cell]] = [
        (
            case.number,
            STATE_WORDS[CaseState(case.state)],
            case.coordinator.name,
            timezone.localdate(case.opened_at),
        )
        for case in found
    ]
    return Listed("Casussen", CASES, rows, [Part(case, 1, frozenset()) for case in found])


def actions(*, of: Member, keyring: Keyring) -> Listed:
    """Return what stands on this member's name and is open, the oldest day first."""
    found = plan.board(of=of, keyring=keyring, until=date.max, most=MOST + 1)
    rows: list[Sequence[Cell]] = [
        (one.row.case.number, one.text or "(gaat niet open)", one.row.due_on, of.name)
        for one in found
    ]
    count = Counter(one.row.case_id for one in found)
    of_cases = {one.row.case_id: one.row.case for one in found}
    groups = frozenset({DataGroup.SITUATION})
    parts = [Part(case, count[pk], groups) for pk, case in of_cases.items()]
    return Listed("Acties", ACTIONS, rows, parts)


def export(*, listed: Listed, why: Why, by: Member, keyring: Keyring, now: datetime) -> bytes:
    """Return the list as .xlsx, written down of each case in it first. Raises NotPossible."""
    require(by, Permission.CASE_LIST)
    if not listed.rows:
        raise NotPossible("list-empty")
    if len(listed.rows) > MOST:
        raise NotPossible("list-too-long")
    made = workbook.written(listed.title, listed.columns, listed.rows)
    disclosing.disclose(
        parts=listed.parts,
        content=made,
        via=Via.EXPORT,
        why=why,
        by=by,
        keyring=keyring,
        now=now,
    )
    return made
