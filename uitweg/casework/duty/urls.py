"""The addresses of the duty pages."""

from django.urls import path

from uitweg.casework.duty.views import steps

urlpatterns = [
    path("dienst/stappen/", steps.page_steps, name="page-steps"),
    path("dienst/stappen/tekenen/", steps.sign_steps, name="sign-steps"),
]
