"""One request to swap, as both members see it."""

from typing import Any

from uitweg.casework.duty.actions import swaps
from uitweg.casework.duty.actions.staffing import consequence
from uitweg.casework.duty.models import SwapRequest
from uitweg.casework.duty.rules.swaps import SwapState
from uitweg.platform.accounts.actions.authorization import Actor


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
