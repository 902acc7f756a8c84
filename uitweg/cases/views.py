"""Opening a case, its list, its page, and writing in it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.access import trail
from uitweg.access.addresses import number_in
from uitweg.access.gate import needs, require
from uitweg.access.rules import Permission, may
from uitweg.access.sessions import MemberRequest
from uitweg.cases import actions
from uitweg.cases.forms import EntryForm
from uitweg.cases.models import Case
from uitweg.cases.rules import KIND_WORDS, STATE_WORDS, CaseState, EntryKind
from uitweg.reports import actions as report_actions
from uitweg.reports.models import Report
from uitweg.sealing import tokens

PAGE = 50


@require_POST
@needs(Permission.CASE_OPEN, keys=True)
def open_case(request: MemberRequest, report_id: int) -> HttpResponse:
    """One click on the report: it becomes my case."""
    report = get_object_or_404(Report, pk=report_id)
    said = report_actions.read(report=report, by=request.member, keyring=request.keyring)
    case = actions.open_case(
        report=report, said=said, by=request.member, keyring=request.keyring, now=timezone.now()
    )
    return redirect("case", case.pk)


@require_GET
@needs(Permission.CASE_LIST)
def cases(request: MemberRequest) -> HttpResponse:
    """The cases I may see, newest first."""
    rows = Case.objects.seen_by(request.member).select_related("coordinator").order_by("-id")
    before = number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[:PAGE])
    for case in page:
        case.state_words = STATE_WORDS[CaseState(case.state)]  # type: ignore[attr-defined]
    return render(
        request,
        "cases/cases.html",
        {"cases": page, "next": page[-1].pk if len(page) == PAGE else None},
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ, keys=True)
def case(request: MemberRequest, case_id: int) -> HttpResponse:
    """The case: where it stands, its timeline, who read it; and a box to write in."""
    found = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    require(request.member, Permission.CASE_READ, found)
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_entry(
            case=found,
            kind=EntryKind(form.cleaned_data["kind"]),
            text=form.cleaned_data["text"],
            by=request.member,
            keyring=request.keyring,
            form_key=form.cleaned_data["key"],
            now=timezone.now(),
        )
        return redirect("case", found.pk)
    entries = actions.read(case=found, by=request.member, keyring=request.keyring)
    words = {
        "case": found,
        "state": STATE_WORDS[CaseState(found.state)],
        "entries": entries,
        "form": form,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "kinds": [(k.value, w) for k, w in KIND_WORDS.items() if k is not EntryKind.REPORT],
        "may_write": may(request.member, Permission.CASE_WRITE, found),
        "report_number": f"M-{found.report_id:04d}" if found.report_id else "",
        "readings": trail.readings(found),
        "today": timezone.localtime(),
    }
    return render(request, "cases/case.html", words, status=400 if form.is_bound else 200)
