"""Inviting somebody of an organisation."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from uitweg.casework.partners.door import actions
from uitweg.casework.partners.door.forms import InvitePartnerForm
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

PAGE = "door/invite_partner.html"


@require_http_methods(["GET", "POST"])
@needs(Permission.MEMBER_INVITE)
def invite_partner(request: MemberRequest) -> HttpResponse:
    """Invite somebody of an organisation; the page shows the code once, to be told in person."""
    if request.method == "GET":
        chosen = row_number_in(request.GET.get("organisatie", ""))
        form = InvitePartnerForm(initial={"organisation": chosen})
        return render(request, PAGE, {"form": form})
    form = InvitePartnerForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, {"form": form}, status=400)
    typed = form.cleaned_data
    try:
        member, code = actions.invite_partner(
            organisation=typed["organisation"],
            name=typed["name"],
            login_name=typed["login"],
            role=typed["role"],
            phone=typed["phone"],
            until=typed["until"],
            by=request.actor,
        )
    except NotPossible as error:
        wrong = error.sentence
        return render(request, PAGE, {"form": form, "wrong": wrong}, status=409)
    shown = {"form": InvitePartnerForm(), "invitation": code, "invited": member}
    return render(request, PAGE, shown)
