"""Addresses of the page that says who can help now."""

from django.urls import path

from uitweg.casework.partners.finding import views

urlpatterns = [
    path("partners/nu/", views.find_help, name="find-help"),
    path("partners/nu/gebeld/", views.record_call, name="record-call"),
    path("partners/nu/geen-plek/", views.record_no_place, name="record-no-place"),
    path("partners/geen-plek/", views.no_place_figure, name="no-place-figure"),
]
