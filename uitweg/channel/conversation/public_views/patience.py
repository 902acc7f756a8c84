"""A view while the store is away: a script sends again by itself, for a form the door does it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse

from uitweg.channel.conversation.actions.store_faults import (
    StoreAway,
    said_when_away,
    wait_while_away,
)
from uitweg.channel.conversation.public_views.responses import View, render_uncached


def busy_while_away(view: View) -> View:
    """Answer 503 at once, which the page's script takes as: send the same again."""

    @wraps(view)
    def said(request: HttpRequest) -> HttpResponse:
        try:
            with said_when_away():
                return view(request)
        except StoreAway:
            response = JsonResponse({"ok": False, "error": "away"}, status=503)
            response["Cache-Control"] = "no-store"
            return response

    return said


def busy_page(request: HttpRequest) -> HttpResponse:
    return render_uncached(request, "conversation/busy.html", status=503)


def done_when_back(kept: View = busy_page) -> Callable[[View], View]:
    """Run an idempotent view again until the store is back; then, or after long, a page.

    `kept` makes that page, without the store, with what was typed.
    """

    def patient(view: View) -> View:
        @wraps(view)
        def waited(request: HttpRequest) -> HttpResponse:
            try:
                return wait_while_away(lambda: view(request))
            except StoreAway:
                return kept(request)

        return waited

    return patient
