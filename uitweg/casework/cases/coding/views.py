"""Coding a case for the figures, on one page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.coding import actions as coding
from uitweg.casework.cases.coding.forms import CodingForm
from uitweg.casework.cases.coding.models import CodedCase
from uitweg.casework.cases.coding.rules import CODED_FACTS, CodedFact, proposals, visible_facts
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE)
def code_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """Answer the questions for the figures; what the case knows already is filled in."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CASE_WRITE, case)
    facts = visible_facts(case.visibility_for(request.member.pk).writable_groups)
    if not facts:
        raise NotAllowed(Permission.CASE_WRITE)
    if not case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    stored = coding.coded_case(case)
    if request.method != "POST":
        known = _known(request, case, facts, stored)
        form = CodingForm(facts, initial={**known, "seen": stored.version})
        return _coding_page(request, case, form, proposed=frozenset(known) - _answered(stored))
    form = CodingForm(facts, request.POST)
    if not form.is_valid():
        return _coding_page(request, case, form, status=400)
    try:
        coding.code_case(
            case=case,
            facts=form.facts,
            seen_version=form.cleaned_data["seen"],
            by=request.actor,
        )
    except coding.CodingConflict:
        newest = coding.coded_case(case)
        return _coding_page(request, case, form, status=409, newest=newest)
    if request.POST.get("then") == "close":
        return redirect("close-case", case.pk)
    return redirect(f"{reverse('case', args=[case.pk])}#stand")


def _answered(stored: CodedCase) -> frozenset[str]:
    return frozenset(name for name, value in stored.facts.items() if value)


def _known(
    request: MemberRequest, case: Case, facts: dict[str, CodedFact], stored: CodedCase
) -> dict[str, str]:
    """Return the stored answers, and for the others what the person sheet says."""
    audit_log.record(request.member, READ_CASE, case, reason="coding")
    key = case_keys.open_case_key(case, request.keyring)
    person = sheets.newest_sheets(case, key)[SheetKind.PERSON]
    visible = sheets.visible_sheet(person, case.visibility_for(request.member.pk)).fields
    known = proposals(visible) if not stored.version else {}
    answers = known | {name: value for name, value in stored.facts.items() if value}
    return {name: value for name, value in answers.items() if name in facts}


def _coding_page(
    request: MemberRequest,
    case: Case,
    form: CodingForm,
    *,
    proposed: frozenset[str] = frozenset(),
    newest: CodedCase | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "seen": newest.version if newest else form["seen"].value(),
        "questions": [
            (form[name], name in proposed, _chosen_by_colleague(form, name, newest))
            for name in form.fields
            if name != "seen"
        ],
        "is_conflict": newest is not None,
    }
    return render(request, "coding/code_case.html", context, status=status)


def _chosen_by_colleague(form: CodingForm, name: str, newest: CodedCase | None) -> str:
    """Return the words of what a colleague chose meanwhile, where that is something else."""
    theirs = newest.facts[name] if newest else ""
    return CODED_FACTS[name].answers.words_of(theirs) if theirs != form[name].value() else ""
