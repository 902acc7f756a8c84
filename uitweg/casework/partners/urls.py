"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern, path

from uitweg.casework.partners.views import (
    conference_calendar,
    conference_file,
    conference_items,
    conference_minutes,
    conference_people,
    conferences,
    consents,
    referral_start,
    referrals,
)

_REFERRALS = [
    path("casus/<int:case_id>/verwijs/", referral_start.start_referral, name="start-referral"),
    path("casus/<int:case_id>/verwijs/<int:referral_id>/", referrals.referral, name="referral"),
]

urlpatterns: list[URLPattern] = [*_REFERRALS]

_CONFERENCE = "overleg/<int:conference_id>"
_ITEM = f"{_CONFERENCE}/punt/<int:item_id>"
urlpatterns += [
    path("overleg/", conferences.conferences, name="conferences"),
    path("overleg/nieuw/", conferences.new_conference, name="new-conference"),
    path(
        "overleg/agenda/<str:secret>.ics",
        conference_calendar.conference_invitation,
        name="conference-invitation",
    ),
    path(f"{_CONFERENCE}/", conferences.conference, name="conference"),
    path(f"{_CONFERENCE}/wijzigen/", conferences.change_conference, name="change-conference"),
    path(f"{_CONFERENCE}/uitnodigen/", conferences.send_invitations, name="send-invitations"),
    path(f"{_CONFERENCE}/afgelasten/", conferences.cancel_conference, name="cancel-conference"),
    path(f"{_CONFERENCE}/beginnen/", conferences.begin_conference, name="begin-conference"),
    path(f"{_CONFERENCE}/mensen/", conference_people.add_participant, name="add-participant"),
    path(
        f"{_CONFERENCE}/mensen/<int:participant_id>/",
        conference_people.change_participant,
        name="change-participant",
    ),
    path(f"{_CONFERENCE}/geheim/", conference_people.accept_secrecy, name="accept-secrecy"),
    path(f"{_ITEM}/", conference_items.save_item, name="save-item"),
    path(f"{_ITEM}/begrepen/", conference_items.understand_lines, name="understand-lines"),
    path(f"{_ITEM}/oude-actie/", conference_items.judge_undone, name="judge-undone"),
    path(f"{_ITEM}/bestand/", conference_file.conference_file, name="conference-file"),
    path(f"{_ITEM}/verbeteren/", conference_minutes.correct_minutes, name="correct-minutes"),
    path(f"{_CONFERENCE}/verslag/", conference_minutes.minutes, name="minutes"),
    path(f"{_CONFERENCE}/verslag/sturen/", conference_minutes.send_minutes, name="send-minutes"),
]
urlpatterns += [
    path("casus/<int:case_id>/toestemming/", consents.add_consent, name="add-consent"),
    path(
        "casus/<int:case_id>/zonder-toestemming/",
        consents.share_without_consent,
        name="share-without-consent",
    ),
]
