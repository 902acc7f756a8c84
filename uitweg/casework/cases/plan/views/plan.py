"""Goals and actions: adding them to the plan, ending them, moving them to a later day."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.views import case_page, readable_case
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.forms import (
    ActionForm,
    ActionStateForm,
    DropActionForm,
    GoalForm,
    GoalStateForm,
)
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.interrupted_form import is_own_address
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.notices import redirect_with_notice


@require_POST
@needs(Permission.CASE_WRITE)
def add_goal(request: MemberRequest, case_id: int) -> HttpResponse:
    case, form = readable_case(request, case_id), GoalForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, form)
    typed = form.cleaned_data
    plan.add_goal(
        case=case,
        domain=typed["domain"],
        text=typed["text"],
        by=request.actor,
        form_key=typed["key"],
    )
    return redirect("case", case.pk)


@require_POST
@needs(Permission.CASE_WRITE)
def add_action(request: MemberRequest, case_id: int) -> HttpResponse:
    case = readable_case(request, case_id)
    form = ActionForm(case, request.POST)
    if not form.is_valid():
        return case_page(request, case, form)
    typed = form.cleaned_data
    plan.add_action(
        case=case,
        text=typed["text"],
        owner=typed["owner"],
        due_on=typed["due_on"],
        group=typed["group"],
        goal=typed["goal"],
        by=request.actor,
        form_key=typed["key"],
    )
    return redirect("case", case.pk)


@require_POST
@needs(Permission.CASE_WRITE)
def set_goal(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Mark a goal as reached, dropped, or open again."""
    goal, form = get_object_or_404(Goal, pk=goal_id), GoalStateForm(request.POST)
    _require_write(request, goal)
    if form.is_valid():
        plan.set_goal_state(goal=goal, state=form.cleaned_data["state"], by=request.actor)
    return _redirect_back(request, goal.case, changed=f"doel-{goal.pk}")


@require_POST
@needs(Permission.CASE_WRITE)
def set_action(request: MemberRequest, action_id: int) -> HttpResponse:
    """Mark an action as done or open again, or move it to a later day."""
    action, form = get_object_or_404(Action, pk=action_id), ActionStateForm(request.POST)
    _require_write(request, action)
    if form.is_valid() and form.cleaned_data["due_on"]:
        typed = form.cleaned_data
        plan.postpone_action(
            action=action,
            due_on=typed["due_on"],
            shown_due_on=typed["was"],
            by=request.actor,
        )
    elif form.is_valid():
        state = form.cleaned_data["state"]
        plan.set_action_state(action=action, state=state, by=request.actor)
    return _redirect_back(request, action.case, changed=f"actie-{action.pk}", done=_notice_of(form))


@require_POST
@needs(Permission.CASE_WRITE)
def drop_action(request: MemberRequest, action_id: int) -> HttpResponse:
    """Drop an action, with the reason; without a reason nothing changes."""
    action, form = get_object_or_404(Action, pk=action_id), DropActionForm(request.POST)
    _require_write(request, action)
    if form.is_valid():
        plan.drop_action(action=action, why=form.cleaned_data["why"], by=request.actor)
    return _redirect_back(request, action.case, changed=f"actie-{action.pk}")


def _require_write(request: MemberRequest, row: Goal | Action) -> None:
    """Require the right to write before the form is checked: the redirect names the case."""
    require(request.actor, Permission.CASE_WRITE, row.case)


def _notice_of(form: ActionStateForm) -> str:
    """Return the key of the sentence on what the form did; "" when it did nothing."""
    if not form.is_valid():
        return ""
    return "action-later" if form.cleaned_data["due_on"] else f"action-{form.cleaned_data['state']}"


def _redirect_back(
    request: MemberRequest, case: Case, *, changed: str, done: str = ""
) -> HttpResponse:
    """Return to the page the click came from: the one the form names, else the case.

    That page says what was done (`done`, a key of a sentence). On the page of the case, `changed`
    is the row that one key puts back: "doel-1" or "actie-1".
    """
    came_from = request.POST.get("verder", "")
    if is_own_address(came_from):
        return redirect_with_notice(came_from, done, case.number) if done else redirect(came_from)
    section = "plan" if changed.startswith("doel") else "acties"
    return redirect(f"{reverse('case', args=[case.pk])}?net={changed}#{section}")
