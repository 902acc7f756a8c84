"""Addresses of the mailbox on the public door; GET /postvak/ is a published page."""

from django.urls import path

from uitweg.channel.conversation.public_views.responses import paths_at_each_level
from uitweg.channel.mailbox.public_views import plain, sealed

urlpatterns = [
    path("postvak/verzegeld/", sealed.fetch_mailbox, name="fetch-mailbox"),
    path("postvak/verzegeld/stand/", sealed.fetch_status, name="fetch-status"),
    path("postvak/verzegeld/wissen/", sealed.receive_deletion, name="receive-deletion"),
    *paths_at_each_level(
        {
            "/postvak/openen/": (plain.open_mailbox, "open-mailbox"),
            "/postvak/nieuws/": (plain.look_for_news, "look-for-news"),
            "/postvak/bericht/": (plain.write_more, "write-more"),
            "/postvak/wissen/": (plain.wipe, "wipe"),
        }
    ),
]
