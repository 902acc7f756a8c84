"""Addresses of conferences: preparing, the items, the minutes."""

from django.urls import path

from uitweg.casework.partners.conferences.views import conferences, files, items, minutes, people

_CONFERENCE = "overleg/<int:conference_id>"
_ITEM = f"{_CONFERENCE}/punt/<int:item_id>"

urlpatterns = [
    path("overleg/", conferences.conferences, name="conferences"),
    path("overleg/nieuw/", conferences.new_conference, name="new-conference"),
    path(
        "overleg/agenda/<str:secret>.ics",
        files.conference_invitation,
        name="conference-invitation",
    ),
    path(f"{_CONFERENCE}/", conferences.conference, name="conference"),
    path(f"{_CONFERENCE}/wijzigen/", conferences.change_conference, name="change-conference"),
    path(f"{_CONFERENCE}/uitnodigen/", conferences.send_invitations, name="send-invitations"),
    path(f"{_CONFERENCE}/afgelasten/", conferences.cancel_conference, name="cancel-conference"),
    path(f"{_CONFERENCE}/beginnen/", conferences.begin_conference, name="begin-conference"),
    path(f"{_CONFERENCE}/mensen/", people.add_participant, name="add-participant"),
    path(
        f"{_CONFERENCE}/mensen/<int:participant_id>/",
        people.change_participant,
        name="change-participant",
    ),
    path(f"{_CONFERENCE}/geheim/", people.accept_secrecy, name="accept-secrecy"),
    path(f"{_ITEM}/", items.save_item, name="save-item"),
    path(f"{_ITEM}/begrepen/", items.understand_lines, name="understand-lines"),
    path(f"{_ITEM}/oude-actie/", items.judge_undone, name="judge-undone"),
    path(f"{_ITEM}/bestand/", files.conference_file, name="conference-file"),
    path(f"{_ITEM}/verbeteren/", minutes.correct_minutes, name="correct-minutes"),
    path(f"{_CONFERENCE}/verslag/", minutes.minutes, name="minutes"),
    path(f"{_CONFERENCE}/verslag/sturen/", minutes.send_minutes, name="send-minutes"),
]
