"""Exporting a list as an Excel file: only what the member sees, recorded before it leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.periods.rules import last_day
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.casework.cases.table.actions.case_table import CaseRow, columns_of, tabulate_cases
from uitweg.casework.cases.table.forms import CaseFilter
from uitweg.casework.cases.table.rules import CaseColumn
from uitweg.casework.search.actions import case_search
from uitweg.casework.search.actions.case_search import HitVisibility
from uitweg.casework.spreadsheets.actions import workbook
from uitweg.casework.spreadsheets.actions.workbook import SheetCell, SheetColumn
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission

MAX_ROWS = 10_000
"""In one file; a longer list has to be narrowed first."""
CASE_TABLE_WIDTHS = {
    CaseColumn.NAME: 20,
    CaseColumn.PLACE: 30,
    CaseColumn.RISK: 20,
    CaseColumn.NEXT_ACTION: 60,
    CaseColumn.OWNER: 24,
}
CASE_COLUMNS = (
    SheetColumn("Nummer", 10),
    SheetColumn("Stand", 16),
    SheetColumn("Coördinator", 24),
    SheetColumn("Begonnen op", 14),
)
NAME_GROUPS = frozenset({SHEET_FIELDS[SheetKind.PERSON]["called"].group})
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


UNREADABLE = "(gaat niet open)"
"""Stands for a text that does not decrypt."""


class ExportRefusal(Refusal):
    IMPORT_EMPTY = "Er staat niets op deze lijst. Er is niets naar buiten gegaan."
    IMPORT_TOO_LONG = "Deze lijst is te lang voor één bestand. Er is niets naar buiten gegaan."
    SEARCH_TOO_FAST = "Dit ging te snel achter elkaar. Over een minuut kan het weer."


@dataclass(frozen=True)
class ExportList:
    """A list to export.

    `parts` says, for each case in it, how many rows are about it and which data groups they show.
    """

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[SheetCell]]
    parts: Sequence[DisclosurePart]


def list_cases(*, case_filter: CaseFilter, by: Actor, is_preview: bool) -> ExportList:
    """Return the cases that this member may see and chose, in the order and columns of the page.

    A preview has no more than the numbers: it decrypts nothing.
    """
    columns = columns_of(by.member)
    headings = (
        SheetColumn("Nummer", 10),
        *(SheetColumn(column.words, CASE_TABLE_WIDTHS.get(column, 14)) for column in columns),
        SheetColumn("Begon met", 60),
    )
    cases = list(case_filter.cases_for(by.member)[: MAX_ROWS + 1])
    if is_preview or len(cases) > MAX_ROWS:
        return ExportList("Casussen", headings, [(case.number,) for case in cases], [])
    table = case_filter.sorted_rows(tabulate_cases(cases=cases, by=by))
    parts = [DisclosurePart(row.item.case, 1, row.groups_in(columns)) for row in table]
    return ExportList("Casussen", headings, [_table_row(row, columns) for row in table], parts)


def _table_row(row: CaseRow, columns: Sequence[CaseColumn]) -> tuple[SheetCell, ...]:
    facts = row.facts
    cells: dict[CaseColumn, SheetCell] = {
        CaseColumn.NAME: facts.name,
        CaseColumn.AGE: facts.age,
        CaseColumn.PLACE: facts.place,
        CaseColumn.RISK: facts.risk.words if facts.risk else "",
        CaseColumn.LAST_CONTACT: facts.last_contact,
        CaseColumn.NEXT_ACTION: facts.next_action,
        CaseColumn.DUE_ON: facts.due_on,
        CaseColumn.OWNER: facts.owner,
        CaseColumn.STATE: facts.state.words if facts.state else "",
        CaseColumn.GROUND: facts.ground.words if facts.ground else "",
        CaseColumn.REVIEW_ON: facts.review_on,
        CaseColumn.OPENED_ON: facts.opened_on,
    }
    return (row.item.case.number, *(cells[column] for column in columns), row.beginning)


def list_found_cases(*, text: str, by: Actor) -> ExportList:
    """Return the cases that a search for `text` finds and that `by` may read."""
    hits = [
        hit
        for hit in case_search.search_cases(text=text, by=by).mine
        if hit.shows is HitVisibility.CASE
    ]
    rows = [(*_case_cells(hit.case), hit.known_as) for hit in hits]
    parts = [
        DisclosurePart(hit.case, 1, NAME_GROUPS if hit.known_as else frozenset()) for hit in hits
    ]
    return ExportList("Gevonden", [*CASE_COLUMNS, SheetColumn("Roepnaam", 20)], rows, parts)


def _case_cells(case: Case) -> tuple[SheetCell, ...]:
    state, opened_on = CaseState(case.state).words, timezone.localdate(case.opened_at)
    return case.number, state, case.coordinator.name, opened_on


def list_actions(*, by: Actor) -> ExportList:
    """Return the open actions of this member, the oldest day first."""
    actions = plan.actions_for_dashboard(by=by, until=date.max, limit=MAX_ROWS + 1)
    rows: list[Sequence[SheetCell]] = [
        (action.row.case.number, action.text or UNREADABLE, action.row.due_on, by.member.name)
        for action in actions
    ]
    parts = _parts((action.row.case, action.row.group) for action in actions)
    return ExportList("Acties", ACTION_COLUMNS, rows, parts)


def list_periods(*, by: Actor) -> ExportList:
    """Return the running periods of the cases that `by` leads or deputises, soonest end first."""
    running = periods.periods_for_dashboard(by=by, limit=MAX_ROWS + 1)
    zone = timezone.get_current_timezone()
    rows: list[Sequence[SheetCell]] = [
        (
            period.row.case.number,
            period.name,
            period.row.start.day(zone),
            last_day(period.row.end, zone),
            f"{timezone.localtime(period.row.ends_at):%H:%M}" if period.row.ends_has_time else None,
        )
        for period in running
    ]
    parts = _parts((period.row.case, period.row.group) for period in running)
    return ExportList("Termijnen", PERIOD_COLUMNS, rows, parts)


def _parts(rows: Iterable[tuple[Case, str]]) -> list[DisclosurePart]:
    """Return for each case how many of its rows are in the list, and their data groups."""
    groups_by_case: dict[Case, list[DataGroup]] = {}
    for case, group in rows:
        groups_by_case.setdefault(case, []).append(DataGroup(group))
    return [
        DisclosurePart(case, len(groups), frozenset(groups))
        for case, groups in groups_by_case.items()
    ]


def export_list(*, export: ExportList, statement: DisclosureStatement, by: Actor) -> bytes:
    """Return the list as .xlsx, after recording a disclosure for each case in it.

    Raises NotPossible when the list is empty or too long.
    """
    require(by, Permission.CASE_LIST)
    if not export.rows:
        raise NotPossible(ExportRefusal.IMPORT_EMPTY)
    if len(export.rows) > MAX_ROWS:
        raise NotPossible(ExportRefusal.IMPORT_TOO_LONG)
    content = workbook.write_workbook(export.title, export.columns, export.rows)
    disclosures.disclose(
        parts=export.parts, content=content, via=DisclosureMethod.EXPORT, statement=statement, by=by
    )
    return content
