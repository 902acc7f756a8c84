"""The channel's addresses on the staff door."""

from django.urls import path

from uitweg.reports import file_views, views

urlpatterns = [
    path("werk/melding/<int:report_id>/oppakken/", views.take, name="take-report"),
    path("werk/melding/<int:report_id>/advies/", views.close_as_advice, name="close-as-advice"),
    path("werk/melding/<int:report_id>/stand/", views.standing, name="standing"),
    path(
        "werk/melding/<int:report_id>/antwoord/<int:answer_id>/terug/",
        views.withdraw,
        name="withdraw",
    ),
    path("werk/melding/<int:report_id>/bestand/<int:attachment_id>/", file_views.file, name="file"),
]
