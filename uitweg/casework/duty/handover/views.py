"""The pages of hand-overs: the list, one of them, and the three acts on it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.duty.handover.actions import handovers
from uitweg.casework.duty.handover.actions.page import handover_tasks, open_handover
from uitweg.casework.duty.handover.forms import AcceptHandoverForm, HandoverTextForm
from uitweg.casework.duty.handover.models import Handover
from uitweg.channel.conversation.rules.sizes import LONGEST_TEXT
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in

HANDOVERS_PER_PAGE = 30


@require_GET
@needs(Permission.HANDOVER_READ)
def handover_list(request: MemberRequest) -> HttpResponse:
    """Show what this member must write and read, and the earlier hand-overs, newest first."""
    rows = Handover.objects.with_people().order_by("-id")
    before = row_number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[:HANDOVERS_PER_PAGE])
    context = {
        "tasks": handover_tasks(by=request.actor),
        "rows": page,
        "now": request.actor.now,
        "next": page[-1].pk if len(page) == HANDOVERS_PER_PAGE else None,
    }
    return render(request, "handover/list.html", context)


@require_GET
@needs(Permission.HANDOVER_READ)
def handover(request: MemberRequest, shift_id: int) -> HttpResponse:
    """Show the hand-over of one shift."""
    return _handover_page(request, _handover_of(shift_id))


@require_POST
@needs(Permission.HANDOVER_WRITE)
def complete_handover(request: MemberRequest, shift_id: int) -> HttpResponse:
    row = _handover_of(shift_id)
    form = HandoverTextForm(request.POST)
    if not form.is_valid():
        return _handover_page(request, row, form=form)
    try:
        handovers.complete_handover(
            handover=row,
            by=request.actor,
            text=form.cleaned_data["text"],
            form_key=form.cleaned_data["key"],
        )
    except NotPossible as error:
        return _handover_page(request, _handover_of(shift_id), form=form, refused=error)
    return redirect("handover", shift_id)


@require_POST
@needs(Permission.HANDOVER_WRITE)
def add_to_handover(request: MemberRequest, shift_id: int) -> HttpResponse:
    row = _handover_of(shift_id)
    form = HandoverTextForm(request.POST)
    if not form.is_valid():
        return _handover_page(request, row, form=form)
    try:
        handovers.add_to_handover(
            handover=row,
            by=request.actor,
            text=form.cleaned_data["text"],
            form_key=form.cleaned_data["key"],
        )
    except NotPossible as error:
        return _handover_page(request, row, form=form, refused=error)
    return redirect("handover", shift_id)


@require_POST
@needs(Permission.HANDOVER_ACCEPT)
def accept_handover(request: MemberRequest, shift_id: int) -> HttpResponse:
    """One tap: "Gelezen, ik neem het over"."""
    row = _handover_of(shift_id)
    form = AcceptHandoverForm(request.POST)
    if not form.is_valid():
        return redirect("handover", shift_id)
    try:
        handovers.accept_handover(handover=row, by=request.actor, seen=form.cleaned_data["seen"])
    except NotPossible as error:
        return _handover_page(request, _handover_of(shift_id), refused=error)
    return redirect("handover", shift_id)


def _handover_of(shift_id: int) -> Handover:
    """Return the hand-over of a shift that began, also when the worker did not make it yet."""
    if row := Handover.objects.with_people().filter(shift=shift_id).first():
        return row
    begun = handovers.begun_shifts(now=timezone.now())
    handovers.begin_handover(get_object_or_404(begun, pk=shift_id))
    return Handover.objects.with_people().get(shift=shift_id)


def _handover_page(
    request: MemberRequest,
    row: Handover,
    *,
    form: HandoverTextForm | None = None,
    refused: NotPossible | None = None,
) -> HttpResponse:
    """Show a hand-over; with the text that could not be stored, and why."""
    opened = open_handover(handover=row, by=request.actor)
    may_write = may(request.actor, Permission.HANDOVER_WRITE, row.shift)
    is_closed = row.written_at is not None or row.accepted_at is not None
    added = any(text.at > row.accepted_at for text in opened.texts) if row.accepted_at else False
    context = {
        "handover": row,
        "shift": row.shift,
        "next_shift": row.next_shift,
        "opened": opened,
        "now": request.actor.now,
        "has_ended": row.shift.ends_at <= request.actor.now,
        "may_complete": may_write and not is_closed,
        "may_add": may_write and is_closed,
        "may_accept": _may_accept(request, row, added=added),
        "was_added": added,
        "seen": len(opened.texts),
        "form": form or HandoverTextForm(),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "longest": LONGEST_TEXT,
        "refused": refused.sentence if refused else "",
    }
    status = 409 if refused else 400 if form is not None else 200
    return render(request, "handover/handover.html", context, status=status)


def _may_accept(request: MemberRequest, row: Handover, *, added: bool) -> bool:
    """Return whether this member can take over now, or say that they read what was added."""
    if not may(request.actor, Permission.HANDOVER_ACCEPT, row):
        return False
    if row.accepted_at is not None:
        return added and row.accepted_by_id == request.member.pk
    return row.written_at is not None or row.shift.ends_at <= request.actor.now
