"""One shift: its page, taking it and giving it back, and what a lead changes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.duty.channels.actions import is_reachable_member
from uitweg.casework.duty.rota.actions import shifts, swaps
from uitweg.casework.duty.rota.actions.month import rota_at
from uitweg.casework.duty.rota.actions.shifts import ShiftTerms
from uitweg.casework.duty.rota.actions.staffing import Consequence, consequence
from uitweg.casework.duty.rota.forms import ShiftForm, SwapForm, shift_fields
from uitweg.casework.duty.shifts.actions import members_for_duty
from uitweg.casework.duty.shifts.models import Shift
from uitweg.casework.duty.shifts.rules import GIVE_BACK_UNTIL, SwapState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs

SWAPPED_FOR_AT_MOST = 60


@require_GET
@needs(Permission.DUTY_READ)
def shift(request: MemberRequest, shift_id: int) -> HttpResponse:
    """Show one shift, and what this member can do with it."""
    return _shift_page(request, get_object_or_404(_shifts(), pk=shift_id))


@require_POST
@needs(Permission.DUTY_TAKE)
def take_shift(request: MemberRequest, shift_id: int) -> HttpResponse:
    """Take an open shift, or the open place behind one (`als=achterwacht`)."""
    row = get_object_or_404(_shifts(), pk=shift_id)
    as_backup = request.POST.get("als") == "achterwacht"
    try:
        shifts.take_shift(shift=row, as_backup=as_backup, by=request.actor)
    except NotPossible as error:
        return _shift_page(request, row, wrong=error.sentence, status=409)
    return redirect(rota_at(row))


@require_POST
@needs(Permission.DUTY_TAKE)
def give_back_shift(request: MemberRequest, shift_id: int) -> HttpResponse:
    """Leave one's own shift open for another."""
    row = get_object_or_404(_shifts(), pk=shift_id)
    try:
        shifts.give_back_shift(shift=row, by=request.actor)
    except NotPossible as error:
        return _shift_page(request, row, wrong=error.sentence, status=409)
    return redirect(rota_at(row))


@require_POST
@needs(Permission.DUTY_PLAN)
def change_shift(request: MemberRequest, shift_id: int) -> HttpResponse:
    """Give a shift other hours or people; what that means for them is said before it is saved."""
    row = get_object_or_404(_shifts(), pk=shift_id)
    form = _shift_form(request, request.POST)
    if not form.is_valid():
        return _shift_page(request, row, form=form, status=400)
    if told := _worth_saying(form, without=[row.pk]):
        return _shift_page(request, row, form=form, told=told, status=400)
    try:
        shown = form.cleaned_data["shown"]
        shifts.change_shift(shift=row, terms=form.terms, shown=shown, by=request.actor)
    except NotPossible as error:
        return _shift_page(request, row, form=form, wrong=error.sentence, status=409)
    row.refresh_from_db()
    return redirect(rota_at(row))


@require_http_methods(["GET", "POST"])
@needs(Permission.DUTY_PLAN)
def add_shift(request: MemberRequest) -> HttpResponse:
    """Add one shift that no pattern gives."""
    if request.method != "POST":
        return _new_page(
            request, _shift_form(request, None, initial={"day": request.actor.today.isoformat()})
        )
    form = _shift_form(request, request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=400)
    if told := _worth_saying(form, without=[]):
        return _new_page(request, form, told=told, status=400)
    try:
        added = shifts.add_shift(terms=form.terms, by=request.actor)
    except NotPossible as error:
        return _new_page(request, form, wrong=error.sentence, status=409)
    return redirect(rota_at(added))


@require_POST
@needs(Permission.DUTY_PLAN)
def drop_shift(request: MemberRequest, shift_id: int) -> HttpResponse:
    """Let a shift not take place."""
    row = get_object_or_404(_shifts(), pk=shift_id)
    try:
        shifts.drop_shift(shift=row, shown=request.POST.get("shown", ""), by=request.actor)
    except NotPossible as error:
        return _shift_page(request, row, wrong=error.sentence, status=409)
    return redirect(rota_at(row))


