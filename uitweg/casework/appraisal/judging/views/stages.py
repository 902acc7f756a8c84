"""What a writer does with a version as a whole: close, reopen, begin the next, give up."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from uitweg.casework.appraisal.compartment.forms import KeyedForm
from uitweg.casework.appraisal.judging.actions import stages as actions
from uitweg.casework.appraisal.judging.views.readable_compartment import posted_appraisal
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.drafts.actions.once import FormRefusal


@require_POST
@needs(Permission.APPRAISAL_WRITE)
def close_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """Close the facts, or say what is missing, with a link to each part."""
    appraisal = posted_appraisal(request, case_id, Permission.APPRAISAL_WRITE)
    try:
        actions.close_facts(appraisal=appraisal, by=request.actor)
    except actions.AppraisalIncomplete as error:
        return incomplete_page(request, case_id, error)
    return redirect("appraisal", case_id)


def incomplete_page(
    request: MemberRequest, case_id: int, error: actions.AppraisalIncomplete
) -> HttpResponse:
    """List what is missing, each with a link to its place."""
    context = {"case_id": case_id, "missing": error.missing}
    return render(request, "judging/incomplete.html", context, status=409)


@require_POST
@needs(Permission.APPRAISAL_WRITE)
def reopen_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """Open the facts again, as long as nobody judged them."""
    actions.reopen_facts(
        appraisal=posted_appraisal(request, case_id, Permission.APPRAISAL_WRITE), by=request.actor
    )
    return redirect("appraisal", case_id)


@require_POST
@needs(Permission.APPRAISAL_WRITE)
def new_appraisal_version(request: MemberRequest, case_id: int) -> HttpResponse:
    """Begin the next version with what this one says."""
    appraisal, form = (
        posted_appraisal(request, case_id, Permission.APPRAISAL_WRITE),
        KeyedForm(request.POST),
    )
    if not form.is_valid():
        raise NotPossible(FormRefusal.FORM_WITHOUT_KEY)
    actions.new_version(appraisal=appraisal, form_key=form.cleaned_data["key"], by=request.actor)
    return redirect("appraisal", case_id)


@require_POST
@needs(Permission.APPRAISAL_WRITE)
def end_appraisal(request: MemberRequest, case_id: int) -> HttpResponse:
    """Give up a version that was not signed."""
    actions.end_appraisal(
        appraisal=posted_appraisal(request, case_id, Permission.APPRAISAL_WRITE), by=request.actor
    )
    return redirect("appraisal", case_id)
