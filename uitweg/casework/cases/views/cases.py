"""Opening a case, its list, its page, writing in it and moving it on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.cases.actions import entries, opening, workflow
from uitweg.casework.cases.actions.case_list import listed
from uitweg.casework.cases.forms.case_filter import Narrowed
from uitweg.casework.cases.forms.entries import EntryForm
from uitweg.casework.cases.forms.workflow import FrameForm, MoveForm
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.grounds import Ground
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.views.case_page import case_page
from uitweg.casework.cases.views.emergency_access import glass_page
from uitweg.channel.actions import reports as report_actions
from uitweg.channel.models import Report
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import number_in

PAGE = 50


@require_POST
@needs(Permission.CASE_OPEN, keys=True)
def open_case(request: MemberRequest, report_id: int) -> HttpResponse:
    """One click on the report: it becomes my case."""
    report = get_object_or_404(Report, pk=report_id)
    said = report_actions.read(report=report, by=request.actor)
    case = opening.open_case(report=report, said=said, by=request.actor)
    return redirect("case", case.pk)


@require_GET
@needs(Permission.CASE_LIST, keys=True)
def cases(request: MemberRequest) -> HttpResponse:
    """The cases I may see, newest first; fewer when I choose."""
    narrowed = Narrowed.said(request.GET)
    rows = narrowed.of(request.member)
    before = number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[:PAGE])
    return render(
        request,
        "cases/cases.html",
        {
            "cases": listed(cases=page, by=request.actor),
            "next": page[-1].pk if len(page) == PAGE else None,
            "narrowed": narrowed,
        },
    )


def case_to_read(request: MemberRequest, case_id: int) -> Case:
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
            return case_page(request, case_to_read(request, case_id))
        except NotAllowed:
            return glass_page(request, get_object_or_404(Case, pk=case_id), status=403)
    found = case_to_read(request, case_id)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return case_page(request, found, entry=form)
    entries.add_entry(
        case=found,
        kind=EntryKind(form.cleaned_data["kind"]),
        text=form.cleaned_data["text"],
        by=request.actor,
        form_key=form.cleaned_data["key"],
        audience=form.cleaned_data["audience"],
        group=form.cleaned_data["group"],
    )
    return redirect("case", found.pk)


@require_POST
@needs(Permission.CASE_WRITE, keys=True)
def move(request: MemberRequest, case_id: int) -> HttpResponse:
    """On to the next state; or what has to be there first."""
    found, form = case_to_read(request, case_id), MoveForm(request.POST)
    if not form.is_valid():
        raise NotPossible("case-moved")
    try:
        workflow.move(
            case=found,
            then=form.cleaned_data["then"],
            by=request.actor,
            why=form.cleaned_data["why"],
        )
    except workflow.Missing as error:
        return case_page(request, found, missing=error.what)
    return redirect("case", found.pk)


@require_POST
@needs(Permission.CASE_WRITE, keys=True)
def frame(request: MemberRequest, case_id: int) -> HttpResponse:
    """The ground, and the day to look again."""
    found, form = case_to_read(request, case_id), FrameForm(request.POST)
    if not form.is_valid():
        return case_page(request, found, frame=form)
    typed = form.cleaned_data
    try:
        workflow.frame(
            case=found,
            ground=Ground(typed["ground"]),
            look_on=typed["look_on"],
            seen=typed["seen"],
            by=request.actor,
        )
    except workflow.FrameMoved:
        found.refresh_from_db()
        return case_page(request, found, frame=form, frame_moved=True)
    return redirect("case", found.pk)
