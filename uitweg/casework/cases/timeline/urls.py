"""Addresses of entries of the timeline."""

from django.urls import path

from uitweg.casework.cases.timeline.views import entries, events

urlpatterns = [
    path("casus/<int:case_id>/stuk/<int:entry_id>/", entries.correct_entry, name="correct-entry"),
    path("casus/<int:case_id>/gebeurd/", events.add_event, name="add-event"),
]
