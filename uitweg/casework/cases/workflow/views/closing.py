"""Asking to close a case, and the approval by the lead."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules import retention
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.contents import UNSAFE_RISKS, GoalState, Risk, SheetKind
from uitweg.casework.cases.case.rules.visibility import CaseAspect, Visibility, sees_aspect
from uitweg.casework.cases.case.rules.workflow import (
    TRANSITIONS,
    CaseState,
    Ending,
    LegalGround,
    Requirement,
    lacks_reason_to_close,
)
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.views.card import card_section
from uitweg.casework.cases.sheets.views.section import sheet_answers
from uitweg.casework.cases.workflow.actions import closing, workflow
from uitweg.casework.cases.workflow.actions.workflow import count_open_elsewhere
from uitweg.casework.cases.workflow.forms import ClosingForm
from uitweg.casework.cases.workflow.views.open_items import (
    open_actions,
    open_goals,
    running_periods,
)
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.notices import redirect_with_notice


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE)
def close_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """The form to close a case: why, how each goal and action ended, what remains, who knows."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CASE_WRITE, case)
    if not sees_aspect(case.visibility_for(request.member.pk), CaseAspect.RISK):
        raise NotAllowed(Permission.CASE_WRITE)
    if request.method != "POST":
        return _closing_page(request, case)
    goals = case.goals.filter(state=GoalState.OPEN)
    form = ClosingForm(goals, case.actions.open(), case.periods.running(), request.POST)
    if not form.is_valid():
        return _closing_page(request, case, form)
    try:
        closing.request_closing(
            case=case,
            ending=form.cleaned_data["ending"],
            goal_states=form.goal_states,
            action_states=form.action_states,
            period_ends=form.period_ends,
            fields=form.sheet_fields,
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except workflow.RequirementsMissing as error:
        return _closing_page(request, case, form, missing=error.missing)
    return redirect("case", case.pk)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_APPROVE_CLOSING)
def agree_to_close(request: MemberRequest, case_id: int) -> HttpResponse:
    """The lead reads why a case is closed, and the safety card, and approves with a POST."""
    case = get_object_or_404(Case.objects.select_related("coordinator", "closing_by"), pk=case_id)
    if request.method == "POST":
        workflow.agree_to_close(case=case, by=request.actor)
        return redirect_with_notice("now", "case-closed", case.number)
    asked, now = workflow.read_closing_request(case=case, by=request.actor), timezone.localtime()
    context = {
        "case": case,
        "card": card_section(case, asked.card, now, sees_risk=True),
        "closing": asked.closing,
        "closing_answers": _closing_answers(asked.closing),
        "ending": Ending(case.ending).words if case.ending else "",
        "risk": Risk(case.risk).words,
        "lacks_reason": lacks_reason_to_close(Risk(case.risk), asked.closing.fields),
        "today": now,
    }
    return render(request, "workflow/agree_to_close.html", context)


def _closing_answers(closing: sheets.DecryptedSheet) -> list[tuple[str, str, str]]:
    """Return the answers of the closing sheet; why an unsafe case closes only when it is there."""
    answers = sheet_answers(closing)
    return [answer for answer in answers if answer[2] or answer[0] != "still_unsafe"]


def _closing_page(
    request: MemberRequest,
    case: Case,
    form: ClosingForm | None = None,
    *,
    missing: tuple[Requirement, ...] = (),
) -> HttpResponse:
    """Show the form to close a case; `missing` is what has to be there before it can close."""
    if CaseState.CLOSING not in TRANSITIONS[CaseState(case.state)]:
        raise NotPossible(workflow.WorkflowRefusal.CASE_MOVED)
    audit_log.record(request.member, READ_CASE, case, reason=SheetKind.CLOSING.value)
    status = 409 if missing else 400 if form else 200
    key = case_keys.open_case_key(case, request.keyring)
    visibility = case.visibility_for(request.member.pk)
    form = form or _form_with_newest_sheet(case, key, visibility)
    ground = LegalGround(case.ground)
    context = {
        "case": case,
        "form": form,
        "form_key": form["key"].value() or tokens.new_token(16).hex(),
        "missing": [requirement.words for requirement in missing],
        "runs_elsewhere": count_open_elsewhere(case) > 0 and not missing,
        "elsewhere_words": Requirement.REFERRALS.words,
        "ground": ground.words if sees_aspect(visibility, CaseAspect.GROUND) else "",
        "risk": Risk(case.risk).words,
        "is_unsafe": case.risk in UNSAFE_RISKS,
        "retention_term": retention.term(ground),
        "goals": open_goals(case, key, visibility, form),
        "actions": open_actions(case, key, visibility, form),
        "periods": running_periods(case, key, visibility, form),
    }
    return render(request, "workflow/close_case.html", context, status=status)


def _form_with_newest_sheet(case: Case, key: CaseKey, visibility: Visibility) -> ClosingForm:
    """Return the form filled with the closing sheet of an earlier request, if there is one."""
    newest = sheets.newest_sheets(case, key)[SheetKind.CLOSING]
    return ClosingForm((), (), (), initial=sheets.visible_sheet(newest, visibility).fields)
