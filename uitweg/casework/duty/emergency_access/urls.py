"""Addresses of emergency access to a case while on duty."""

from django.urls import path

from uitweg.casework.duty.emergency_access import views

urlpatterns = [
    path(
        "casus/<int:case_id>/noodtoegang/",
        views.use_emergency_access,
        name="use-emergency-access",
    ),
    path(
        "casus/<int:case_id>/noodtoegang/melding/",
        views.open_sources,
        name="open-sources",
    ),
]
