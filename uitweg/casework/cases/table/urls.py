"""Addresses of the list of cases."""

from django.urls import path

from uitweg.casework.cases.table import views

urlpatterns = [
    path("casussen/", views.cases, name="cases"),
    path("casussen/kolommen/", views.choose_columns, name="choose-columns"),
    path("casussen/team/", views.team_cases, name="team-cases"),
]
