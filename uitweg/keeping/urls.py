"""The addresses of terms."""

from django.urls import path

from uitweg.keeping import views

urlpatterns = [
    path("beheer/bewaren/", views.keeping, name="keeping"),
    path("beheer/bewaren/melding/<int:report_id>/langer/", views.hold, name="hold-report"),
    path("beheer/bewaren/melding/<int:report_id>/los/", views.release, name="release-report"),
]
