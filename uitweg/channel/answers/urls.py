"""Addresses of answers, on the staff door: what a member does with a report."""

from django.urls import path

from uitweg.channel.answers.views import reports

urlpatterns = [
    path("werk/melding/<int:report_id>/advies/", reports.close_as_advice, name="close-as-advice"),
    path("werk/melding/<int:report_id>/gevaar/", reports.end_danger, name="end-danger"),
    path("werk/melding/<int:report_id>/stand/", reports.report_status, name="report-status"),
    path(
        "werk/melding/<int:report_id>/antwoord/<int:answer_id>/terug/",
        reports.withdraw_answer,
        name="withdraw-answer",
    ),
]
