"""Addresses of the steps around a case."""

from django.urls import path

from uitweg.casework.partners.routes import views

urlpatterns = [
    path("casus/<int:case_id>/route/", views.case_routes, name="case-routes"),
]
