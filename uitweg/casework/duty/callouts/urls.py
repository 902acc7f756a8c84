"""Addresses of callouts and of the steps that they follow."""

from django.urls import path

from uitweg.casework.duty.callouts.views import callouts

urlpatterns = [
    path("dienst/stappen/", callouts.callout_steps, name="callout-steps"),
    path("dienst/stappen/tekenen/", callouts.sign_steps, name="sign-steps"),
    path("oproepen/", callouts.callouts, name="callouts"),
    path("oproep/<int:callout_id>/", callouts.callout, name="callout"),
    path("oproep/<int:callout_id>/oppakken/", callouts.take_callout, name="take-callout"),
    path("oproep/<int:callout_id>/doorgeven/", callouts.pass_callout, name="pass-callout"),
    path("oproep/<int:callout_id>/langer/", callouts.extend_callout, name="extend-callout"),
    path("oproep/<int:callout_id>/klaar/", callouts.finish_callout, name="finish-callout"),
]
