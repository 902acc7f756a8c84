"""A list as an Excel file: one small step that asks what it is for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.cases.forms.case_filter import CaseFilter
from uitweg.casework.cases.rules.disclosures import DisclosureBasis
from uitweg.casework.search.actions.rate_limit import SEARCH_RATE_LIMIT, SearchedTooOften
from uitweg.casework.spreadsheets.actions import exporting
from uitweg.casework.spreadsheets.actions.exporting import ExportList
from uitweg.casework.spreadsheets.actions.workbook import XLSX
from uitweg.casework.spreadsheets.forms import OWN_PURPOSE, ExportReasonForm
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

QUERY_MAX_LENGTH = 200
"""As in the search box."""
DOWNLOAD_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE, keys=True)
def export_cases(request: MemberRequest) -> HttpResponse:
    """The cases I may see, as I narrowed them, as a file."""
    narrowed = CaseFilter.said(request.GET)
    back = reverse("cases") + (f"?{narrowed.query}" if narrowed.query else "")
    return _export_page(
        request, exporting.list_cases(of=request.member, narrowed=narrowed), back=back
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE, keys=True)
def export_actions(request: MemberRequest) -> HttpResponse:
    """What stands on my name, as a file."""
    listed = exporting.list_actions(of=request.actor)
    return _export_page(request, listed, back=reverse("now"))


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE, keys=True)
def export_periods(request: MemberRequest) -> HttpResponse:
    """What runs out in my cases, as a file."""
    listed = exporting.list_periods(of=request.actor)
    return _export_page(request, listed, back=reverse("now"))


@require_POST
@needs(Permission.CASE_DISCLOSE, keys=True)
def export_found_cases(request: MemberRequest) -> HttpResponse:
    """What I found, as a file; the words travel in the body here too."""
    asked = " ".join(request.POST.get("q", "")[:QUERY_MAX_LENGTH].split())
    try:
        SEARCH_RATE_LIMIT.step(request.member.pk)
    except SearchedTooOften:
        raise NotPossible("search-too-fast") from None
    listed = exporting.list_found_cases(text=asked, of=request.actor)
    return _export_page(request, listed, back=reverse("search"), asked=asked)


def _export_page(
    request: MemberRequest, listed: ExportList, *, back: str, asked: str = ""
) -> HttpResponse:
    from_search = bool(asked) and "purpose" not in request.POST
    form = ExportReasonForm(request.POST) if request.method == "POST" and not from_search else None
    if form is None or not form.is_valid():
        return _page(request, listed, back, form, asked)
    moment = timezone.now()
    made = exporting.export_list(listed=listed, why=form.why, by=request.actor.at(moment))
    name = f"{listed.title.lower()}-{timezone.localdate(moment)}.xlsx"
    return workbook_response(made, name)


def workbook_response(made: bytes, name: str) -> HttpResponse:
    """Hand out a workbook; what is of a case in it went through `disclosures.disclose(` first."""
    answer = HttpResponse(made, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = DOWNLOAD_CSP
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(
    request: MemberRequest, listed: ExportList, back: str, form: ExportReasonForm | None, asked: str
) -> HttpResponse:
    mine = {
        "purpose": OWN_PURPOSE,
        "recipient": request.member.name,
        "basis": DisclosureBasis.OWN_WORK.value,
    }
    words = {
        "listed": listed,
        "count": len(listed.rows),
        "too_many": len(listed.rows) > exporting.MAX_ROWS,
        "most": exporting.MAX_ROWS,
        "back": back,
        "asked": asked,
        "form": form or ExportReasonForm(initial=mine),
        "bases": DisclosureBasis.choices(),
    }
    return render(request, "spreadsheets/export.html", words, status=400 if form else 200)
