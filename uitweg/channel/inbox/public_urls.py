"""Addresses on the public door that a message, and its files, come in by.

GET /schrijven/ is a published page and not served by these views.
"""

from django.urls import path

from uitweg.channel.conversation.public_views.responses import paths_at_each_level
from uitweg.channel.inbox.public_views import plain, sealed, uploads

urlpatterns = [
    path("schrijven/verzegeld/", sealed.receive_report, name="receive-report"),
    path("postvak/verzegeld/bericht/", sealed.receive_message, name="receive-message"),
    path("bestand/stuk/", uploads.receive_pieces, name="receive-pieces"),
    path("bestand/stand/", uploads.upload_progress, name="upload-progress"),
    path("postvak/bestand/", uploads.hand_out_pieces, name="hand-out-pieces"),
    *paths_at_each_level(
        {
            "/schrijven/": (plain.start, "start"),
            "/schrijven/bericht/": (plain.write, "write"),
            "/schrijven/versturen/": (plain.send, "send"),
        }
    ),
]
