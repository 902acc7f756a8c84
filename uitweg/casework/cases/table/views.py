"""The list of cases a member may read, and the lead's list of every case of the team."""

import re
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import UNSAFE_RISKS, Risk
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.table.actions.case_table import columns_of, tabulate_cases
from uitweg.casework.cases.table.forms import ALL_AT_ONCE, CaseFilter, ColumnsForm
from uitweg.casework.cases.table.models import ChosenColumns
from uitweg.casework.cases.table.rules import CaseColumn
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

CASES_PER_PAGE = 100
"""Of a list longer than `ALL_AT_ONCE`."""
TEAM_CASES_PER_PAGE = 50
JUST_DONE = re.compile(r"done-(\d{1,18})", re.ASCII)


@require_GET
@needs(Permission.CASE_LIST)
def cases(request: MemberRequest) -> HttpResponse:
    """The cases this member may read, filtered and sorted as the address says."""
    case_filter, before = CaseFilter.from_query(request.GET), None
    found = case_filter.cases_for(request.member)
    if not case_filter.sort:
        before = row_number_in(request.GET.get("voor", ""))
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found[: ALL_AT_ONCE + 1])
    is_long = len(page) > ALL_AT_ONCE
    is_in_pages = not case_filter.sort and (is_long or before is not None)
    shown = page[: CASES_PER_PAGE if is_in_pages else ALL_AT_ONCE]
    rows = tabulate_cases(cases=shown, by=request.actor)
    just_done = JUST_DONE.fullmatch(request.GET.get("net", ""))
    columns = columns_of(request.member)
    context = {
        "rows": rows if is_in_pages else case_filter.sorted_rows(rows),
        "next": shown[-1].pk if is_in_pages and len(page) > len(shown) else None,
        "is_in_pages": is_in_pages,
        "page_size": CASES_PER_PAGE,
        "sorted_limit": ALL_AT_ONCE if is_long and case_filter.sort else None,
        "case_filter": case_filter,
        "chips": case_filter.chips_for(request.member),
        "columns": columns,
        "headings": case_filter.headings(columns),
        "all_columns": case_filter.headings(CaseColumn),
        "done_action": just_done and just_done[1],
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }
    return render(request, "table/cases.html", context)


@require_POST
@needs(Permission.CASE_LIST)
def choose_columns(request: MemberRequest) -> HttpResponse:
    """Keep which columns this member sees, here and in the Excel file."""
    form, case_filter = ColumnsForm(request.POST), CaseFilter.from_query(request.GET)
    if form.is_valid():
        chosen = {"columns": [CaseColumn.NAME.value, *form.cleaned_data["kolom"]]}
        ChosenColumns.objects.update_or_create(member=request.member, defaults=chosen)
    return redirect(f"{reverse('cases')}?{case_filter.query}")


@require_GET
@needs(Permission.CASE_OVERSEE)
def team_cases(request: MemberRequest) -> HttpResponse:
    """Every case of the team by number, owner, state and risk; nothing sealed is opened."""
    rows = Case.objects.select_related("coordinator").order_by("-id")
    before = row_number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page, today = list(rows[:TEAM_CASES_PER_PAGE]), timezone.localdate()
    listed = [
        {
            "case": case,
            "state": CaseState(case.state).words,
            "risk": Risk(case.risk).words if case.is_open else "",
            "is_acute": case.is_open and case.risk == Risk.ACUTE,
            "is_unsafe": case.is_open and case.risk in UNSAFE_RISKS,
            "ownerless": case.is_open and not case.coordinator.is_active_on(today),
        }
        for case in page
    ]
    context = {"rows": listed, "next": page[-1].pk if len(page) == TEAM_CASES_PER_PAGE else None}
    return render(request, "table/team_cases.html", context)
