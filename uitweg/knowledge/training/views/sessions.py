"""Sessions on the staff door: the list, planning one, its page and its sheet."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.knowledge.training.actions import sessions as actions
from uitweg.knowledge.training.forms.sessions import AttendanceForm, SessionForm
from uitweg.knowledge.training.models import DueMaterial, TrainingSession
from uitweg.knowledge.training.rules.materials import MaterialKind, TrainingMaterial
from uitweg.knowledge.training.rules.papers import PAPERS_PATH
from uitweg.knowledge.training.rules.sessions import (
    FEEDBACK_LASTS,
    FEWEST_SHOWN,
    MOST_PEOPLE,
    QUESTION_WORDS,
    SessionAudience,
    shown_counts,
    takes_feedback,
)
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.days import public_holidays
from uitweg.platform.drafts.actions.once import FormRefusal
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in

type Materials = Callable[[], tuple[TrainingMaterial, ...]]
"""Given by the addresses: what there is on the public door, which this layer does not know."""

ON_A_PAGE = 50
PLANNED_ALREADY = (
    "Dit formulier maakte al een sessie. Wat hier nu staat, is nog niet gepland. Kijk het na, en "
    "druk nog een keer op de knop."
)
FORM_BROKEN = "Dit formulier klopte niet meer. Er is niets gepland. Druk nog een keer op de knop."
FIRST_HOUR, USUAL_MINUTES, SATURDAY = time(15, 30), 60, 5
TAUGHT = (MaterialKind.LESSON, MaterialKind.DECK)


@require_GET
@needs(Permission.TRAINING_PLAN)
def training_sessions(request: MemberRequest, materials: Materials) -> HttpResponse:
    """List the sessions that come and those that were, and say how much is due for review."""
    now = request.actor.now
    page = Paginator(TrainingSession.objects.past(now), ON_A_PAGE).get_page(
        row_number_in(request.GET.get("blad", "")) or 1
    )
    context = {
        "coming": _rows(list(TrainingSession.objects.coming(now)[:ON_A_PAGE]), materials),
        "past": _rows(list(page.object_list), materials),
        "page": page,
        "due": DueMaterial.objects.count(),
        "now": now,
    }
    return render(request, "training/training_sessions.html", context)


def _rows(rows: list[TrainingSession], materials: Materials) -> list[dict[str, Any]]:
    titles = {each.id: each.title for each in materials()}
    return [
        {
            "row": row,
            "title": titles.get(row.material, "iets dat er niet meer is"),
            "audience": SessionAudience.words_of(row.audience),
        }
        for row in rows
    ]


@require_http_methods(["GET", "POST"])
@needs(Permission.TRAINING_PLAN)
def new_training_session(request: MemberRequest, materials: Materials) -> HttpResponse:
    """Plan a session: everything but the place is filled in."""
    choices = [
        (each.id, f"{kind.words}: {each.title}")
        for kind in TAUGHT
        for each in materials()
        if each.kind == kind
    ]
    if request.method != "POST":
        form = SessionForm(materials=choices, initial=_usual(request, choices))
        return _new_page(request, form)
    form = SessionForm(request.POST, materials=choices)
    if not form.is_valid():
        return _new_page(request, form, status=400)
    key = bytes.fromhex(form.cleaned_data["key"])
    try:
        made = actions.plan_session(plan=form.plan, form_key=key, by=request.actor)
    except NotPossible as error:
        if error.refusal is not FormRefusal.FORM_OTHER:
            raise
        form.add_error("key", PLANNED_ALREADY)
        return _new_page(request, form, status=409)
    return redirect("training-session", made.pk)


def _new_page(request: MemberRequest, form: SessionForm, *, status: int = 200) -> HttpResponse:
    key = tokens.new_token(16).hex() if form.errors.get("key") or not form.is_bound else ""
    context = {
        "form": form,
        "form_key": key or form["key"].value(),
        "key_error": PLANNED_ALREADY if status == 409 else FORM_BROKEN,
    }
    return render(request, "training/new_training_session.html", context, status=status)


def _usual(request: MemberRequest, choices: list[tuple[str, str]]) -> dict[str, Any]:
    """Return what this member chose last, on the next working day."""
    last = TrainingSession.objects.filter(planned_by=request.member.pk).order_by("-pk").first()
    day = request.actor.today + timedelta(days=1)
    while day.weekday() >= SATURDAY or day in public_holidays(day.year):
        day += timedelta(days=1)
    return {
        "day": day.isoformat(),
        "begins": f"{FIRST_HOUR:%H:%M}",
        "minutes": last.minutes if last else USUAL_MINUTES,
        "audience": last.audience if last else SessionAudience.SCHOOL,
        "material": last.material if last else next((id for id, _ in choices), ""),
        "place": last.place if last else "",
    }


@require_GET
@needs(Permission.TRAINING_PLAN)
def training_session(request: MemberRequest, session_id: int, materials: Materials) -> HttpResponse:
    """Show a session: what it is, how many came, and what they said."""
    return _session_page(request, _session(session_id), materials)


def _session(session_id: int) -> TrainingSession:
    return get_object_or_404(TrainingSession, pk=session_id)


def _session_page(
    request: MemberRequest,
    row: TrainingSession,
    materials: Materials,
    *,
    form: AttendanceForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    now, is_cancelled = request.actor.now, row.cancelled_on is not None
    counts = shown_counts(actions.counts_of(row))
    planner = Member.objects.filter(pk=row.planned_by).first() if row.planned_by else None
    context = {
        **_about(row, materials),
        "form": form or AttendanceForm(initial={"people": row.attendance}),
        "wrong": wrong,
        "planner": planner,
        "has_begun": row.starts_at <= now,
        "takes_feedback": takes_feedback(row.starts_at, is_cancelled=is_cancelled, now=now),
        "feedback_until": row.starts_at + FEEDBACK_LASTS,
        "counts": [(QUESTION_WORDS[question], *each) for question, each in counts.items()],
        "fewest": FEWEST_SHOWN,
        "most_people": MOST_PEOPLE,
        "now": now,
    }
    return render(request, "training/training_session.html", context, status=status)


def _about(row: TrainingSession, materials: Materials) -> dict[str, Any]:
    found = next((each for each in materials() if each.id == row.material), None)
    return {
        "session": row,
        "ends_at": row.starts_at + timedelta(minutes=row.minutes),
        "audience": SessionAudience.words_of(row.audience),
        "material": found,
        "site": settings.PUBLIC_URL.rstrip("/"),
        "feedback_address": f"{settings.PUBLIC_URL.rstrip('/')}/leren/terug/{row.code}/",
    }


@require_POST
@needs(Permission.TRAINING_PLAN)
def session_attendance(
    request: MemberRequest, session_id: int, materials: Materials
) -> HttpResponse:
    """Say how many people came: a number and nothing else."""
    row, form = _session(session_id), AttendanceForm(request.POST)
    if not form.is_valid():
        return _session_page(request, row, materials, form=form, status=400)
    try:
        actions.say_attendance(session=row, people=form.cleaned_data["people"], by=request.actor)
    except NotPossible as error:
        return _refused(request, row, materials, error)
    return redirect("training-session", row.pk)


@require_POST
@needs(Permission.TRAINING_PLAN)
def cancel_training_session(
    request: MemberRequest, session_id: int, materials: Materials
) -> HttpResponse:
    row = _session(session_id)
    try:
        actions.cancel_session(session=row, by=request.actor)
    except NotPossible as error:
        return _refused(request, row, materials, error)
    return redirect("training-sessions")


def _refused(
    request: MemberRequest, row: TrainingSession, materials: Materials, error: NotPossible
) -> HttpResponse:
    return _session_page(request, row, materials, wrong=error.sentence, status=409)


@require_GET
@needs(Permission.TRAINING_PLAN)
def session_sheet(request: MemberRequest, session_id: int, materials: Materials) -> HttpResponse:
    """Show a sheet to print: where people answer three questions, and the material."""
    import segno  # loaded when somebody prints such a sheet

    row = _session(session_id)
    about = _about(row, materials)
    qr = segno.make(about["feedback_address"], error="m", micro=False)
    about |= {
        "qr": qr.svg_inline(scale=6, border=2, svgclass="qr", lineclass=None),
        "papers_path": PAPERS_PATH,
        "day": timezone.localtime(row.starts_at),
    }
    return render(request, "training/session_sheet.html", about)
