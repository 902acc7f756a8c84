"""Addresses of the hand-over from one shift to the next."""

from django.urls import path

from uitweg.casework.duty.handover import views

urlpatterns = [
    path("dienst/overdracht/", views.handover_list, name="handover-list"),
    path("dienst/overdracht/<int:shift_id>/", views.handover, name="handover"),
    path(
        "dienst/overdracht/<int:shift_id>/klaar/",
        views.complete_handover,
        name="complete-handover",
    ),
    path(
        "dienst/overdracht/<int:shift_id>/erbij/",
        views.add_to_handover,
        name="add-to-handover",
    ),
    path(
        "dienst/overdracht/<int:shift_id>/overnemen/",
        views.accept_handover,
        name="accept-handover",
    ),
]
