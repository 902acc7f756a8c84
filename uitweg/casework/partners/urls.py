"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern, path

from uitweg.casework.partners.views import lawyer_notes, partner_door, partner_members

urlpatterns: list[URLPattern] = [
    path("beheer/leden/partner/", partner_members.invite_partner, name="invite-partner"),
    path("samen/", partner_door.partner_home, name="partner-home"),
    path("samen/<int:package_id>/", partner_door.open_package, name="open-package"),
    path("samen/<int:package_id>/antwoord/", partner_door.answer_package, name="answer-package"),
    path("samen/<int:package_id>/notitie/", lawyer_notes.add_note, name="add-note"),
    path("notities/", lawyer_notes.note_list, name="note-list"),
    path("notities/tekst/", lawyer_notes.notes_as_text, name="notes-as-text"),
    path("notities/<int:note_id>/weg/", lawyer_notes.delete_note, name="delete-note"),
]
