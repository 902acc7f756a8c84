"""The address of the time axis."""

from django.urls import path

from uitweg.casework.appraisal.axis import views

_HERE = "casus/<int:case_id>/weging"

urlpatterns = [
    path(f"{_HERE}/tijdas/", views.appraisal_timeline, name="appraisal-timeline"),
]
