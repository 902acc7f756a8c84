"""Addresses of files of a case."""

from django.urls import path

from uitweg.casework.cases.files import views

urlpatterns = [
    path("casus/<int:case_id>/bestanden/", views.upload_files, name="upload-files"),
    path(
        "casus/<int:case_id>/stuk/<int:entry_id>/bestand/<int:number>/",
        views.case_file,
        name="case-file",
    ),
]
