"""The addresses that look across the parts."""

from django.urls import path

from uitweg.desk import views

urlpatterns = [
    path("werk/", views.now, name="now"),
    path("werk/meldingen/", views.reports, name="reports"),
    path("werk/melding/<int:report_id>/", views.report, name="report"),
]
