"""A member's shifts in their own calendar: the page that gives the address, and the file."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from uitweg.casework.duty.rota.actions import calendar as actions
from uitweg.casework.duty.shifts.models import CalendarFeed
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, open_to_everyone
from uitweg.platform.accounts.views.gate import needs


@require_http_methods(["GET", "POST"])
@needs(Permission.DUTY_TAKE)
def calendar(request: MemberRequest) -> HttpResponse:
    """Make a secret address, which is shown once, or let it stop."""
    if request.method == "POST" and "stop" in request.POST:
        actions.revoke_feed(by=request.actor)
        return redirect("calendar")
    address = ""
    if request.method == "POST":
        secret = actions.make_feed(by=request.actor)
        address = settings.STAFF_URL + reverse("calendar-feed", args=[secret])
    feed = CalendarFeed.objects.filter(member=request.member).first()
    return render(request, "rota/calendar.html", {"feed": feed, "address": address})


@require_safe
@open_to_everyone
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a calendar program the shifts of who has this secret; an unknown one is not found."""
    file = actions.calendar_of(secret, now=timezone.now())
    if file is None:
        raise Http404
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=600"
    return response
