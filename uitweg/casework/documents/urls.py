"""The addresses of the documents of a case."""

from django.urls import path

from uitweg.casework.documents import views

urlpatterns = [
    path("casus/<int:case_id>/papieren/", views.choose_document, name="choose-document"),
    path("casus/<int:case_id>/papieren/mee/", views.let_entries_along, name="let-entries-along"),
    path("casus/<int:case_id>/papieren/maken/", views.make_document, name="make-document"),
]
