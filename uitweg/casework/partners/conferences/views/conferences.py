"""Conferences: the list, making one, its page, and what the chair does with it as a whole."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.table.actions.case_list import list_cases
from uitweg.casework.partners.conferences.actions import conferences as actions
from uitweg.casework.partners.conferences.actions import invitations as conference_invitations
from uitweg.casework.partners.conferences.actions.conference_list import list_conferences
from uitweg.casework.partners.conferences.actions.page import ConferencePage, load_page
from uitweg.casework.partners.conferences.forms import (
    ConferenceForm,
    ItemForm,
    NewConferenceForm,
    ParticipantForm,
)
from uitweg.casework.partners.conferences.models import Conference
from uitweg.casework.partners.conferences.rules.states import ConferenceState, Involvement
from uitweg.casework.partners.directory.models import Organisation
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.drafts.actions.once import FormRefusal
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in

FIRST_HOUR, LASTS = time(13), timedelta(hours=1)
NAMES_OFFERED = 300
MADE_ALREADY = (
    "Dit formulier maakte al een overleg. Wat hier nu staat, is nog niet bewaard. Kijk het na, en "
    "druk nog een keer op de knop."
)
WEEK = timedelta(days=7)
SATURDAY = 5


@require_GET
@needs(Permission.CONFERENCE_READ)
def conferences(request: MemberRequest) -> HttpResponse:
    """List the conferences of today, those that come, and those that were."""
    return render(
        request,
        "conferences/conferences.html",
        {"lists": list_conferences(by=request.actor), "now": request.actor.now},
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.CONFERENCE_WRITE)
def new_conference(request: MemberRequest) -> HttpResponse:
    """Choose cases, with the rest filled in; one click makes the conference."""
    if request.method != "POST":
        chosen = [row_number_in(number) for number in request.GET.getlist("casus")]
        form = NewConferenceForm(member=request.member, initial=_next_time(request))
        return _new_page(request, form, chosen=[pk for pk in chosen if pk])
    form = NewConferenceForm(request.POST, member=request.member)
    if not form.is_valid():
        ticked = [row_number_in(number) for number in request.POST.getlist("cases")]
        return _new_page(request, form, chosen=[pk for pk in ticked if pk], status=400)
    cases, key = list(form.cleaned_data["cases"]), form.cleaned_data["key"]
    try:
        made = actions.make_conference(
            cases=cases, terms=form.terms, by=request.actor, form_key=key
        )
    except NotPossible as error:
        if error.refusal is not FormRefusal.FORM_OTHER:
            raise
        form.add_error("cases", MADE_ALREADY)
        return _new_page(request, form, chosen=[case.pk for case in cases], status=409)
    return redirect("conference", made.pk)


def _new_page(
    request: MemberRequest, form: NewConferenceForm, *, chosen: list[int], status: int = 200
) -> HttpResponse:
    cases = list(Case.objects.worked_on_by(request.member).order_by("-pk")[:NAMES_OFFERED])
    context = {
        "form": form,
        "cases": list_cases(cases=cases, by=request.actor),
        "chosen": chosen,
        "form_key": (status != 409 and request.POST.get("key")) or tokens.new_token(16).hex(),
    }
    return render(request, "conferences/new_conference.html", context, status=status)


def _next_time(request: MemberRequest) -> dict[str, Any]:
    """Return when the next one likely is: a week after this member's last, else a day ahead."""
    last = Conference.objects.filter(chair=request.member).order_by("-starts_at").first()
    if last is not None and last.starts_at + WEEK > request.actor.now:
        starts_at = timezone.localtime(last.starts_at) + WEEK
        ends_at = timezone.localtime(last.ends_at) + WEEK
    else:
        starts_at = timezone.make_aware(datetime.combine(_workday(request.actor.today), FIRST_HOUR))
        ends_at = starts_at + LASTS
    return {
        "title": "Casusoverleg",
        "day": starts_at.date().isoformat(),
        "begins": f"{starts_at:%H:%M}",
        "ends": f"{ends_at:%H:%M}",
    }


def _workday(today: date) -> date:
    """Return the next day that is not in the weekend."""
    day = today + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


@require_GET
@needs(Permission.CONFERENCE_READ)
def conference(request: MemberRequest, conference_id: int) -> HttpResponse:
    """Show a conference, for the chair while people talk; once the minutes left, those."""
    row = get_object_or_404(Conference.objects.select_related("chair"), pk=conference_id)
    if row.state in (ConferenceState.SENT, ConferenceState.CLOSED):
        return redirect("minutes", row.pk)
    return conference_page(request, row)


