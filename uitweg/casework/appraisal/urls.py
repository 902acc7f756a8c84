"""Addresses of the weighing of a case."""

from django.urls import URLPattern, path

from uitweg.casework.appraisal.views import axis, youngster_page

COMPARTMENT: list[URLPattern] = []
WRITING: list[URLPattern] = []
JUDGING: list[URLPattern] = []
TIMELINE: list[URLPattern] = [
    path("casus/<int:case_id>/weging/tijdas/", axis.appraisal_timeline, name="appraisal-timeline"),
    path("casus/<int:case_id>/weging/blad/", youngster_page.youngster_page, name="youngster-page"),
    path(
        "casus/<int:case_id>/weging/blad/mee/",
        youngster_page.hand_over_youngster_page,
        name="hand-over-youngster-page",
    ),
]
PAPERS: list[URLPattern] = []

urlpatterns = [*COMPARTMENT, *WRITING, *JUDGING, *TIMELINE, *PAPERS]
