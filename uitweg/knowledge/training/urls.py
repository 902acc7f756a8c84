"""The addresses of training on the staff door."""

from django.urls import URLPattern, path

from uitweg.knowledge.training.views import podcast

urlpatterns: list[URLPattern] = [
    path("leren/podcast/", podcast.podcast_recordings, name="podcast-recordings"),
    path(
        "leren/podcast/toestemming/<int:consent_id>/",
        podcast.withdraw_speaker_consent,
        name="withdraw-speaker-consent",
    ),
    path(
        "leren/podcast/opname/<int:recording_id>/",
        podcast.take_recording_off,
        name="take-recording-off",
    ),
    path("leren/podcast/<slug:episode_id>/", podcast.podcast_recording, name="podcast-recording"),
]
