"""The pages of a document: choose one, see what is in it and what is not, and fetch it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.consents.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.casework.documents.actions import contents, documents
from uitweg.casework.documents.actions.contents import DocumentLayout
from uitweg.casework.documents.actions.paper_for import set_paper_for
from uitweg.casework.documents.forms import (
    DocumentChoiceForm,
    DocumentDisclosureForm,
    entry_ids_in,
    filled_in,
    omitted_by_hand,
    own_work_statement,
    sources_omitted_by_hand,
    with_defaults,
)
from uitweg.casework.documents.rules import (
    IN_SENTENCES,
    DocumentRecipient,
    OmissionReason,
    document_file_name,
    entry_ids,
    omissions_text,
    too_large_because,
)
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs

DOWNLOAD_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"
CHANGED_MEANWHILE = "Er veranderde intussen iets in deze casus. Kijk nog eens wat erin komt."
MAX_OMISSIONS_LISTED = 200
"""Of the items that stay out; the others are only counted."""
EMPTY_DOCUMENT = "Zo staat er niets in dit papier."


@require_GET
@needs(Permission.CASE_DISCLOSE)
def choose_document(request: MemberRequest, case_id: int) -> HttpResponse:
    """Choose a document and see what would be in it."""
    case = readable_case(request, case_id)
    form = DocumentChoiceForm(with_defaults(request.GET, today=timezone.localdate()))
    if not form.is_valid():
        return _documents_page(request, case, form, status=400)
    documents.require_may_make(case=case, recipient=form.choice.recipient, by=request.actor)
    return _documents_page(request, case, form, layout=_lay_out(request, case, form))


@require_POST
@needs(Permission.CASE_DISCLOSE)
def let_entries_along(request: MemberRequest, case_id: int) -> HttpResponse:
    """Let entries for the team be in this recipient's documents ("mee"), or no longer ("terug").

    What was typed to make the document stays on the page.
    """
    case = readable_case(request, case_id)
    form = DocumentChoiceForm(request.POST)
    if not form.is_valid():
        return _documents_page(request, case, form, status=400)
    is_allowed = "mee" in request.POST
    set_paper_for(
        case=case,
        entry_ids=entry_ids_in(request.POST.get("mee" if is_allowed else "terug", "")),
        recipient=form.choice.recipient,
        is_allowed=is_allowed,
        by=request.actor,
    )
    typed = DocumentDisclosureForm(initial=request.POST.dict()) if "wie" in request.POST else None
    return _documents_page(
        request, case, form, layout=_lay_out(request, case, form), disclosure=typed
    )


@require_POST
@needs(Permission.CASE_DISCLOSE)
def make_document(request: MemberRequest, case_id: int) -> HttpResponse:
    """Fetch the document of the preview, as a PDF or as a page to print.

    When the case changed since the preview, the member gets a new preview instead.
    """
    case = readable_case(request, case_id)
    form = DocumentChoiceForm(request.POST)
    if not form.is_valid():
        return _documents_page(request, case, form, status=400)
    recipient = form.choice.recipient
    documents.require_may_make(case=case, recipient=recipient, by=request.actor)
    preview = _lay_out(request, case, form)
    disclosure = DocumentDisclosureForm(request.POST)
    if recipient is DocumentRecipient.OWN:
        statement = own_work_statement(request.member.name)
    elif disclosure.is_valid():
        statement = disclosure.statement
    else:
        return _documents_page(
            request, case, form, layout=preview, disclosure=disclosure, status=400
        )
    layout = preview.without(
        omitted_by_hand(request.POST), sources_of=sources_omitted_by_hand(request.POST)
    )
    if request.POST.get("gezien") != preview.fingerprint:
        error, status = CHANGED_MEANWHILE, 409
    else:
        error = too_large_because(layout.items) or ("" if layout.included else EMPTY_DOCUMENT)
        status = 400
    if error:
        return _documents_page(
            request, case, form, layout=preview, disclosure=disclosure, error=error, status=status
        )
    return _document_response(request, case, layout, statement)


def _document_response(
    request: MemberRequest, case: Case, layout: DocumentLayout, statement: DisclosureStatement
) -> HttpResponse:
    to_print = "print" in request.POST
    document = documents.make_document(
        case=case, layout=layout, statement=statement, by=request.actor, to_print=to_print
    )
    if to_print:
        return HttpResponse(document)
    file_name = document_file_name(case.number, layout.choice.kind, layout.choice.recipient)
    return pdf_response(document, file_name)


def pdf_response(pdf: bytes, file_name: str) -> HttpResponse:
    """Send a PDF; `documents.make_document` called `disclosures.disclose(` before."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Content-Security-Policy"] = DOWNLOAD_CSP
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _lay_out(request: MemberRequest, case: Case, form: DocumentChoiceForm) -> DocumentLayout:
    return contents.lay_out_document(case=case, choice=form.choice, by=request.actor)


def _documents_page(
    request: MemberRequest,
    case: Case,
    form: DocumentChoiceForm,
    *,
    layout: DocumentLayout | None = None,
    disclosure: DocumentDisclosureForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    may_write = may(request.actor, Permission.CASE_WRITE, case)
    disclosure = disclosure or _filled_in(layout)
    bases = [basis for basis in DisclosureBasis if basis is not DisclosureBasis.OWN_WORK]
    disclosure.fields["grond"].widget.choices = DisclosureBasis.choices(bases)
    if not may_write:
        form.fields["voor"].choices = DocumentRecipient.choices([DocumentRecipient.OWN])  # type: ignore[attr-defined]
    context = {
        "case": case,
        "form": form,
        "chosen_groups": form["over"].value() or [],
        "error": error,
        "may_write": may_write,
        "disclosure": disclosure,
        "omitted_by_hand": omitted_by_hand(request.POST),
        "sources_omitted_by_hand": sources_omitted_by_hand(request.POST),
        **_preview_context(layout),
    }
    return render(request, "documents/choose_document.html", context, status=status)


def _filled_in(layout: DocumentLayout | None) -> DocumentDisclosureForm:
    if layout is None:
        return DocumentDisclosureForm()
    return filled_in(layout.choice.recipient, layout.previous)


def _preview_context(layout: DocumentLayout | None) -> dict[str, Any]:
    if layout is None:
        return {"layout": None}
    too_large = too_large_because(layout.items)
    omitted = [item for item in layout.items if item.omission is not None]
    for_team = [item for item in omitted if item.omission is OmissionReason.TEAM]
    others = [item for item in omitted if item.omission is not OmissionReason.TEAM]
    team_along = [item for item in layout.included if item.is_team]
    return {
        "layout": layout,
        "included_count": len(layout.included),
        "omitted_count": len(omitted),
        "omissions_text": omissions_text(layout.omissions),
        "to_whom": IN_SENTENCES.get(layout.choice.recipient, ""),
        "for_team": for_team,
        "for_team_ids": entry_ids(for_team),
        "team_along_count": len(team_along),
        "team_along_ids": entry_ids(team_along),
        "too_large": too_large,
        "can_make": bool(layout.included) and not too_large,
        "included": [] if too_large else layout.included,
        "omitted": others[:MAX_OMISSIONS_LISTED],
        "omitted_unlisted": max(0, len(others) - MAX_OMISSIONS_LISTED),
        "is_own": layout.choice.recipient is DocumentRecipient.OWN,
        "is_for_youngster": layout.choice.recipient is DocumentRecipient.YOUNGSTER,
    }
