"""What an open page asks every few seconds: is there new danger, and a callout for its reader?"""

import json

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from uitweg.casework.cases.keys.actions.key_renewal import renew_some
from uitweg.casework.dashboard.danger.actions.acute_cases import AcuteCase, load_acute_cases
from uitweg.casework.dashboard.danger.actions.live import case_key, danger_state
from uitweg.casework.duty.callouts.actions.callouts import (
    callout_keys,
    callouts_to_take,
    load_unhandled_callouts,
)
from uitweg.casework.duty.callouts.views.shown import callout_line
from uitweg.casework.partners.referrals.actions import board as referral_board
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens

RENEW_SECONDS = 0.5
"""Of each eight seconds, for all open pages together (`RENEWING`)."""


@require_GET
@needs(Permission.WORKLIST_READ)
def live_danger(request: MemberRequest) -> HttpResponse:
    """Return the danger and callouts that wait now as JSON; 204 when the screen has them already.

    `stand` in the address is what the last answer gave. Nothing is shown decrypted, so nothing is
    in the audit log. While case keys are made anew, each of these requests does a little of that.
    """
    renew_some(by=request.actor, seconds=RENEW_SECONDS)
    state = danger_state(by=request.actor)
    callouts = load_unhandled_callouts(by=request.actor)
    keys = [*state.keys, *callout_keys(callouts), *referral_board.board_keys(by=request.actor)]
    stand = tokens.content_name(" ".join(keys).encode())
    if request.GET.get("stand") == stand:
        return HttpResponse(status=204)
    cases = load_acute_cases(by=request.actor, newest_first=True) if state.cases else []
    closed = set(request.member.shut_out_ids("report")) if state.messages else set()
    whom_to_ask = (
        "kijk op Nu" if may(request.actor, Permission.REPORT_EMERGENCY) else "bel de leiding"
    )
    messages = [
        _message_line(pk, report, whom_to_ask if report in closed else "")
        for pk, report in state.messages
    ]
    dangers = [*map(_case_line, cases), *messages]
    for_reader = [vars(callout_line(each)) for each in callouts_to_take(callouts, by=request.actor)]
    # a tab that is open during an upgrade knows callouts as "pages"
    answer = json.dumps({"stand": stand, "dangers": dangers, "pages": for_reader})
    return HttpResponse(answer, content_type="application/json")


def _message_line(message_id: int, report_id: int, ask: str) -> dict[str, str]:
    """Return what the page says of a message with danger; `row` is the id of its row on Nu.

    A report that is closed to the reader (of a restricted case) has its number and no way in, and
    `ask` says what to do instead; "" for any other.
    """
    number = f"M-{report_id:04d}"
    return {
        "key": f"m{message_id}",
        "row": f"gesloten-{number}" if ask else f"melding-{report_id}",
        "number": number,
        "url": "" if ask else reverse("report", args=[report_id]),
        "ask": ask,
    }


def _case_line(case: AcuteCase) -> dict[str, str]:
    """Return the same of a case in acute danger: the way in that is theirs, else whom to ask."""
    url = ""
    if case.may_read_card:
        url = reverse("case" if case.may_read else "safety-card", args=[case.case_id])
    return {
        "key": case_key(case.case_id, case.since),
        "row": f"acuut-{case.case_id}",
        "number": case.number,
        "url": url,
        "ask": "" if url else f"vraag {case.owner}" if case.owner else "bel de leiding",
    }
