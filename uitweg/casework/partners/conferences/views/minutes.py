"""The minutes: looking them over, sending them, and correcting what left."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.partners.conferences.actions import sending as conference_sending
from uitweg.casework.partners.conferences.actions.case_file import read_minutes
from uitweg.casework.partners.conferences.actions.minutes import draft_minutes
from uitweg.casework.partners.conferences.actions.people import people_at_table
from uitweg.casework.partners.conferences.actions.replies import words_of_partners
from uitweg.casework.partners.conferences.actions.texts import conference_text
from uitweg.casework.partners.conferences.forms import MinutesCorrectionForm
from uitweg.casework.partners.conferences.models import AgendaItem, Conference
from uitweg.casework.partners.conferences.rules.states import MINUTES_WITHIN, ConferenceState
from uitweg.casework.partners.dispatch.actions.messages import words_until_left
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens

SENT = (ConferenceState.SENT, ConferenceState.CLOSED)


@require_GET
@needs(Permission.CONFERENCE_READ)
def minutes(request: MemberRequest, conference_id: int) -> HttpResponse:
    """Show what would leave now, and to whom; once it left, what did."""
    row = get_object_or_404(Conference.objects.select_related("chair"), pk=conference_id)
    context = {
        "conference": row,
        "text": conference_text(row, request.actor.keyring),
        "now": request.actor.now,
        "may_send": may(request.actor, Permission.CONFERENCE_SEND, row),
    }
    if row.state in SENT:
        recorded = read_minutes(row, by=request.actor)
        context["items"] = [(each, tokens.new_token(16).hex()) for each in recorded]
        people = people_at_table(row, by=request.actor)
        context["organisations"] = [each for each in people if each.row.organisation_id]
        readable = [each.item.row.pk for each in recorded if each.item.is_open]
        said = words_of_partners(people, readable=readable, by=request.actor)
        context["answers"] = [(each, said[each.row.pk]) for each in people if said.get(each.row.pk)]
        sent = [each for each in people if each.row.minutes_package_id]
        until_left = words_until_left(each.row.minutes_package_id for each in sent)
        context["not_left"] = [e.of for e in sent if e.row.minutes_package_id in until_left]
        context["is_current"] = row.state == ConferenceState.SENT
        return render(request, "conferences/minutes_sent.html", context)
    context["draft"] = draft_minutes(row, by=request.actor)
    context["minutes_by"] = row.ends_at + MINUTES_WITHIN
    context["all_done"] = row.state == ConferenceState.RECORDED
    return render(request, "conferences/minutes.html", context)


@require_POST
@needs(Permission.CONFERENCE_SEND)
def send_minutes(request: MemberRequest, conference_id: int) -> HttpResponse:
    row = get_object_or_404(Conference.objects.select_related("chair"), pk=conference_id)
    conference_sending.send_minutes(conference=row, by=request.actor)
    return redirect("minutes", row.pk)


@require_POST
@needs(Permission.CONFERENCE_SEND)
def correct_minutes(request: MemberRequest, conference_id: int, item_id: int) -> HttpResponse:
    """Store a next version of one item's minutes; the earlier one stays."""
    rows = AgendaItem.objects.select_related("conference__chair", "case__coordinator")
    item = get_object_or_404(rows, pk=item_id, conference=conference_id)
    require(request.actor, Permission.CASE_WRITE, item.case)
    form = MinutesCorrectionForm(request.POST)
    if form.is_valid():
        conference_sending.correct_minutes(
            item=item,
            typed=form.cleaned_data["typed"],
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    return redirect("minutes", conference_id)
