"""The callouts of the team: the list, one with four things to do with it, and their steps."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.duty.callouts.actions import callouts as acts
from uitweg.casework.duty.callouts.actions.audit import STEPS
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.rules.texts import class_words
from uitweg.casework.duty.callouts.views.shown import callout_context, callout_rows
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.ui.addresses import row_number_in

SAID_BY_CALLOUT = (acts.CalloutRefusal.CALLOUT_HANDLED, acts.CalloutRefusal.CALLOUT_TAKEN)
"""Of these the page itself says who was faster."""


@require_GET
@needs(Permission.CALLOUT_READ)
def callouts(request: MemberRequest) -> HttpResponse:
    """Show what is open or taken, the most urgent first; of a single one, its page."""
    unhandled = acts.load_unhandled_callouts(by=request.actor)
    if len(unhandled) == 1:
        return redirect("callout", unhandled[0].pk)
    context = {"rows": callout_rows(unhandled, by=request.actor), "now": timezone.localtime()}
    return render(request, "callouts/callouts.html", context)


@require_GET
@needs(Permission.CALLOUT_READ)
def callout(request: MemberRequest, callout_id: int) -> HttpResponse:
    """Show one callout: what happened, who was called, who is next, and what this reader can do."""
    return _show_callout(request, callout_id)


def _show_callout(
    request: MemberRequest, callout_id: int, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    """Show the callout as it is now; after an act that came too late it says who was faster."""
    row = get_object_or_404(Callout.objects.select_related("acknowledged_by"), pk=callout_id)
    context = callout_context(row, by=request.actor) | {"wrong": wrong}
    return render(request, "callouts/callout.html", context, status=status)


@require_POST
@needs(Permission.CALLOUT_ACT)
def take_callout(request: MemberRequest, callout_id: int) -> HttpResponse:
    """One tap: this callout is mine, and nobody else is called for now."""
    return _act(request, callout_id, acts.acknowledge_callout)


@require_POST
@needs(Permission.CALLOUT_ACT)
def pass_callout(request: MemberRequest, callout_id: int) -> HttpResponse:
    """I cannot: the next person is called now."""
    return _act(request, callout_id, acts.pass_callout_on)


@require_POST
@needs(Permission.CALLOUT_ACT)
def extend_callout(request: MemberRequest, callout_id: int) -> HttpResponse:
    """I need a quarter of an hour more before the callout comes back."""
    return _act(request, callout_id, acts.extend_callout)


@require_POST
@needs(Permission.CALLOUT_ACT)
def finish_callout(request: MemberRequest, callout_id: int) -> HttpResponse:
    """It is dealt with, as far as `seen`: every channel falls silent."""
    seen = row_number_in(request.POST.get("seen", "")) or 0
    return _act(request, callout_id, partial(acts.handle_callout, seen=seen))


def _act(request: MemberRequest, callout_id: int, act: Callable[..., None]) -> HttpResponse:
    row = get_object_or_404(Callout, pk=callout_id)
    try:
        act(callout=row, by=request.actor)
    except NotPossible as late:
        wrong = "" if late.refusal in SAID_BY_CALLOUT else late.sentence
        return _show_callout(request, callout_id, wrong=wrong, status=409)
    return redirect("callout", row.pk)


@require_GET
@needs(Permission.CALLOUT_READ_STEPS)
def callout_steps(request: MemberRequest) -> HttpResponse:
    """Show the steps in words, and the signatures under them."""
    table = step_table()
    context = {
        "classes": [class_words(steps) for steps in table.classes.values()],
        "quiet": table.quiet,
        "signatures": STEPS.signatures(),
        "is_signed": STEPS.is_signed_on(timezone.localdate()),
        "has_to_sign": STEPS.has_to_sign(request.actor),
        "text_hash": table.text_hash,
    }
    return render(request, "callouts/steps.html", context)


@require_POST
@needs(Permission.CALLOUT_SIGN)
def sign_steps(request: MemberRequest) -> HttpResponse:
    """Sign the steps as this member saw them; when they changed meanwhile nothing is signed."""
    STEPS.sign(text_hash=request.POST.get("text", ""), by=request.actor)
    return redirect(f"{reverse('callout-steps')}#ondertekenen")
