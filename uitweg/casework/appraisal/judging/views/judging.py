"""Giving a judgement without seeing the other's, and answering once both are there."""

from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.facts.actions.items import read_content
from uitweg.casework.appraisal.facts.views.opened import newest_appraisal
from uitweg.casework.appraisal.judging.actions import judgements as actions
from uitweg.casework.appraisal.judging.forms import QUESTION_PREFIX, JudgementForm, ResponseForm
from uitweg.casework.appraisal.judging.rules import TEXT_QUESTIONS, asked_elements
from uitweg.casework.appraisal.judging.views.context import judging_page
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_JUDGE)
def judge_appraisal(request: MemberRequest, case_id: int) -> HttpResponse:
    """The form of one's own judgement: a conclusion for each question, and four texts."""
    appraisal = newest_appraisal(request, case_id, Permission.APPRAISAL_JUDGE)
    key = open_compartment(compartment=appraisal.compartment, by=request.actor)
    asked = asked_elements(read_content(appraisal, key))
    form = JudgementForm(asked, request.POST if request.method == "POST" else None)
    if form.is_valid():
        appraisal.facts_closed_at = form.cleaned_data["closed_at"]
        actions.give_judgement(
            appraisal=appraisal,
            written=form.written,
            form_key=form.cleaned_data["key"],
            by=request.actor,
        )
        return redirect("appraisal", case_id)
    page = judging_page(appraisal, key, request.actor)
    if not form.is_bound and page.to_give is None:
        return redirect("appraisal", case_id)
    context = {
        "case": appraisal.case,
        "appraisal": appraisal,
        "judging": page,
        "form": form,
        "questions": _questions(form),
        "texts": [form[name] for name in TEXT_QUESTIONS],
        "form_key": request.POST.get("key") or page.form_key,
        "closed_at": request.POST.get("closed_at") or _shown_moment(appraisal),
        "now": request.actor.now,
    }
    status = 400 if form.is_bound else 200
    return render(request, "judging/judge_appraisal.html", context, status=status)


def _questions(form: JudgementForm) -> list[tuple[str, str, BoundField]]:
    """Return title, question and field of each question of the law that is asked."""
    asked = {each.id: (each.title, each.question) for each in load().appraisal.elements}
    return [
        (*asked.get(each, (each, "")), form[f"{QUESTION_PREFIX}{each}"]) for each in form.elements
    ]


def _shown_moment(appraisal: Appraisal) -> str:
    return appraisal.facts_closed_at.isoformat() if appraisal.facts_closed_at else ""


@require_POST
@needs(Permission.APPRAISAL_SIGN)
def respond_to_judgement(request: MemberRequest, case_id: int) -> HttpResponse:
    """What one adds to one's own judgement after seeing the other."""
    appraisal = newest_appraisal(request, case_id, Permission.APPRAISAL_SIGN)
    form = ResponseForm(request.POST)
    if not form.is_valid():
        raise NotPossible(actions.JudgementRefusal.JUDGEMENT_INCOMPLETE)
    own = get_object_or_404(
        appraisal.judgements.select_related("appraisal__compartment__case"), member=request.member
    )
    actions.respond(
        judgement=own,
        text=form.cleaned_data["text"],
        form_key=form.cleaned_data["key"],
        by=request.actor,
    )
    return redirect("appraisal", case_id)
