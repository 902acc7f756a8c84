"""Addresses where a member records who may know what of a case."""

from django.urls import path

from uitweg.casework.partners.dispatch import views

urlpatterns = [
    path("casus/<int:case_id>/toestemming/", views.add_consent, name="add-consent"),
    path(
        "casus/<int:case_id>/zonder-toestemming/",
        views.share_without_consent,
        name="share-without-consent",
    ),
]
