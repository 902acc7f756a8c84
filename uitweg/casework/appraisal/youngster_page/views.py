"""The page for the youngster: its lines, how it looks, and handing it over."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import Stage
from uitweg.casework.appraisal.facts.actions.items import FactRefusal
from uitweg.casework.appraisal.facts.views.opened import named_version, open_version
from uitweg.casework.appraisal.youngster_page import actions
from uitweg.casework.appraisal.youngster_page.actions import WRITABLE_STAGES, PreparedPage
from uitweg.casework.appraisal.youngster_page.forms import YoungsterPageForm, filled_in
from uitweg.casework.documents.views import pdf_response
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens

CHANGED = (
    "Een collega schreef intussen iets anders. Jouw zinnen staan er nog; kijk wat er nu staat."
)
FILE_NAME = "blad.pdf"
"""Says nothing of whom or what it is about."""


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_READ)
def youngster_page(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show the page and the form for its lines; POST stores the lines."""
    if request.method == "POST":
        return _write(request, case_id)
    appraisal, content = open_version(request, case_id)
    prepared = actions.prepare_page(appraisal, content, now=request.actor.now)
    form = filled_in(prepared.page, replaces=prepared.row.pk if prepared.row else None)
    return _show_page(request, appraisal, prepared, form)


def _write(request: MemberRequest, case_id: int) -> HttpResponse:
    require(request.actor, Permission.APPRAISAL_WRITE, named_version(request, case_id))
    appraisal, content = open_version(request, case_id)
    form = YoungsterPageForm(request.POST)
    error, status = "", 400
    if form.is_valid():
        try:
            actions.write_page(
                appraisal=appraisal,
                page=form.page,
                replaces=form.cleaned_data["replaces"],
                form_key=form.cleaned_data["key"],
                by=request.actor,
            )
        except NotPossible as refused:
            if refused.refusal is not FactRefusal.ITEM_CHANGED:
                raise
            error, status = CHANGED, 409
        else:
            return redirect(
                f"{reverse('youngster-page', args=[case_id])}?versie={appraisal.number}"
            )
    prepared = actions.prepare_page(appraisal, content, now=request.actor.now)
    return _show_page(request, appraisal, prepared, form, error=error, status=status)


@require_POST
@needs(Permission.APPRAISAL_DISCLOSE)
def hand_over_youngster_page(request: MemberRequest, case_id: int) -> HttpResponse:
    """Hand over the page of the preview, as a PDF or as a page to print."""
    require(request.actor, Permission.APPRAISAL_DISCLOSE, named_version(request, case_id))
    appraisal, content = open_version(request, case_id)
    to_print = "print" in request.POST
    paper = actions.hand_over_page(
        appraisal=appraisal,
        prepared=actions.prepare_page(appraisal, content, now=request.actor.now),
        shown=request.POST.get("shown", ""),
        to_print=to_print,
        by=request.actor,
    )
    return HttpResponse(paper) if to_print else pdf_response(paper, FILE_NAME)


def _show_page(
    request: MemberRequest,
    appraisal: Appraisal,
    prepared: PreparedPage,
    form: YoungsterPageForm,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    is_writable = Stage(appraisal.stage) in WRITABLE_STAGES and appraisal.case.is_open
    newest = prepared.row.pk if prepared.row else ""
    context = {
        "case": appraisal.case,
        "appraisal": appraisal,
        "prepared": prepared,
        "sheet": prepared.sheet,
        "form": form,
        "error": error,
        "replaces": newest if error else form["replaces"].value() or "",
        "form_key": tokens.new_token(16).hex() if error else _form_key(request),
        "may_write": is_writable and may(request.actor, Permission.APPRAISAL_WRITE, appraisal),
        "may_hand_over": may(request.actor, Permission.APPRAISAL_DISCLOSE, appraisal),
    }
    return render(request, "youngster_page/page.html", context, status=status)


def _form_key(request: MemberRequest) -> str:
    return request.POST.get("key") or tokens.new_token(16).hex()
