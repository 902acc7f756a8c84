"""Swaps: asking a colleague, answering, and the row that shows one."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from uitweg.casework.duty.rota.actions import swaps
from uitweg.casework.duty.rota.actions.staffing import consequence
from uitweg.casework.duty.shifts.models import SwapRequest
from uitweg.casework.duty.shifts.rules import SwapState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


def swap_row(swap: SwapRequest, *, by: Actor) -> dict[str, Any]:
    """Return a request with what it would mean for who is asked, before they answer."""
    is_waiting = swap.state == SwapState.WAITING
    is_asked = swap.asked_of_id == by.pk
    given = [swap.in_return_id] if swap.in_return_id else []
    return {
        "swap": swap,
        "is_waiting": is_waiting,
        "is_asked": is_asked,
        "state": SwapState(swap.state).words,
        "why": swaps.decrypt_why(swap, by.keyring) if is_waiting else "",
        "consequence": consequence(by.member, swap.shift.period, without=given)
        if is_waiting and is_asked
        else None,
    }


ANSWERS = {
    "ja": swaps.accept_swap,
    "nee": swaps.refuse_swap,
    "intrekken": swaps.withdraw_swap,
}


@require_http_methods(["GET", "POST"])
@needs(Permission.DUTY_TAKE)
def swap(request: MemberRequest, swap_id: int) -> HttpResponse:
    """Show a request to the two it is about; a POST answers it or takes it back."""
    rows = SwapRequest.objects.select_related("shift", "in_return", "asked_by", "asked_of")
    mine = rows.filter(Q(asked_by=request.member) | Q(asked_of=request.member))
    row = get_object_or_404(mine, pk=swap_id)
    answer = ANSWERS.get(request.POST.get("antwoord", ""))
    if request.method == "POST" and answer is not None:
        try:
            answer(swap=row, by=request.actor)
        except NotPossible as error:
            row.refresh_from_db()
            return _swap_page(request, row, wrong=error.sentence, status=409)
        return redirect("rota")
    return _swap_page(request, row, status=400 if request.method == "POST" else 200)


def _swap_page(
    request: MemberRequest, row: SwapRequest, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    context = {"row": swap_row(row, by=request.actor), "wrong": wrong}
    return render(request, "rota/swap.html", context, status=status)
