"""The annex for the compensation fund: what it asks, and which recorded facts are objective."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.appraisal.facts.views.opened import named_version, open_version
from uitweg.casework.appraisal.fund_annex.actions import annex_fingerprint, hand_over_annex
from uitweg.casework.appraisal.fund_annex.rules import fund_annex
from uitweg.casework.documents.views import pdf_response
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load

FILE_NAME = "bijlage.pdf"


@require_GET
@needs(Permission.APPRAISAL_READ)
def schadefonds_annex(request: MemberRequest, case_id: int) -> HttpResponse:
    appraisal, content = open_version(request, case_id)
    annex = fund_annex(content, load().appraisal.fund_points)
    context = {
        "case": appraisal.case,
        "appraisal": appraisal,
        "annex": annex,
        "shown": annex_fingerprint(annex),
        "may_hand_over": may(request.actor, Permission.APPRAISAL_DISCLOSE, appraisal),
    }
    return render(request, "fund_annex/schadefonds_annex.html", context)


@require_POST
@needs(Permission.APPRAISAL_DISCLOSE)
def hand_over_schadefonds_annex(request: MemberRequest, case_id: int) -> HttpResponse:
    """Hand over the annex that the page showed, as a PDF."""
    require(request.actor, Permission.APPRAISAL_DISCLOSE, named_version(request, case_id))
    appraisal, content = open_version(request, case_id)
    pdf = hand_over_annex(
        appraisal=appraisal,
        annex=fund_annex(content, load().appraisal.fund_points),
        shown=request.POST.get("shown", ""),
        by=request.actor,
    )
    return pdf_response(pdf, FILE_NAME)
