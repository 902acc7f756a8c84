"""A list as an Excel file: what this member sees, disclosed before it leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from uitweg.casework.cases.actions import disclosures, periods, plan
from uitweg.casework.cases.actions.disclosures import Part, Why
from uitweg.casework.cases.forms.case_filter import Narrowed
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.disclosures import Via
from uitweg.casework.cases.rules.periods import last_day
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.visibility import SHEET_GROUPS, DataGroup
from uitweg.casework.cases.rules.workflow import STATE_WORDS, CaseState
from uitweg.casework.search.actions import finding
from uitweg.casework.search.actions.finding import Shows
from uitweg.casework.spreadsheets.actions import workbook
from uitweg.casework.spreadsheets.actions.workbook import Cell, Column
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission

MOST = 10_000
"""One file holds no more rows; whoever has more takes less at a time."""
CASES = (
    Column("Nummer", 10),
    Column("Stand", 16),
    Column("Coördinator", 24),
    Column("Begonnen op", 14),
)
OF_A_NAME = frozenset({SHEET_GROUPS[SheetKind.PERSON]["called"]})
ACTIONS = (
    Column("Nummer", 10),
    Column("Actie", 60),
    Column("Wanneer", 14),
    Column("Wie", 24),
)
PERIODS = (
    Column("Nummer", 10),
    Column("Termijn", 60),
    Column("Vanaf", 14),
    Column("Laatste dag", 14),
    Column("Tot", 8),
)


@dataclass(frozen=True)
class Listed:
    """A list as it is seen, and what of which case is in it."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    parts: Sequence[Part]


def cases(*, of: Member, narrowed: Narrowed) -> Listed:
    """Return the cases that this member may see and chose, newest first, as the page lists them."""
    found = list(narrowed.of(of)[: MOST + 1])
    parts = [Part(case, 1, frozenset()) for case in found]
    return Listed("Casussen", CASES, [_row(case) for case in found], parts)


def found(
    *,
    text: str,
    of: Actor,
) -> Listed:
    """Return what search finds that this member may read; nothing of a colleague's."""
    hits = finding.search(text=text, by=of).mine
    read = [hit for hit in hits if hit.shows is Shows.CASE]
    rows = [(*_row(hit.case), hit.called) for hit in read]
    parts = [Part(hit.case, 1, OF_A_NAME if hit.called else frozenset()) for hit in read]
    return Listed("Gevonden", [*CASES, Column("Roepnaam", 20)], rows, parts)


def _row(case: Case) -> tuple[Cell, ...]:
    state, opened = STATE_WORDS[CaseState(case.state)], timezone.localdate(case.opened_at)
    return case.number, state, case.coordinator.name, opened


def actions(
    *,
    of: Actor,
) -> Listed:
    """Return what stands on this member's name and is open, the oldest day first."""
    found = plan.board(of=of, until=date.max, most=MOST + 1)
    rows: list[Sequence[Cell]] = [
        (one.row.case.number, one.text or "(gaat niet open)", one.row.due_on, of.member.name)
        for one in found
    ]
    return Listed("Acties", ACTIONS, rows, _parts((o.row.case, o.row.group) for o in found))


def running(
    *,
    of: Actor,
) -> Listed:
    """Return what runs in the cases this member leads or stands in for, the soonest end first."""
    found = periods.board(of=of, most=MOST + 1)
    zone = timezone.get_current_timezone()
    rows: list[Sequence[Cell]] = [
        (
            one.row.case.number,
            one.name,
            one.row.start.day(zone),
            last_day(one.row.end, zone),
            f"{timezone.localtime(one.row.ends_at):%H:%M}" if one.row.ends_has_time else None,
        )
        for one in found
    ]
    return Listed("Termijnen", PERIODS, rows, _parts((o.row.case, o.row.group) for o in found))


def _parts(rows: Iterable[tuple[Case, str]]) -> list[Part]:
    """Say of each case how many of its rows are in a list, and about what."""
    groups: dict[Case, list[DataGroup]] = {}
    for case, group in rows:
        groups.setdefault(case, []).append(DataGroup(group))
    return [Part(case, len(each), frozenset(each)) for case, each in groups.items()]


def export(
    *,
    listed: Listed,
    why: Why,
    by: Actor,
) -> bytes:
    """Return the list as .xlsx, written down of each case in it first. Raises NotPossible."""
    require(by.member, Permission.CASE_LIST)
    if not listed.rows:
        raise NotPossible("list-empty")
    if len(listed.rows) > MOST:
        raise NotPossible("list-too-long")
    made = workbook.written(listed.title, listed.columns, listed.rows)
    disclosures.disclose(parts=listed.parts, content=made, via=Via.EXPORT, why=why, by=by)
    return made
