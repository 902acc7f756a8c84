"""The page /stijl/: every component, public and staff, in every state."""

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
    """The staff half, or with `?deel=publiek` the public half on the public sheet."""
    public = request.GET.get("deel") == "publiek"
    words = {"icons": ICONS, "now": timezone.localtime()}
    return render(request, "ui/style_public.html" if public else "ui/style.html", words)
