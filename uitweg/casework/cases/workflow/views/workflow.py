"""Changing the state of a case, its legal ground and its review date."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from uitweg.casework.cases.case.views import case_page, readable_case
from uitweg.casework.cases.workflow.actions import workflow
from uitweg.casework.cases.workflow.forms import ChangeStateForm, GroundAndReviewForm
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.CASE_WRITE)
def change_case_state(request: MemberRequest, case_id: int) -> HttpResponse:
    """Move the case to another state, or show what that state still needs."""
    case, form = readable_case(request, case_id), ChangeStateForm(request.POST)
    if not form.is_valid():
        raise NotPossible(workflow.WorkflowRefusal.CASE_MOVED)
    try:
        workflow.change_state(
            case=case,
            to=form.cleaned_data["then"],
            by=request.actor,
            why=form.cleaned_data["why"],
        )
    except workflow.RequirementsMissing as error:
        return case_page(request, case, missing=error.missing)
    return redirect("case", case.pk)


@require_POST
@needs(Permission.CASE_WRITE)
def set_ground_and_review(request: MemberRequest, case_id: int) -> HttpResponse:
    """Save the legal ground and the review date; on a colleague's change since, show both."""
    case, form = readable_case(request, case_id), GroundAndReviewForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, form)
    typed = form.cleaned_data
    try:
        workflow.set_ground_and_review(
            case=case,
            ground=typed["ground"],
            review_on=typed["review_on"],
            shown=typed["seen"],
            by=request.actor,
        )
    except workflow.GroundOrReviewChanged:
        case.refresh_from_db()
        return case_page(request, case, form, ground_changed=True)
    return redirect("case", case.pk)
