"""The addresses of the duty pages."""

from django.urls import path

from uitweg.casework.duty.views import handover, promises

urlpatterns = [
    path("dienst/beloften/", promises.promises, name="promises"),
    path("dienst/overdracht/", handover.handover_list, name="handover-list"),
    path("dienst/overdracht/<int:shift_id>/", handover.handover, name="handover"),
    path(
        "dienst/overdracht/<int:shift_id>/klaar/",
        handover.complete_handover,
        name="complete-handover",
    ),
    path(
        "dienst/overdracht/<int:shift_id>/erbij/",
        handover.add_to_handover,
        name="add-to-handover",
    ),
    path(
        "dienst/overdracht/<int:shift_id>/overnemen/",
        handover.accept_handover,
        name="accept-handover",
    ),
]
