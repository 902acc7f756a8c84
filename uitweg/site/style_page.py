"""The page /stijl/: every component, public and staff, in every state."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.access.gate import needs
from uitweg.access.rules import Permission
from uitweg.access.sessions import MemberRequest
from uitweg.site.look.icons import ICONS


@require_GET
@needs(Permission.STYLE_READ)
def style(request: MemberRequest) -> HttpResponse:
    """The staff half, or with `?deel=publiek` the public half on the public sheet."""
    public = request.GET.get("deel") == "publiek"
    words = {"icons": ICONS, "now": timezone.localtime()}
    return render(request, "site/style_public.html" if public else "site/style.html", words)
