"""Addresses of attachments, on the staff door."""

from django.urls import path

from uitweg.channel.attachments.views import attachments

urlpatterns = [
    path(
        "werk/melding/<int:report_id>/bestand/<int:attachment_id>/",
        attachments.attachment,
        name="attachment",
    ),
]
