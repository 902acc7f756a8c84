"""The addresses of training on the public door; pages are mostly answered as published."""

from django.urls import path

from uitweg.knowledge.training.public_views import badge_keys
from uitweg.knowledge.training.public_views.answers import download, page
from uitweg.knowledge.training.public_views.everything import downloads, training_pages
from uitweg.knowledge.training.public_views.feedback import FEEDBACK_PATH, session_feedback
from uitweg.knowledge.training.public_views.podcast_files import (
    COVER_PATH,
    FEED_PATH,
    podcast_document,
    sound,
)
from uitweg.knowledge.training.public_views.recall import calendar_addresses, reminders
from uitweg.platform.content import levels
from uitweg.platform.content.values.podcast import PODCAST_PATH

_PODCAST = PODCAST_PATH.removeprefix("/")

urlpatterns = [
    *(
        path(address.removeprefix("/"), page, name=training_page.name)
        for address, training_page in training_pages().items()
    ),
    *(path(address.removeprefix("/"), download) for address in downloads()),
    path(FEED_PATH.removeprefix("/"), podcast_document, name="podcast-feed"),
    path(COVER_PATH.removeprefix("/"), podcast_document, name="podcast-cover"),
    path(f"{_PODCAST}<slug:episode>/tekst.vtt", podcast_document, name="podcast-transcript"),
    path(f"{_PODCAST}<slug:episode>/delen.json", podcast_document, name="podcast-chapters"),
    path(f"{_PODCAST}<slug:episode>/opname.<slug:kind>", sound, name="podcast-sound"),
    *(
        path(
            f"{level.prefix}{FEEDBACK_PATH}".removeprefix("/"),
            session_feedback,
            name=f"session-feedback-{level.id}",
        )
        for level in levels()
        if level.whole
    ),
    *(path(address.removeprefix("/"), reminders) for address in calendar_addresses()),
    path("leren/sleutels.json", badge_keys.key_set, name="badge-keys"),
    path("leren/sleutel.pem", badge_keys.pem, name="badge-key"),
    path("leren/did.json", badge_keys.did_document, name="badge-did"),
]
