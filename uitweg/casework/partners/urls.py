"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern, path

from uitweg.casework.partners.views import (
    consents,
    lawyer_notes,
    package_link,
    partner_actions,
    partner_door,
    partner_members,
)

urlpatterns: list[URLPattern] = []
urlpatterns += [
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
urlpatterns += [
    path("casus/<int:case_id>/toestemming/", consents.add_consent, name="add-consent"),
    path(
        "casus/<int:case_id>/zonder-toestemming/",
        consents.share_without_consent,
        name="share-without-consent",
    ),
]
urlpatterns += [
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
