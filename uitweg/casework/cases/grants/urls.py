"""Addresses of who has access to a case, and of opening one from a report."""

from django.urls import path

from uitweg.casework.cases.grants import views

urlpatterns = [
    path("werk/melding/<int:report_id>/casus/", views.open_case, name="open-case"),
    path("casus/<int:case_id>/toegang/", views.case_access, name="case-access"),
    path("casus/toegang/<int:grant_id>/", views.end_grant, name="end-grant"),
]
