"""The channel's addresses on the public door.

The pages exist at every reading level; GET /schrijven/ and GET /postvak/ are published pages and
not served by these views. The addresses that scripts post to exist once.
"""

from django.urls import path

from uitweg.channel.models import SIGNING_KEYS_PATH
from uitweg.channel.public_views import plain, sealed, signing_keys, uploads
from uitweg.platform.content import levels

PLAIN_STEPS = {
    "/schrijven/": (plain.start, "start"),
    "/schrijven/bericht/": (plain.write, "write"),
    "/schrijven/versturen/": (plain.send, "send"),
    "/postvak/openen/": (plain.open_mailbox, "open-mailbox"),
    "/postvak/nieuws/": (plain.look_for_news, "look-for-news"),
    "/postvak/bericht/": (plain.write_more, "write-more"),
    "/postvak/wissen/": (plain.wipe, "wipe"),
}

urlpatterns = [
    path(SIGNING_KEYS_PATH.removeprefix("/"), signing_keys.signing_keys_file, name="signing-keys"),
    path("schrijven/verzegeld/", sealed.receive_report, name="receive-report"),
    path("postvak/verzegeld/", sealed.fetch_mailbox, name="fetch-mailbox"),
    path("postvak/verzegeld/stand/", sealed.fetch_status, name="fetch-status"),
    path("postvak/verzegeld/bericht/", sealed.receive_message, name="receive-message"),
    path("postvak/verzegeld/wissen/", sealed.receive_deletion, name="receive-deletion"),
    path("bestand/stuk/", uploads.receive_pieces, name="receive-pieces"),
    path("bestand/stand/", uploads.upload_progress, name="upload-progress"),
    path("postvak/bestand/", uploads.hand_out_pieces, name="hand-out-pieces"),
]
for level in levels():
    suffix = "" if level is levels()[0] else f"-{level.id}"
    for address, (view, name) in PLAIN_STEPS.items():
        route = level.address(address).removeprefix("/")
        urlpatterns.append(path(route, view, name=name + suffix))