def conference_page(
    request: MemberRequest,
    row: Conference,
    *,
    item_id: int | None = None,
    item_form: ItemForm | None = None,
    form: ConferenceForm | None = None,
    person_form: ParticipantForm | None = None,
) -> HttpResponse:
    """Show the page; with a form that was refused, as it was typed."""
    asked = item_id or row_number_in(request.GET.get("punt", ""))
    page = load_page(row, by=request.actor, item_id=asked)
    refused = item_form or form or person_form
    context = {
        "page": page,
        "conference": row,
        "now": request.actor.now,
        "item_form": item_form or _item_form(page),
        "form": form or _form(page),
        "person_form": person_form or ParticipantForm(row, by=request.actor),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "back": item_address(row.pk, page.current.row.pk) if page.current else "",
        "involvements": Involvement.choices(),
        "may_send": may(request.actor, Permission.CONFERENCE_SEND, row),
        **_people_choices(row, request),
        **_stage(row, page, request.actor),
    }
    status = 400 if refused is not None else 200
    return render(request, "conferences/conference.html", context, status=status)


def item_address(conference_id: int, item_id: int) -> str:
    """Return the address of a conference with this item open."""
    return f"{reverse('conference', args=[conference_id])}?punt={item_id}"


def _item_form(page: ConferencePage) -> ItemForm | None:
    item = page.current
    if item is None or item.text is None:
        return None
    return ItemForm(
        initial={
            "version": item.row.version,
            "question": item.text.question,
            "typed": item.text.typed,
            "involvement": item.row.involvement,
            "youngster": item.text.youngster,
            "look_again_on": item.row.look_again_on,
        }
    )


def _form(page: ConferencePage) -> ConferenceForm:
    starts_at = timezone.localtime(page.conference.starts_at)
    return ConferenceForm(
        initial={
            "title": page.text.title,
            "day": starts_at.date().isoformat(),
            "begins": f"{starts_at:%H:%M}",
            "ends": f"{timezone.localtime(page.conference.ends_at):%H:%M}",
            "place": page.text.place,
            "is_online": page.conference.is_online,
        }
    )


def _people_choices(row: Conference, request: MemberRequest) -> dict[str, Any]:
    form = ParticipantForm(row, by=request.actor)
    names = Organisation.objects.filter(ended_on=None).order_by("name")
    return {
        "team": form.fields["member"].queryset,  # type: ignore[attr-defined]
        "organisation_names": list(names.values_list("name", flat=True)[:NAMES_OFFERED]),
    }


def _stage(row: Conference, page: ConferencePage, by: Actor) -> dict[str, Any]:
    """Return what of the page fits how far the conference is."""
    uninvited = [
        each.person
        for each in page.people
        if row.invited_at is None or each.person.row.sees_until is None
    ]
    to_call = [
        person.row.organisation
        for person in uninvited
        if person.row.organisation
        and conference_invitations.waits_for_call(person.row.organisation, by=by)
    ]
    return {
        "is_planned": row.state == ConferenceState.PLANNED,
        "is_cancelled": row.state == ConferenceState.CANCELLED,
        "is_over": row.ends_at <= by.now,
        "minutes_running": max(0, int((by.now - row.starts_at).total_seconds() // 60)),
        "uninvited": len(uninvited) - len(to_call),
        "to_call": to_call,
        "all_done": row.state == ConferenceState.RECORDED,
    }


@require_POST
@needs(Permission.CONFERENCE_WRITE)
def change_conference(request: MemberRequest, conference_id: int) -> HttpResponse:
    """Change when and where; whoever was invited gets the new time at once."""
    row, form = _conference(conference_id), ConferenceForm(request.POST)
    if not form.is_valid():
        return conference_page(request, row, form=form)
    before = (row.starts_at, row.ends_at)
    changed = actions.change_conference(conference=row, terms=form.terms, by=request.actor)
    if before != (changed.starts_at, changed.ends_at) and changed.invited_at:
        conference_invitations.invite_again(conference=changed, by=request.actor)
    return redirect("conference", row.pk)


@require_POST
@needs(Permission.CONFERENCE_SEND)
def send_invitations(request: MemberRequest, conference_id: int) -> HttpResponse:
    """Invite everybody who was not yet, in one click."""
    row = _conference(conference_id)
    conference_invitations.send_invitations(conference=row, by=request.actor)
    return redirect("conference", row.pk)


@require_POST
@needs(Permission.CONFERENCE_SEND)
def cancel_conference(request: MemberRequest, conference_id: int) -> HttpResponse:
    row = _conference(conference_id)
    conference_invitations.cancel_conference(conference=row, by=request.actor)
    return redirect("conferences")


@require_POST
@needs(Permission.CONFERENCE_WRITE)
def begin_conference(request: MemberRequest, conference_id: int) -> HttpResponse:
    """From here what is typed is what was said."""
    row = _conference(conference_id)
    actions.move_conference(conference=row, to=ConferenceState.HELD, by=request.actor)
    return redirect("conference", row.pk)


def _conference(conference_id: int) -> Conference:
    return get_object_or_404(Conference.objects.select_related("chair"), pk=conference_id)
