"""A list as an Excel file: what this member sees, disclosed before it leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from uitweg.casework.cases.actions import disclosures, periods, plan
from uitweg.casework.cases.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.forms.case_filter import CaseFilter
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.data_groups import SHEET_GROUPS, DataGroup
from uitweg.casework.cases.rules.disclosures import DisclosureMethod
from uitweg.casework.cases.rules.periods import last_day
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.search.actions import case_search
from uitweg.casework.search.actions.case_search import HitVisibility
from uitweg.casework.spreadsheets.actions import workbook
from uitweg.casework.spreadsheets.actions.workbook import SheetCell, SheetColumn
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission

MAX_ROWS = 10_000
"""One file holds no more rows; whoever has more takes less at a time."""
CASE_COLUMNS = (
    SheetColumn("Nummer", 10),
    SheetColumn("Stand", 16),
    SheetColumn("Coördinator", 24),
    SheetColumn("Begonnen op", 14),
)
NAME_GROUPS = frozenset({SHEET_GROUPS[SheetKind.PERSON]["called"]})
ACTION_COLUMNS = (
    SheetColumn("Nummer", 10),
    SheetColumn("Actie", 60),
    SheetColumn("Wanneer", 14),
    SheetColumn("Wie", 24),
)
PERIOD_COLUMNS = (
    SheetColumn("Nummer", 10),
    SheetColumn("Termijn", 60),
    SheetColumn("Vanaf", 14),
    SheetColumn("Laatste dag", 14),
    SheetColumn("Tot", 8),
)


@dataclass(frozen=True)
class ExportList:
    """A list as it is seen, and what of which case is in it."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[SheetCell]]
    parts: Sequence[DisclosurePart]


def list_cases(*, of: Member, narrowed: CaseFilter) -> ExportList:
    """Return the cases that this member may see and chose, newest first, as the page lists them."""
    found = list(narrowed.of(of)[: MAX_ROWS + 1])
    parts = [DisclosurePart(case, 1, frozenset()) for case in found]
    return ExportList("Casussen", CASE_COLUMNS, [_row(case) for case in found], parts)


def list_found_cases(
    *,
    text: str,
    of: Actor,
) -> ExportList:
    """Return what search finds that this member may read; nothing of a colleague's."""
    hits = case_search.search_cases(text=text, by=of).mine
    read = [hit for hit in hits if hit.shows is HitVisibility.CASE]
    rows = [(*_row(hit.case), hit.called) for hit in read]
    parts = [
        DisclosurePart(hit.case, 1, NAME_GROUPS if hit.called else frozenset()) for hit in read
    ]
    return ExportList("Gevonden", [*CASE_COLUMNS, SheetColumn("Roepnaam", 20)], rows, parts)


def _row(case: Case) -> tuple[SheetCell, ...]:
    state, opened = CaseState(case.state).words, timezone.localdate(case.opened_at)
    return case.number, state, case.coordinator.name, opened


def list_actions(
    *,
    of: Actor,
) -> ExportList:
    """Return what stands on this member's name and is open, the oldest day first."""
    found = plan.actions_for_dashboard(by=of, until=date.max, limit=MAX_ROWS + 1)
    rows: list[Sequence[SheetCell]] = [
        (one.row.case.number, one.text or "(gaat niet open)", one.row.due_on, of.member.name)
        for one in found
    ]
    return ExportList(
        "Acties", ACTION_COLUMNS, rows, _parts((o.row.case, o.row.group) for o in found)
    )


def list_periods(
    *,
    of: Actor,
) -> ExportList:
    """Return what runs in the cases this member leads or stands in for, the soonest end first."""
    found = periods.periods_for_dashboard(by=of, limit=MAX_ROWS + 1)
    zone = timezone.get_current_timezone()
    rows: list[Sequence[SheetCell]] = [
        (
            one.row.case.number,
            one.name,
            one.row.start.day(zone),
            last_day(one.row.end, zone),
            f"{timezone.localtime(one.row.ends_at):%H:%M}" if one.row.ends_has_time else None,
        )
        for one in found
    ]
    return ExportList(
        "Termijnen", PERIOD_COLUMNS, rows, _parts((o.row.case, o.row.group) for o in found)
    )


def _parts(rows: Iterable[tuple[Case, str]]) -> list[DisclosurePart]:
    """Say of each case how many of its rows are in a list, and about what."""
    groups: dict[Case, list[DataGroup]] = {}
    for case, group in rows:
        groups.setdefault(case, []).append(DataGroup(group))
    return [DisclosurePart(case, len(each), frozenset(each)) for case, each in groups.items()]


def export_list(
    *,
    listed: ExportList,
    why: DisclosureStatement,
    by: Actor,
) -> bytes:
    """Return the list as .xlsx, written down of each case in it first. Raises NotPossible."""
    require(by.member, Permission.CASE_LIST)
    if not listed.rows:
        raise NotPossible("import-empty")
    if len(listed.rows) > MAX_ROWS:
        raise NotPossible("import-too-long")
    made = workbook.write_workbook(listed.title, listed.columns, listed.rows)
    disclosures.disclose(
        parts=listed.parts, content=made, via=DisclosureMethod.EXPORT, statement=why, by=by
    )
    return made
