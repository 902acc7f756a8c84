"""Addresses of the page for the youngster."""

from django.urls import path

from uitweg.casework.appraisal.youngster_page import views

_HERE = "casus/<int:case_id>/weging"

urlpatterns = [
    path(f"{_HERE}/blad/", views.youngster_page, name="youngster-page"),
    path(
        f"{_HERE}/blad/mee/",
        views.hand_over_youngster_page,
        name="hand-over-youngster-page",
    ),
]
