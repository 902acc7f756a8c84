"""Restricting a case to named members, and lifting that."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from uitweg.casework.cases.actions import restriction
from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.CASE_GRANT)
def set_restriction(request: MemberRequest, case_id: int) -> HttpResponse:
    """Restrict the case to its members, or open it to the team again."""
    case = get_object_or_404(Case, pk=case_id)
    if request.POST.get("strikt") == "ja":
        restriction.restrict_case(case=case, by=request.actor)
    else:
        restriction.lift_restriction(case=case, by=request.actor)
    return redirect("case-access", case.pk)
