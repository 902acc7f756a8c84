"""The addresses of training on the public door; pages are mostly answered as published."""

from django.urls import path

from uitweg.knowledge.training.public_views.answers import download, page
from uitweg.knowledge.training.public_views.everything import downloads, training_pages
from uitweg.knowledge.training.public_views.podcast_files import (
    COVER_PATH,
    FEED_PATH,
    podcast_document,
    sound,
)
from uitweg.platform.content.podcast_values import PODCAST_PATH

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
]
