"""Addresses of the channel on the public door: each room has its own.

The pages exist at every reading level; the addresses that scripts post to exist once.
"""

from django.urls import path

from uitweg.channel.conversation.models import SIGNING_KEYS_PATH
from uitweg.channel.conversation.public_views import signing_keys
from uitweg.channel.inbox import public_urls as inbox
from uitweg.channel.mailbox import public_urls as mailbox

urlpatterns = [
    path(SIGNING_KEYS_PATH.removeprefix("/"), signing_keys.signing_keys_file, name="signing-keys"),
    *inbox.urlpatterns,
    *mailbox.urlpatterns,
]
