"""Addresses of periods with an end."""

from django.urls import path

from uitweg.casework.cases.periods.views import periods

urlpatterns = [
    path("casus/<int:case_id>/termijn/", periods.start_period, name="start-period"),
    path("casus/termijn/<int:period_id>/", periods.change_period, name="change-period"),
    path("casus/termijn/<int:period_id>/af/", periods.end_period, name="end-period"),
]
