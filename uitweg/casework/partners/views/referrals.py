"""The page of one referral."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from uitweg.casework.cases.views.readable_case import readable_case
from uitweg.casework.partners.models import Referral
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_GET
@needs(Permission.REFERRAL_READ)
def referral(request: MemberRequest, case_id: int, referral_id: int) -> HttpResponse:
    """The page of one referral: the draft, or what became of it."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.REFERRAL_READ, case)
    row = get_object_or_404(Referral.objects.with_names(), pk=referral_id, case=case)
    return render(request, "partners/referral.html", {"case": case, "referral": row})
