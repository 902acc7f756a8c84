"""Filtering and sorting the list of cases, and choosing its columns, for page and spreadsheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from uitweg.casework.cases.case.models import Case, CaseGrant, CaseQuerySet
from uitweg.casework.cases.case.rules.contents import UNSAFE_RISKS
from uitweg.casework.cases.case.rules.grants import READ_LEVELS
from uitweg.casework.cases.case.rules.visibility import ASPECT_GROUPS, CaseAspect
from uitweg.casework.cases.case.rules.workflow import CLOSED_STATES, OPEN_STATES
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.table.actions.case_table import CaseRow
from uitweg.casework.cases.table.rules import CaseColumn, sort_rows, urgency
from uitweg.platform.accounts.models import Member

MINE, OPEN, CLOSED, ONLY = "mij", "open", "dicht", "ja"
"""The values in the page's address."""
ALL_AT_ONCE = 200
"""Up to so many cases the whole list is shown in order; names are sealed, so sorting opens them."""
MOST_COUNTED = 999
"""What a chip counts to; past that it says so, and the database stops."""


VERY_MANY = 5_000
"""From so many grants on a query looks case by case; `bench/case_list.py` measures both."""


@dataclass(frozen=True)
class FilterChip:
    """A filter: its words, the query that switches it, and how many cases it leaves."""

    words: str
    query: str
    is_on: bool
    count: int

    @property
    def count_words(self) -> str:
        return f"meer dan {MOST_COUNTED}" if self.count > MOST_COUNTED else str(self.count)


class ColumnsForm(forms.Form):
    """The columns that a member wants to see; the name is there whatever is ticked."""

    kolom = forms.MultipleChoiceField(choices=CaseColumn.choices(), required=False)


def reads_very_many(member: Member) -> bool:
    """Tell whether listing this member's grants would take longer than looking case by case."""
    grants = CaseGrant.objects.active_for(member.pk, READ_LEVELS)
    return grants[:VERY_MANY].count() == VERY_MANY


@dataclass(frozen=True)
class CaseFilter:
    """The chosen filters and order; `state` is OPEN, CLOSED or "" for both.

    Without `sort` the least safe comes first, then the earliest day; in a list of more than
    `ALL_AT_ONCE` cases the newest.
    """

    mine: bool = False
    state: str = ""
    unsafe: bool = False
    late: bool = False
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
            unsafe=query.get("onveilig") == ONLY,
            late=query.get("telaat") == ONLY,
            sort=CaseColumn(column) if column in CaseColumn else None,
            is_descending=order.startswith("-") and column in CaseColumn,
        )

    def cases_for(self, member: Member, *, is_most: bool | None = None) -> CaseQuerySet:
        """Return the cases this member may read that fit the filters, newest first.

        Filtering on unsafe or late shows only cases whose risk or action this member may see.
        `is_most` is `reads_very_many(member)`, from a caller that has it already.
        """
        if is_most is None:
            is_most = reads_very_many(member)
        group = ASPECT_GROUPS[CaseAspect.RISK] if self.unsafe else None
        cases = Case.objects.visible_to(member, about=group, is_most=is_most)
        if self.mine:
            cases = cases.filter(coordinator=member)
        if self.state == OPEN:
            cases = cases.filter(state__in=OPEN_STATES)
        elif self.state == CLOSED:
            cases = cases.filter(state__in=CLOSED_STATES)
        if self.unsafe:
            cases = cases.filter(risk__in=UNSAFE_RISKS)
        if self.late:
            late = Action.objects.late_for(member, today=timezone.localdate())
            cases = cases.filter(Exists(late.filter(case=OuterRef("pk"))))
        return cases.select_related("coordinator").order_by("-id")

    @property
    def query(self) -> str:
        """Return the filters as the query of an address; "" when nothing is chosen."""
        parameters = {
            "van": MINE if self.mine else "",
            "stand": self.state,
            "onveilig": ONLY if self.unsafe else "",
            "telaat": ONLY if self.late else "",
            "volgorde": f"{'-' * self.is_descending}{self.sort}" if self.sort else "",
        }
        return urlencode({name: value for name, value in parameters.items() if value})

    def chips_for(self, member: Member) -> list[FilterChip]:
        """Return each filter with how many cases it leaves, together with those that are on."""
        is_open, is_closed = self.state == OPEN, self.state == CLOSED
        options = [
            ("Van mij", replace(self, mine=True), replace(self, mine=False), self.mine),
            ("Open", replace(self, state=OPEN), replace(self, state=""), is_open),
            ("Gesloten", replace(self, state=CLOSED), replace(self, state=""), is_closed),
            ("Onveilig", replace(self, unsafe=True), replace(self, unsafe=False), self.unsafe),
            ("Te laat", replace(self, late=True), replace(self, late=False), self.late),
        ]
        is_most = reads_very_many(member)
        return [
            FilterChip(words, (off if is_on else on).query, is_on, on._count_for(member, is_most))
            for words, on, off, is_on in options
        ]

    def _count_for(self, member: Member, is_most: bool) -> int:
        """Return how many cases fit, counted no further than one past `MOST_COUNTED`."""
        return self.cases_for(member, is_most=is_most).order_by()[: MOST_COUNTED + 1].count()

    def sorted_rows(self, rows: list[CaseRow]) -> list[CaseRow]:
        """Sort rows as chosen, by what the reader sees; a long list without a choice stays."""
        if self.sort is None:
            is_long = len(rows) > ALL_AT_ONCE
            return rows if is_long else sorted(rows, key=lambda row: urgency(row.facts))
        return sort_rows(rows, self.sort, lambda row: row.facts, is_descending=self.is_descending)

    @property
    def is_narrowed(self) -> bool:
        return self.mine or bool(self.state) or self.unsafe or self.late

    def headings(self, columns: Iterable[CaseColumn]) -> list[tuple[CaseColumn, str, str]]:
        """Return each column, the query that sorts by it, and its `aria-sort` or ""."""
        listed = []
        for column in columns:
            is_now = column is self.sort
            switched = replace(self, sort=column, is_descending=is_now and not self.is_descending)
            direction = ("descending" if self.is_descending else "ascending") if is_now else ""
            listed.append((column, switched.query, direction))
        return listed
