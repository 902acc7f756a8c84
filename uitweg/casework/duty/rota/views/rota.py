"""The page Dienst: who has duty now, the month, what is open, and what was asked."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.casework.duty.channels.actions import is_reachable_member
from uitweg.casework.duty.rota.actions import gaps, month, swaps
from uitweg.casework.duty.rota.rules import MonthSpan, monday_of
from uitweg.casework.duty.rota.views.swaps import swap_row
from uitweg.casework.duty.shifts.actions import has_rota, shift_at
from uitweg.casework.duty.shifts.models import Shift
from uitweg.casework.duty.shifts.rules import SwapState, TimeSpan
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs

GAPS_SHOWN = 8
THURSDAY = 3


@require_GET
@needs(Permission.DUTY_READ)
def rota(request: MemberRequest) -> HttpResponse:
    """Show a month of the rota (`?maand=2026-12`), on a phone one week of it (`?week=`)."""
    now = request.actor.now
    span, week = _asked_for(request)
    takes_part = may(request.actor, Permission.DUTY_TAKE)
    context = {
        "month": month.load_month(span, week=week, reader=request.member, now=now),
        "on_duty": shift_at(now),
        "has_rota": has_rota(),
        "leads": Member.objects.leads_to_call(today=request.actor.today),
        "swaps": _swaps(request) if takes_part else [],
        "takes_part": takes_part,
        "may_plan": may(request.actor, Permission.DUTY_PLAN),
        "is_reachable": takes_part and is_reachable_member(request.member, now=now),
        "now": timezone.localtime(now),
        **_gap_context(request),
    }
    return render(request, "rota/rota.html", context)


def _asked_for(request: MemberRequest) -> tuple[MonthSpan, date]:
    """Return the month to show, and the Monday of the week to show of it on a phone."""
    today = request.actor.today
    if week := _day_in(request.GET.get("week", "")):
        monday = monday_of(week)
        return MonthSpan(date.fromordinal(monday.toordinal() + THURSDAY).replace(day=1)), monday
    asked = _day_in(f"{request.GET.get('maand', '')}-01") or today.replace(day=1)
    span = MonthSpan(asked)
    return span, month.week_to_show(today, span)


def _day_in(text: str) -> date | None:
    """Return the day in an address, or None for what is no day of these decades."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 < day.year < 2100 else None


def _gap_context(request: MemberRequest) -> dict[str, Any]:
    """Return what is open in the next four weeks; the first of it with its shift, to take."""
    now = request.actor.now
    open_ahead = gaps.gaps_ahead(now=now)
    alone = gaps.shifts_without_backup(now=now)
    first = open_ahead[0] if open_ahead else None
    return {
        "gap": first,
        "gap_shift": _open_shift_in(first, now=now) if first else None,
        "gaps": open_ahead[:GAPS_SHOWN],
        "alone": alone[:GAPS_SHOWN],
        "more_gaps": max(0, len(open_ahead) - GAPS_SHOWN) + max(0, len(alone) - GAPS_SHOWN),
    }


def _open_shift_in(gap: TimeSpan, *, now: Any) -> Shift | None:
    """Return the first shift within these hours that is to be taken, if there is one."""
    rows = Shift.objects.between(max(gap.starts_at, now), gap.ends_at)
    return rows.filter(member=None).first()


def _swaps(request: MemberRequest) -> list[dict[str, Any]]:
    rows = swaps.swaps_of(request.member)
    waiting = [row for row in rows if row.state == SwapState.WAITING]
    answered = [
        row
        for row in rows
        if row.state != SwapState.WAITING and row.asked_by_id == request.member.pk
    ]
    return [swap_row(row, by=request.actor) for row in [*waiting, *answered][:10]]
