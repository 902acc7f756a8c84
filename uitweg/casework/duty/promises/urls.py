"""The address of how long people waited, beside what was promised."""

from django.urls import path

from uitweg.casework.duty.promises import views

urlpatterns = [
    path("dienst/beloften/", views.promises, name="promises"),
]
