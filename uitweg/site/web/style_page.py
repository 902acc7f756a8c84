"""The style page /stijl/, which shows every component in every state."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.look.icons import ICONS


@require_GET
@needs(Permission.STYLE_READ)
def style(request: MemberRequest) -> HttpResponse:
    """The components of staff pages, or with `?deel=publiek` those of public pages."""
    is_public = request.GET.get("deel") == "publiek"
    context = {"icons": ICONS, "now": timezone.localtime()}
    return render(request, "ui/style_public.html" if is_public else "ui/style.html", context)