@require_POST
@needs(Permission.DUTY_TAKE)
def ask_swap(request: MemberRequest, shift_id: int) -> HttpResponse:
    """Ask a colleague to take one's shift."""
    row = get_object_or_404(_shifts(), pk=shift_id)
    form = _swap_form(request, row, request.POST)
    if not form.is_valid():
        return _shift_page(request, row, swap_form=form, status=400)
    asked_of, in_return = form.chosen
    why = form.cleaned_data["why"]
    try:
        swap = swaps.ask_swap(
            shift=row, asked_of=asked_of, in_return=in_return, why=why, by=request.actor
        )
    except NotPossible as error:
        return _shift_page(request, row, swap_form=form, wrong=error.sentence, status=409)
    return redirect("swap", swap.pk)


def _shifts() -> Any:
    return Shift.objects.select_related("member", "backup", "pattern")


def _shift_form(request: MemberRequest, typed: Any, **kwargs: Any) -> ShiftForm:
    return ShiftForm(typed, members=_members(request.actor), today=request.actor.today, **kwargs)


def _members(by: Actor) -> list[Member]:
    return list(members_for_duty(today=by.today).order_by("name", "pk"))


def _worth_saying(form: ShiftForm, *, without: list[int]) -> list[Consequence]:
    """Return what a lead hears before this is saved; nothing once they said to go on."""
    terms: ShiftTerms = form.terms
    if form.cleaned_data["sure"]:
        return []
    people = [person for person in (terms.member, terms.backup) if person]
    told = [consequence(person, terms.period, without=without) for person in people]
    return [one for one in told if one.clashes or (one.is_long and one.member == terms.member)]


def _swap_form(request: MemberRequest, row: Shift, typed: Any = None) -> SwapForm:
    """Return the form to ask a colleague: not the back-up, who stays behind the shift."""
    now = request.actor.now
    colleagues = [
        member
        for member in _members(request.actor)
        if member.pk not in (request.member.pk, row.backup_id)
    ]
    theirs = Shift.objects.not_over(now).filter(starts_at__gt=now, member__in=colleagues)
    in_return = theirs.exclude(backup=request.member).exclude(pk=row.pk)[:SWAPPED_FOR_AT_MOST]
    return SwapForm(typed, colleagues=colleagues, shifts=in_return)


def _new_page(
    request: MemberRequest, form: ShiftForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "rota/new_shift.html", {"form": form, **more}, status=status)


def _shift_page(
    request: MemberRequest,
    row: Shift,
    *,
    form: ShiftForm | None = None,
    swap_form: SwapForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render a shift; `form` and `swap_form` are those that were refused."""
    now, reader = request.actor.now, request.member
    row.refresh_from_db()
    is_to_come = row.ends_at > now and not row.is_dropped
    is_own = row.member_id == reader.pk and row.starts_at > now
    may_plan = may(request.actor, Permission.DUTY_PLAN)
    takes_part = may(request.actor, Permission.DUTY_TAKE)
    place_open = row.member_id is None or (row.backup_id is None and row.member_id != reader.pk)
    context = {
        "shift": row,
        "is_to_come": is_to_come,
        "may_take": takes_part and is_to_come and place_open,
        "is_reachable": takes_part and is_reachable_member(reader, now=now),
        "is_own": is_to_come and reader.pk in (row.member_id, row.backup_id),
        "may_give_back": row.starts_at - now >= GIVE_BACK_UNTIL,
        "waiting": row.swaps.filter(state=SwapState.WAITING).first() if is_own else None,
        "swap_form": (swap_form or _swap_form(request, row)) if is_own and is_to_come else None,
        "meaning": consequence(reader, row.period, without=[row.pk]) if takes_part else None,
        "form": form
        or (_shift_form(request, None, initial=shift_fields(row)) if may_plan else None),
        **more,
    }
    return render(request, "rota/shift.html", context, status=status)
