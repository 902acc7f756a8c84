"""The addresses of the duty pages."""

from django.urls import path

from uitweg.casework.duty.views import pages

urlpatterns = [
    path("oproepen/", pages.pages, name="pages"),
    path("oproep/<int:page_id>/", pages.page, name="page"),
    path("oproep/<int:page_id>/oppakken/", pages.take_page, name="take-page"),
    path("oproep/<int:page_id>/doorgeven/", pages.pass_page, name="pass-page"),
    path("oproep/<int:page_id>/langer/", pages.extend_page, name="extend-page"),
    path("oproep/<int:page_id>/klaar/", pages.finish_page, name="finish-page"),
]
