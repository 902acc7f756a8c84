"""Confirming where links to an organisation go, by who called them about it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from uitweg.casework.partners.actions import reach
from uitweg.casework.partners.actions.partner_contact import contact_of
from uitweg.casework.partners.models import Organisation
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.interrupted_form import is_own_address
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.PARTNER_CONFIRM)
def confirm_reach(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """I called them on a number that I looked up myself: what stands here is right."""
    row = get_object_or_404(Organisation, pk=organisation_id)
    reach.confirm_reach(organisation=row, seen=request.POST.get("klopt", ""), by=request.actor)
    back = request.POST.get("terug", "")
    if is_own_address(back):
        return redirect(back)
    return redirect(f"{reverse('organisation', args=[row.pk])}#bereik")


def reach_context(organisation: Organisation, *, by: Actor) -> dict[str, object]:
    """Return what `partners/reach.html` shows of where a link goes, and who may confirm it."""
    return {
        "organisation": organisation,
        "reach": reach.reach_of(organisation, by=by),
        "contact": contact_of(organisation, by=by),
    }
