"""Confirming where links to an organisation go, by who called them about it."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from uitweg.casework.partners.directory.actions import reach
from uitweg.casework.partners.directory.actions.contact import contact_of
from uitweg.casework.partners.directory.actions.reach import UnknownAccounts
from uitweg.casework.partners.directory.models import Organisation
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.interrupted_form import is_own_address
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.PARTNER_CONFIRM)
def confirm_reach(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """I called them on a number that I looked up myself: what stands here is right.

    With "kent": who has a new account there works there.
    """
    row = get_object_or_404(Organisation, pk=organisation_id)
    confirm_posted(request, row)
    back = request.POST.get("terug", "")
    if is_own_address(back):
        return redirect(back)
    return redirect(f"{reverse('organisation', args=[row.pk])}#bereik")


def confirm_posted(request: MemberRequest, row: Organisation) -> None:
    """Do what the button says that was pressed, of the two."""
    if "kent" in request.POST:
        reach.know_accounts(organisation=row, seen=request.POST["kent"], by=request.actor)
    else:
        reach.confirm_reach(organisation=row, seen=request.POST.get("klopt", ""), by=request.actor)


def reach_context(
    organisation: Organisation, *, by: Actor, accounts: Sequence[Member] | None = None
) -> dict[str, object]:
    """Return what `directory/reach.html` shows of where a link goes, and who may confirm it.

    `accounts` are those of today, when the caller read them already.
    """
    if accounts is None:
        accounts = reach.accounts_of(organisation, today=by.today)
    return {
        "organisation": organisation,
        "reach": reach.reach_of(organisation, by=by),
        "contact": contact_of(organisation, by=by),
        **_accounts_context(organisation, accounts, by),
    }


def _accounts_context(
    organisation: Organisation, accounts: Sequence[Member], by: Actor
) -> dict[str, object]:
    """Return who reads by an account, and what has to be known of those who are new."""
    unknown = reach.unknown_accounts(organisation, accounts, now=by.now)
    new_accounts = UnknownAccounts(tuple(unknown))
    names = dict(
        Member.objects.filter(pk__in=[each.admitted_by for each in accounts])
        .order_by("pk")
        .values_list("pk", "name")
    )
    return {
        "readers": [
            (each, Role(each.role).words, names.get(each.admitted_by or 0, "")) for each in accounts
        ],
        "new_accounts": new_accounts,
        "may_know": bool(new_accounts.accounts)
        and may(by, Permission.PARTNER_CONFIRM, new_accounts),
        "know_to_ask": reach.who_can_confirm(new_accounts, by=by) if new_accounts.accounts else [],
    }
