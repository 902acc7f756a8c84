"""Who takes part: adding them, that they are there, and the promise of secrecy."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from uitweg.casework.partners.conferences.actions import invitations as conference_invitations
from uitweg.casework.partners.conferences.actions import people as conference_people
from uitweg.casework.partners.conferences.forms import ParticipantForm
from uitweg.casework.partners.conferences.models import Conference, Participant
from uitweg.casework.partners.conferences.views.conferences import conference_page
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.CONFERENCE_WRITE)
def add_participant(request: MemberRequest, conference_id: int) -> HttpResponse:
    row = get_object_or_404(Conference.objects.select_related("chair"), pk=conference_id)
    form = ParticipantForm(row, request.POST, by=request.actor)
    if not form.is_valid():
        return conference_page(request, row, person_form=form)
    conference_people.add_participant(
        conference=row, terms=form.terms, by=request.actor, form_key=form.cleaned_data["key"]
    )
    return redirect("conference", row.pk)


@require_POST
@needs(Permission.CONFERENCE_WRITE)
def change_participant(
    request: MemberRequest, conference_id: int, participant_id: int
) -> HttpResponse:
    """Write down that somebody is there or not, or take them off the list."""
    rows = Participant.objects.select_related("conference", "member", "organisation", "package")
    participant = get_object_or_404(rows, pk=participant_id, conference=conference_id)
    if "weg" in request.POST:
        conference_invitations.remove_participant(participant=participant, by=request.actor)
    else:
        conference_people.mark_present(
            participant=participant, is_there=request.POST.get("er") == "ja", by=request.actor
        )
    return redirect("conference", conference_id)


@require_POST
@needs(Permission.CONFERENCE_READ)
def accept_secrecy(request: MemberRequest, conference_id: int) -> HttpResponse:
    row = get_object_or_404(Conference, pk=conference_id)
    conference_people.accept_secrecy(conference=row, by=request.actor)
    return redirect("conference", row.pk)
