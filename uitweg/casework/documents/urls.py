"""The addresses of a case's papers."""

from django.urls import path

from uitweg.casework.documents import views

urlpatterns = [
    path("casus/<int:case_id>/papieren/", views.papers, name="papers"),
    path("casus/<int:case_id>/papieren/maken/", views.make_paper, name="make-paper"),
]
