"""The pages of the team: the list, one page, and the four things to do with it."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.duty.callouts.actions import paging
from uitweg.casework.duty.callouts.actions.inbox import load_unhandled_pages
from uitweg.casework.duty.callouts.models import Page
from uitweg.casework.duty.callouts.views.rows import page_rows
from uitweg.casework.duty.callouts.views.shown import page_context
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

SAID_BY_PAGE = (paging.CalloutRefusal.PAGE_HANDLED, paging.CalloutRefusal.PAGE_TAKEN)
"""Of these the page itself says who was faster."""


@require_GET
@needs(Permission.PAGE_READ)
def pages(request: MemberRequest) -> HttpResponse:
    """Show what is open or taken, the most urgent first; of a single page, that page itself."""
    unhandled = load_unhandled_pages(by=request.actor)
    if len(unhandled) == 1:
        return redirect("page", unhandled[0].pk)
    context = {"rows": page_rows(unhandled, by=request.actor), "now": timezone.localtime()}
    return render(request, "callouts/pages.html", context)


@require_GET
@needs(Permission.PAGE_READ)
def page(request: MemberRequest, page_id: int) -> HttpResponse:
    """Show one page: what happened, who was called, who is next, and what this reader can do."""
    return _page(request, page_id)


def _page(
    request: MemberRequest, page_id: int, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    """Show the page as it is now; after an act that came too late it says who was faster."""
    row = get_object_or_404(Page.objects.select_related("acknowledged_by"), pk=page_id)
    context = page_context(row, by=request.actor) | {"wrong": wrong}
    return render(request, "callouts/page.html", context, status=status)


@require_POST
@needs(Permission.PAGE_ACT)
def take_page(request: MemberRequest, page_id: int) -> HttpResponse:
    """One tap: this page is mine, and nobody else is called for now."""
    return _act(request, page_id, paging.acknowledge_page)


@require_POST
@needs(Permission.PAGE_ACT)
def pass_page(request: MemberRequest, page_id: int) -> HttpResponse:
    """I cannot: the next person is called now."""
    return _act(request, page_id, paging.pass_page_on)


@require_POST
@needs(Permission.PAGE_ACT)
def extend_page(request: MemberRequest, page_id: int) -> HttpResponse:
    """I need a quarter of an hour more before the page comes back."""
    return _act(request, page_id, paging.extend_page)


@require_POST
@needs(Permission.PAGE_ACT)
def finish_page(request: MemberRequest, page_id: int) -> HttpResponse:
    """It is dealt with, as far as `seen`: every channel falls silent."""
    seen = row_number_in(request.POST.get("seen", "")) or 0
    return _act(request, page_id, partial(paging.handle_page, seen=seen))


def _act(request: MemberRequest, page_id: int, act: Callable[..., None]) -> HttpResponse:
    row = get_object_or_404(Page, pk=page_id)
    try:
        act(page=row, by=request.actor)
    except NotPossible as late:
        wrong = "" if late.refusal in SAID_BY_PAGE else late.sentence
        return _page(request, page_id, wrong=wrong, status=409)
    return redirect("page", row.pk)
