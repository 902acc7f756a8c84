"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import path

from uitweg.casework.partners.views import (
    conference_calendar,
    conference_file,
    conference_items,
    conference_minutes,
    conference_people,
    conferences,
    consents,
    directory,
    exporting,
    finding,
    lawyer_notes,
    letters,
    national_row,
    package_link,
    partner_actions,
    partner_door,
    partner_members,
    reach,
    referral_start,
    referrals,
    routes,
    sent_referral,
    services,
)

_REFERRAL = "casus/<int:case_id>/verwijs/<int:referral_id>/"

_CONFERENCE = "overleg/<int:conference_id>"
_ITEM = f"{_CONFERENCE}/punt/<int:item_id>"

DIRECTORY = [
    path("partners/", directory.partners, name="partners"),
    path("partners/nieuw/", directory.add_organisation, name="add-organisation"),
    path("partners/nu/", finding.find_help, name="find-help"),
    path("partners/nu/gebeld/", finding.record_call, name="record-call"),
    path("partners/nu/geen-plek/", finding.record_no_place, name="record-no-place"),
    path("partners/geen-plek/", finding.no_place_figure, name="no-place-figure"),
    path("partners/bestand/", exporting.export_partners, name="export-partners"),
    path("partners/<int:organisation_id>/", directory.organisation, name="organisation"),
    path(
        "partners/<int:organisation_id>/wijzig/",
        directory.change_organisation,
        name="change-organisation",
    ),
    path("partners/<int:organisation_id>/nagebeld/", reach.confirm_reach, name="confirm-reach"),
    path(
        "partners/<int:organisation_id>/stopt/",
        directory.end_organisation,
        name="end-organisation",
    ),
    path(
        "partners/<int:organisation_id>/afgeschermd/",
        directory.secret_fields,
        name="secret-fields",
    ),
    path("partners/<int:organisation_id>/aanbod/", services.add_service, name="add-service"),
    path("partners/aanbod/<int:service_id>/", services.change_service, name="change-service"),
    path("partners/aanbod/<int:service_id>/stopt/", services.end_service, name="end-service"),
    path(
        "partners/aanbod/<int:service_id>/plek/", services.report_capacity, name="report-capacity"
    ),
]
CONFERENCES = [
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
PACKAGE_LINKS = [
    path("vraag/<str:public_id>/", package_link.package_link, name="package-link"),
    path(
        "vraag/<str:public_id>/staat/", package_link.package_link_state, name="package-link-state"
    ),
    path("vraag/<str:public_id>/code/", package_link.package_code, name="package-code"),
    path("vraag/<str:public_id>/open/", package_link.open_package_link, name="open-package-link"),
    path(
        "vraag/<str:public_id>/gelezen/", package_link.package_link_read, name="package-link-read"
    ),
    path(
        "vraag/<str:public_id>/antwoord/",
        package_link.answer_package_link,
        name="answer-package-link",
    ),
]
CONSENTS = [
    path("casus/<int:case_id>/toestemming/", consents.add_consent, name="add-consent"),
    path(
        "casus/<int:case_id>/zonder-toestemming/",
        consents.share_without_consent,
        name="share-without-consent",
    ),
    path("casus/<int:case_id>/cijfers/doorgeven/", national_row.national_row, name="national-row"),
]
PARTNER_DOOR = [
    path("beheer/leden/partner/", partner_members.invite_partner, name="invite-partner"),
    path("samen/", partner_door.partner_home, name="partner-home"),
    path("samen/<int:package_id>/", partner_door.open_package, name="open-package"),
    path("samen/<int:package_id>/antwoord/", partner_door.answer_package, name="answer-package"),
    path("samen/<int:package_id>/notitie/", lawyer_notes.add_note, name="add-note"),
    path("notities/", lawyer_notes.note_list, name="note-list"),
    path("notities/tekst/", lawyer_notes.notes_as_text, name="notes-as-text"),
    path("notities/<int:note_id>/weg/", lawyer_notes.delete_note, name="delete-note"),
    path("casus/<int:case_id>/partner/", partner_actions.ask_partner, name="ask-partner"),
    path(
        "casus/<int:case_id>/partner/<int:asked_id>/",
        partner_actions.partner_action,
        name="partner-action",
    ),
    path(
        "casus/<int:case_id>/partner/<int:asked_id>/antwoord/<int:reply_id>/",
        partner_actions.keep_contribution,
        name="keep-contribution",
    ),
]
REFERRALS = [
    path("casus/<int:case_id>/verwijs/", referral_start.start_referral, name="start-referral"),
    path(_REFERRAL, referrals.referral, name="referral"),
    path(f"{_REFERRAL}stand/", sent_referral.change_referral, name="change-referral"),
    path(f"{_REFERRAL}antwoord/", sent_referral.answer_referral, name="answer-referral"),
]
ROUTES = [
    path("casus/<int:case_id>/route/", routes.case_routes, name="case-routes"),
    path(
        "casus/<int:case_id>/route/brief/<str:letter_id>/", letters.case_letter, name="case-letter"
    ),
]

urlpatterns = [
    *DIRECTORY,
    *CONFERENCES,
    *PACKAGE_LINKS,
    *CONSENTS,
    *PARTNER_DOOR,
    *REFERRALS,
    *ROUTES,
]
