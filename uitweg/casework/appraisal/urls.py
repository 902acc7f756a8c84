"""Addresses of the weighing of a case."""

from django.urls import URLPattern, path

from uitweg.casework.appraisal.views import axis

COMPARTMENT: list[URLPattern] = []
WRITING: list[URLPattern] = []
JUDGING: list[URLPattern] = []
TIMELINE: list[URLPattern] = [
    path("casus/<int:case_id>/weging/tijdas/", axis.appraisal_timeline, name="appraisal-timeline"),
]
PAPERS: list[URLPattern] = []

urlpatterns = [*COMPARTMENT, *WRITING, *JUDGING, *TIMELINE, *PAPERS]
