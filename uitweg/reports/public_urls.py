"""The channel's addresses on the public door. GET /melden/ and /postvak/ are published pages."""

from django.urls import path

from uitweg.reports import public_views as views

urlpatterns = [
    path("melden/", views.start, name="start"),
    path("melden/schrijven/", views.write, name="write"),
    path("melden/versturen/", views.send, name="send"),
    path("melden/verzegeld/", views.receive_report, name="receive-report"),
    path("postvak/openen/", views.open_mailbox, name="open-mailbox"),
    path("postvak/bericht/", views.write_more, name="write-more"),
    path("postvak/wissen/", views.wipe, name="wipe"),
    path("postvak/verzegeld/", views.fetch_mailbox, name="fetch-mailbox"),
    path("postvak/verzegeld/bericht/", views.receive_message, name="receive-message"),
    path("postvak/verzegeld/wissen/", views.receive_deletion, name="receive-deletion"),
    path("health", views.health, name="health"),
]
