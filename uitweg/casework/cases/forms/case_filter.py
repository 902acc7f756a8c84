"""Filtering and sorting the list of cases, for the page and its spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from uitweg.casework.cases.actions.case_table import CaseRow
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.models.case import CaseQuerySet
from uitweg.casework.cases.rules.case_table import CaseColumn, sort_rows
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS
from uitweg.casework.cases.rules.visibility import ASPECT_GROUPS, CaseAspect
from uitweg.casework.cases.rules.workflow import OPEN_STATES
from uitweg.platform.accounts.models import Member

MINE, OPEN, CLOSED, UNSAFE_ONLY = "mij", "open", "dicht", "ja"
"""The values in the page's address."""


@dataclass(frozen=True)
class CaseFilter:
    """The chosen filters and order; `state` is OPEN, CLOSED or "" for both.

    Without `sort` the newest case comes first.
    """

    mine: bool = False
    state: str = ""
    unsafe: bool = False
    sort: CaseColumn | None = None
    is_descending: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "CaseFilter":
        """Read the filters from an address's query; unknown values choose nothing."""
        state, order = query.get("stand", ""), query.get("volgorde", "")
        column = order.removeprefix("-")
        return cls(
            mine=query.get("van") == MINE,
            state=state if state in (OPEN, CLOSED) else "",
            unsafe=query.get("onveilig") == UNSAFE_ONLY,
            sort=CaseColumn(column) if column in CaseColumn else None,
            is_descending=order.startswith("-") and column in CaseColumn,
        )

    def cases_for(self, member: Member) -> CaseQuerySet:
        """Return the cases this member may read that fit the filters, newest first.

        Filtering on unsafe shows only cases whose risk this member may see.
        """
        group = ASPECT_GROUPS[CaseAspect.RISK] if self.unsafe else None
        cases = Case.objects.visible_to(member, about=group)
        if self.mine:
            cases = cases.filter(coordinator=member)
        if self.state == OPEN:
            cases = cases.filter(state__in=OPEN_STATES)
        elif self.state == CLOSED:
            cases = cases.exclude(state__in=OPEN_STATES)
        if self.unsafe:
            cases = cases.filter(risk__in=UNSAFE_RISKS)
        return cases.select_related("coordinator").order_by("-id")

    @property
    def query(self) -> str:
        """Return the filters as the query of an address; "" when nothing is chosen."""
        parameters = {
            "van": MINE if self.mine else "",
            "stand": self.state,
            "onveilig": UNSAFE_ONLY if self.unsafe else "",
            "volgorde": f"{'-' * self.is_descending}{self.sort}" if self.sort else "",
        }
        return urlencode({name: value for name, value in parameters.items() if value})

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Return each filter's words, the query that switches it, and whether it is on now."""
        is_open, is_closed = self.state == OPEN, self.state == CLOSED
        options = [
            ("Van mij", replace(self, mine=not self.mine), self.mine),
            ("Open", replace(self, state="" if is_open else OPEN), is_open),
            ("Gesloten", replace(self, state="" if is_closed else CLOSED), is_closed),
            ("Onveilig", replace(self, unsafe=not self.unsafe), self.unsafe),
        ]
        return [(words, switched.query, is_on) for words, switched, is_on in options]

    def sorted_rows(self, rows: list[CaseRow]) -> list[CaseRow]:
        """Sort rows as chosen, by what the reader sees; without a choice they stay as they are."""
        if self.sort is None:
            return rows
        return sort_rows(rows, self.sort, lambda row: row.facts, is_descending=self.is_descending)

    @property
    def is_narrowed(self) -> bool:
        return self.mine or bool(self.state) or self.unsafe

    @property
    def columns(self) -> list[tuple[CaseColumn, str, str]]:
        """Return each column, the query that sorts by it, and its `aria-sort` or ""."""
        listed = []
        for column in CaseColumn:
            is_now = column is self.sort
            switched = replace(self, sort=column, is_descending=is_now and not self.is_descending)
            direction = ("descending" if self.is_descending else "ascending") if is_now else ""
            listed.append((column, switched.query, direction))
        return listed
