"""Addresses of callouts and of the steps that they follow."""

from django.urls import path

from uitweg.casework.duty.callouts.views import pages, steps

urlpatterns = [
    path("dienst/stappen/", steps.page_steps, name="page-steps"),
    path("dienst/stappen/tekenen/", steps.sign_steps, name="sign-steps"),
    path("oproepen/", pages.pages, name="pages"),
    path("oproep/<int:page_id>/", pages.page, name="page"),
    path("oproep/<int:page_id>/oppakken/", pages.take_page, name="take-page"),
    path("oproep/<int:page_id>/doorgeven/", pages.pass_page, name="pass-page"),
    path("oproep/<int:page_id>/langer/", pages.extend_page, name="extend-page"),
    path("oproep/<int:page_id>/klaar/", pages.finish_page, name="finish-page"),
]
