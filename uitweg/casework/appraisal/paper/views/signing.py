"""Signing: all that is signed on one page, with its hash; and taking one's signature back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.facts.rules.content import FitKind
from uitweg.casework.appraisal.facts.views.opened import newest_appraisal
from uitweg.casework.appraisal.judging.actions.stages import AppraisalIncomplete
from uitweg.casework.appraisal.judging.forms import SignForm
from uitweg.casework.appraisal.judging.views.context import judging_page, questions_by_id
from uitweg.casework.appraisal.judging.views.readable_compartment import posted_appraisal
from uitweg.casework.appraisal.judging.views.stages import incomplete_page
from uitweg.casework.appraisal.paper.actions import signing as actions
from uitweg.casework.appraisal.paper.rules.frozen import FrozenAppraisal, frozen_from_json
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_SIGN)
def sign_appraisal(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show all that is signed, read from the very text whose hash is signed; POST signs it."""
    if request.method != "POST":
        appraisal = newest_appraisal(request, case_id, Permission.APPRAISAL_SIGN)
        return _sign_page(request, appraisal, None)
    appraisal = posted_appraisal(request, case_id, Permission.APPRAISAL_SIGN)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _sign_page(request, appraisal, form)
    try:
        actions.sign(appraisal=appraisal, shown_sha256=form.cleaned_data["shown"], by=request.actor)
    except AppraisalIncomplete as error:
        return incomplete_page(request, case_id, error)
    return redirect("appraisal", case_id)


def _sign_page(
    request: MemberRequest, appraisal: Appraisal, returned: SignForm | None
) -> HttpResponse:
    key = open_compartment(compartment=appraisal.compartment, by=request.actor)
    page = judging_page(appraisal, key, request.actor)
    text = actions.frozen_content(appraisal, key)
    context = {
        "case": appraisal.case,
        "appraisal": appraisal,
        "judging": page,
        "frozen": frozen_from_json(text),
        "hash": tokens.sha256(text.encode()).hex(),
        "form": returned,
        "consent_withdrawn": actions.consent_was_withdrawn(appraisal.case),
        "now": request.actor.now,
        **_read_out(frozen_from_json(text)),
    }
    status = 400 if returned else 200
    return render(request, "paper/sign_appraisal.html", context, status=status)


def _read_out(frozen: FrozenAppraisal) -> dict[str, Any]:
    """Return what the page reads out of the frozen text, with the names of facts for their keys."""
    content, questions = frozen.content, questions_by_id()
    names = {fact.key: fact.title for fact in content.facts}
    fits = {
        scenario.key: [
            (names.get(fit.fact, ""), FitKind(fit.kind).words, fit.why)
            for fit in content.fits
            if fit.scenario == scenario.key
        ]
        for scenario in content.scenarios
    }
    indicators = {each.id: each.title for each in load().appraisal.indicators}
    return {
        "facts": [
            (fact, [indicators.get(each, each) for each in sorted(fact.indicators)])
            for fact in content.facts
        ],
        "scenarios": [(scenario, fits[scenario.key]) for scenario in content.scenarios],
        "elements": [
            {
                "question": questions.get(answer.element, answer.element),
                "answer": answer,
                "supports": [f.title for f in content.facts if answer.element in f.supports],
                "against": [f.title for f in content.facts if answer.element in f.against],
            }
            for answer in content.elements
        ],
        "doubts": [
            (doubt, [names[key] for key in sorted(doubt.facts) if key in names])
            for doubt in content.doubts
        ],
    }


@require_POST
@needs(Permission.APPRAISAL_READ)
def withdraw_signing(request: MemberRequest, case_id: int) -> HttpResponse:
    """Take the one signature back; by a judge, or by who writes."""
    appraisal = posted_appraisal(request, case_id, Permission.APPRAISAL_READ)
    actions.withdraw_signing(appraisal=appraisal, by=request.actor)
    return redirect("appraisal", case_id)
