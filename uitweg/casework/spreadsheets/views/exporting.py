"""The pages that export a list as an Excel file, after asking what it is for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.casework.cases.table.forms import CaseFilter
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
"""As in the search form."""
DOWNLOAD_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE)
def export_cases(request: MemberRequest) -> HttpResponse:
    """Export the cases that the member may see, filtered as on the page."""
    case_filter = CaseFilter.from_query(request.GET)
    back = reverse("cases") + (f"?{case_filter.query}" if case_filter.query else "")
    export = exporting.list_cases(
        case_filter=case_filter, by=request.actor, is_preview=request.method != "POST"
    )
    return _export_page(request, export, back=back)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE)
def export_actions(request: MemberRequest) -> HttpResponse:
    """Export the member's own open actions."""
    export = exporting.list_actions(by=request.actor)
    return _export_page(request, export, back=reverse("now"))


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE)
def export_periods(request: MemberRequest) -> HttpResponse:
    """Export the running periods of the member's cases."""
    export = exporting.list_periods(by=request.actor)
    return _export_page(request, export, back=reverse("now"))


@require_POST
@needs(Permission.CASE_DISCLOSE)
def export_found_cases(request: MemberRequest) -> HttpResponse:
    """Export what a search found; its words are sent in the body, never in the address."""
    query = " ".join(request.POST.get("q", "")[:QUERY_MAX_LENGTH].split())
    try:
        SEARCH_RATE_LIMIT.count_search(request.member.pk)
    except SearchedTooOften:
        raise NotPossible(exporting.ExportRefusal.SEARCH_TOO_FAST) from None
    export = exporting.list_found_cases(text=query, by=request.actor)
    return _export_page(request, export, back=reverse("search"), query=query)


def _export_page(
    request: MemberRequest, export: ExportList, *, back: str, query: str = ""
) -> HttpResponse:
    """Show the form, or answer with the file when it was filled in right.

    A search page posts here too, with `query` but without the fields of the form.
    """
    is_from_search = bool(query) and "purpose" not in request.POST
    is_submitted = request.method == "POST" and not is_from_search
    form = ExportReasonForm(request.POST) if is_submitted else None
    if form is None or not form.is_valid():
        return _form_page(request, export, back, form, query)
    now = timezone.now()
    content = exporting.export_list(
        export=export, statement=form.statement, by=request.actor.at(now)
    )
    return workbook_response(content, f"{export.title.lower()}-{timezone.localdate(now)}.xlsx")


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """Answer with a workbook; `disclosures.disclose()` recorded the cases in it before."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = DOWNLOAD_CSP
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _form_page(
    request: MemberRequest,
    export: ExportList,
    back: str,
    form: ExportReasonForm | None,
    query: str,
) -> HttpResponse:
    own_use = {
        "purpose": OWN_PURPOSE,
        "recipient": request.member.name,
        "basis": DisclosureBasis.OWN_WORK.value,
    }
    context = {
        "export": export,
        "count": len(export.rows),
        "is_too_long": len(export.rows) > exporting.MAX_ROWS,
        "max_rows": exporting.MAX_ROWS,
        "back": back,
        "query": query,
        "form": form or ExportReasonForm(initial=own_use),
        "bases": DisclosureBasis.choices(),
    }
    return render(request, "spreadsheets/export.html", context, status=400 if form else 200)
