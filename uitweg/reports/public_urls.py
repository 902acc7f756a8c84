"""The channel's addresses on the public door. GET /melden/ and /postvak/ are published pages."""

from django.urls import path

from uitweg.reports.public_views import files, plain, sealed

urlpatterns = [
    path("melden/", plain.start, name="start"),
    path("melden/schrijven/", plain.write, name="write"),
    path("melden/versturen/", plain.send, name="send"),
    path("melden/verzegeld/", sealed.receive_report, name="receive-report"),
    path("postvak/openen/", plain.open_mailbox, name="open-mailbox"),
    path("postvak/bericht/", plain.write_more, name="write-more"),
    path("postvak/wissen/", plain.wipe, name="wipe"),
    path("postvak/verzegeld/", sealed.fetch_mailbox, name="fetch-mailbox"),
    path("postvak/verzegeld/bericht/", sealed.receive_message, name="receive-message"),
    path("postvak/verzegeld/wissen/", sealed.receive_deletion, name="receive-deletion"),
    path("bestand/stuk/", files.receive_pieces, name="receive-pieces"),
    path("bestand/stand/", files.how_far, name="how-far"),
    path("postvak/bestand/", files.hand_out_pieces, name="hand-out-pieces"),
    path("health", sealed.health, name="health"),
]
