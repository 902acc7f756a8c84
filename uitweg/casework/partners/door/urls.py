"""Addresses of what a partner opens, by a link or with an account."""

from django.urls import path

from uitweg.casework.partners.door.views import account, invitation, link, notes

urlpatterns = [
    path("vraag/<str:public_id>/", link.package_link, name="package-link"),
    path("vraag/<str:public_id>/staat/", link.package_link_state, name="package-link-state"),
    path("vraag/<str:public_id>/code/", link.package_code, name="package-code"),
    path("vraag/<str:public_id>/open/", link.open_package_link, name="open-package-link"),
    path("vraag/<str:public_id>/gelezen/", link.package_link_read, name="package-link-read"),
    path(
        "vraag/<str:public_id>/antwoord/",
        link.answer_package_link,
        name="answer-package-link",
    ),
    path("beheer/leden/partner/", invitation.invite_partner, name="invite-partner"),
    path("samen/", account.partner_home, name="partner-home"),
    path("samen/<int:package_id>/", account.open_package, name="open-package"),
    path("samen/<int:package_id>/antwoord/", account.answer_package, name="answer-package"),
    path("samen/<int:package_id>/notitie/", notes.add_note, name="add-note"),
    path("notities/", notes.note_list, name="note-list"),
    path("notities/tekst/", notes.notes_as_text, name="notes-as-text"),
    path("notities/<int:note_id>/weg/", notes.delete_note, name="delete-note"),
]
