"""Papers of a case: choose, see what goes along and what does not, and let it leave."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.disclosures import DisclosureBasis
from uitweg.casework.cases.views.readable_case import readable_case
from uitweg.casework.documents.actions import contents, documents
from uitweg.casework.documents.actions.contents import DocumentLayout
from uitweg.casework.documents.forms import (
    DocumentChoiceForm,
    DocumentDisclosureForm,
    omitted_by_hand,
    own_work_reason,
    with_defaults,
)
from uitweg.casework.documents.rules import (
    DocumentItem,
    DocumentKind,
    DocumentRecipient,
    document_file_name,
    omissions_text,
    too_large_because,
)
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs

DOWNLOAD_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"
CHANGED_MEANWHILE = "Er veranderde intussen iets in deze casus. Kijk nog eens wat erin komt."
MAX_OMISSIONS_LISTED = 200
"""So many of what stays out are named; the rest is counted."""
EMPTY_DOCUMENT = "Zo staat er niets in dit papier."


@require_GET
@needs(Permission.CASE_DISCLOSE, keys=True)
def choose_document(request: MemberRequest, case_id: int) -> HttpResponse:
    """Choose a paper, and see what would be in it."""
    case = readable_case(request, case_id)
    form = DocumentChoiceForm(with_defaults(request.GET, today=timezone.localdate()))
    if not form.is_valid():
        return _page(request, case, form, status=400)
    documents.require_may_make(case=case, reader=form.choice.reader, by=request.actor)
    return _page(request, case, form, laid=_lay_out(request, case, form))


@require_POST
@needs(Permission.CASE_DISCLOSE, keys=True)
def make_document(request: MemberRequest, case_id: int) -> HttpResponse:
    """Let it leave, as a PDF or as a page to print; exactly what was looked at."""
    case = readable_case(request, case_id)
    form = DocumentChoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=400)
    reader = form.choice.reader
    documents.require_may_make(case=case, reader=reader, by=request.actor)
    seen = _lay_out(request, case, form)
    leave = DocumentDisclosureForm(request.POST) if reader is not DocumentRecipient.OWN else None
    if leave is not None and not leave.is_valid():
        return _page(request, case, form, laid=seen, leave=leave, status=400)
    if request.POST.get("gezien") != seen.mark:
        return _page(
            request, case, form, laid=seen, leave=leave, wrong=CHANGED_MEANWHILE, status=409
        )
    laid = seen.without(omitted_by_hand(request.POST))
    if wrong := too_large_because(laid.items) or ("" if laid.taken else EMPTY_DOCUMENT):
        return _page(request, case, form, laid=seen, leave=leave, wrong=wrong, status=400)
    return _hand_out(
        request, case, laid, leave.why if leave else own_work_reason(request.member.name)
    )


def _hand_out(
    request: MemberRequest, case: Case, laid: DocumentLayout, why: DisclosureStatement
) -> HttpResponse:
    to_print = "print" in request.POST
    made = documents.make_document(
        case=case, laid=laid, why=why, by=request.actor, to_print=to_print
    )
    name = document_file_name(case.number, laid.choice.paper, laid.choice.reader)
    return HttpResponse(made) if to_print else _as_file(made, name)


def _as_file(made: bytes, name: str) -> HttpResponse:
    """Hand out a PDF; `making.make` called `disclosures.disclose(` before it came back."""
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = DOWNLOAD_CSP
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _lay_out(request: MemberRequest, case: Case, form: DocumentChoiceForm) -> DocumentLayout:
    return contents.lay_out_document(case=case, choice=form.choice, by=request.actor)


def _page(
    request: MemberRequest,
    case: Case,
    form: DocumentChoiceForm,
    *,
    laid: DocumentLayout | None = None,
    leave: DocumentDisclosureForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    works = may(request.member, Permission.CASE_WRITE, case)
    words: dict[str, Any] = {
        "case": case,
        "form": form,
        "papers": DocumentKind.choices(),
        "readers": DocumentRecipient.choices(None if works else [DocumentRecipient.OWN]),
        "groups": DataGroup.choices(),
        "chosen_groups": form["over"].value() or [],
        "wrong": wrong,
        "works": works,
        "leave": leave or DocumentDisclosureForm(),
        "bases": DisclosureBasis.choices(
            basis for basis in DisclosureBasis if basis is not DisclosureBasis.OWN_WORK
        ),
        "weg": omitted_by_hand(request.POST),
    }
    return render(request, "documents/papers.html", words | _layout_words(laid), status=status)


def _layout_words(laid: DocumentLayout | None) -> dict[str, Any]:
    if laid is None:
        return {"laid": None}
    too_long, stays = too_large_because(laid.items), _omitted_items(laid)
    return {
        "laid": laid,
        "taken": len(laid.taken),
        "left": len(laid.outs),
        "told": omissions_text(laid.outs),
        "too_long": too_long,
        "lines": [] if too_long else laid.taken,
        "stays": stays[:MAX_OMISSIONS_LISTED],
        "more_stay": max(0, len(stays) - MAX_OMISSIONS_LISTED),
        "is_own": laid.choice.reader is DocumentRecipient.OWN,
        "is_youngster": laid.choice.reader is DocumentRecipient.YOUNGSTER,
    }


def _omitted_items(laid: DocumentLayout) -> list[tuple[DocumentItem, str]]:
    return [(item, item.out.words) for item in laid.items if item.out is not None]
