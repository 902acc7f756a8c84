"""The list of cases a member may read, and the lead's list of every case of the team."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.casework.cases.actions.case_table import tabulate_cases
from uitweg.casework.cases.forms.case_filter import CaseFilter
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS, Risk
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

CASES_PER_PAGE = 50
SORTED_CASES = 200
"""The newest that fit the filters; names and texts are sealed, so the database cannot sort them."""
TEAM_CASES_PER_PAGE = 50


@require_GET
@needs(Permission.CASE_LIST, keys=True)
def cases(request: MemberRequest) -> HttpResponse:
    """The cases this member may read, filtered and sorted as the address says."""
    case_filter = CaseFilter.from_query(request.GET)
    rows = case_filter.cases_for(request.member)
    before = row_number_in(request.GET.get("voor", ""))
    if before is not None and not case_filter.sort:
        rows = rows.filter(pk__lt=before)
    limit = SORTED_CASES if case_filter.sort else CASES_PER_PAGE
    page = list(rows[: limit + 1])
    is_more, page = len(page) > limit, page[:limit]
    context = {
        "rows": case_filter.sorted_rows(tabulate_cases(cases=page, by=request.actor)),
        "next": page[-1].pk if is_more and not case_filter.sort else None,
        "sorted_limit": SORTED_CASES if is_more and case_filter.sort else None,
        "case_filter": case_filter,
    }
    return render(request, "cases/cases.html", context)


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
    return render(request, "cases/team_cases.html", context)
