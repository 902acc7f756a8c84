"""A signed weighing leaves: to whom it may go, and what the lawyer said first."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import Stage
from uitweg.casework.appraisal.facts.views.opened import newest_appraisal
from uitweg.casework.appraisal.judging.actions.stages import StageRefusal
from uitweg.casework.appraisal.paper.actions import sharing, signed_papers
from uitweg.casework.appraisal.paper.actions.lawyer_checks import read_checks, record_lawyer_check
from uitweg.casework.appraisal.paper.forms import LawyerCheckForm, ShareForm, lawyers
from uitweg.casework.documents.views import pdf_response
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_DISCLOSE)
def share_appraisal(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show who may get this version and what is in the way; POST hands out the PDF for one."""
    row = _version(request, case_id)
    if request.method == "POST":
        form = ShareForm(request.POST)
        if not form.is_valid():
            return _share_page(request, row, "Kies aan wie het gaat.", status=400)
        typed = form.cleaned_data
        if typed["number"] != row.number:
            raise NotPossible(StageRefusal.APPRAISAL_NEWER)
        pdf = sharing.share_appraisal(
            appraisal=row,
            organisation=typed["organisation"],
            shown_sha256=typed["shown"],
            by=request.actor,
        )
        return pdf_response(pdf, f"{row.case.number}-weging-{row.number}.pdf")
    return _share_page(request, row)


def _version(request: MemberRequest, case_id: int) -> Appraisal:
    """Return the newest version that was not given up: of an abandoned one nothing leaves."""
    newest = newest_appraisal(request, case_id, Permission.APPRAISAL_DISCLOSE)
    rows = newest.compartment.appraisals.exclude(stage=Stage.ENDED).order_by("-number")
    return rows.select_related("compartment__case", "author").first() or newest


def _share_page(
    request: MemberRequest, row: Appraisal, error: str = "", *, status: int = 200
) -> HttpResponse:
    context = {
        "case": row.case,
        "appraisal": row,
        "choices": sharing.sharing_choices(row, now=request.actor.now),
        "pdf_sha256": signed_papers.hash_of_report(row).hex(),
        "error": error,
    }
    return render(request, "paper/share_appraisal.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_DISCLOSE)
def lawyer_check(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show what lawyers said of this version; POST writes down what one said."""
    row = _version(request, case_id)
    form = LawyerCheckForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if form.cleaned_data["number"] != row.number:
            raise NotPossible(StageRefusal.APPRAISAL_NEWER)
        record_lawyer_check(
            appraisal=row,
            written=form.written,
            form_key=form.cleaned_data["key"],
            by=request.actor,
        )
        return redirect("lawyer-check", case_id)
    key = open_compartment(compartment=row.compartment, by=request.actor)
    context = {
        "case": row.case,
        "appraisal": row,
        "checks": read_checks(row, key),
        "form": form,
        "lawyers": lawyers(),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "now": request.actor.now,
    }
    status = 400 if form.is_bound else 200
    return render(request, "paper/lawyer_check.html", context, status=status)
