"""Opening a case, its list, its page, writing in it and moving it on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.cases.actions import entries, opening
from uitweg.casework.cases.actions.case_list import list_cases
from uitweg.casework.cases.forms.case_filter import CaseFilter
from uitweg.casework.cases.forms.entries import EntryForm
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.cases.views.case_page import case_page
from uitweg.casework.cases.views.emergency_access import emergency_access_page
from uitweg.channel.actions import reports as report_actions
from uitweg.channel.models import Report
from uitweg.platform.accounts.actions.authorization import NotAllowed, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

CASES_PER_PAGE = 50


@require_POST
@needs(Permission.CASE_OPEN, keys=True)
def open_case(request: MemberRequest, report_id: int) -> HttpResponse:
    """One click on the report: it becomes my case."""
    report = get_object_or_404(Report, pk=report_id)
    said = report_actions.open_conversation(report=report, by=request.actor)
    case = opening.open_case(report=report, said=said, by=request.actor)
    return redirect("case", case.pk)


@require_GET
@needs(Permission.CASE_LIST, keys=True)
def cases(request: MemberRequest) -> HttpResponse:
    """The cases I may see, newest first; fewer when I choose."""
    narrowed = CaseFilter.said(request.GET)
    rows = narrowed.of(request.member)
    before = row_number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[:CASES_PER_PAGE])
    return render(
        request,
        "cases/cases.html",
        {
            "cases": list_cases(cases=page, by=request.actor),
            "next": page[-1].pk if len(page) == CASES_PER_PAGE else None,
            "narrowed": narrowed,
        },
    )


def readable_case(request: MemberRequest, case_id: int) -> Case:
    """Return the case when this member may read it; 404 or NotAllowed else."""
    found = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    require(request.member, Permission.CASE_READ, found)
    return found


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ, keys=True)
def case(request: MemberRequest, case_id: int) -> HttpResponse:
    """The case: its card, its timeline, its plan, who read it; and a box to write in."""
    if request.method != "POST":
        try:
            return case_page(request, readable_case(request, case_id))
        except NotAllowed:
            return emergency_access_page(request, get_object_or_404(Case, pk=case_id), status=403)
    found = readable_case(request, case_id)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return case_page(request, found, entry=form)
    entries.add_entry(
        case=found,
        kind=form.cleaned_data["kind"],
        text=form.cleaned_data["text"],
        by=request.actor,
        form_key=form.cleaned_data["key"],
        audience=form.cleaned_data["audience"],
        group=form.cleaned_data["group"],
    )
    return redirect("case", found.pk)


TEAM_CASES_PER_PAGE = 50


@require_GET
@needs(Permission.CASE_OVERSEE)
def team_cases(request: MemberRequest) -> HttpResponse:
    """Every case of the team by number and owner, for the lead; nothing of what is in them."""
    rows = Case.objects.select_related("coordinator").order_by("-id")
    before = row_number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page, today = list(rows[:TEAM_CASES_PER_PAGE]), timezone.localdate()
    shown = [
        {
            "case": case,
            "state": CaseState(case.state).words,
            "ownerless": case.is_at_work and not case.coordinator.is_active_on(today),
        }
        for case in page
    ]
    words = {"rows": shown, "next": page[-1].pk if len(page) == TEAM_CASES_PER_PAGE else None}
    return render(request, "cases/team.html", words)
