"""The addresses of training on the staff door.

Each view is given what the public door has, which views of the staff door do not import.
"""

from django.urls import path

from uitweg.knowledge.training.public_views.materials import materials
from uitweg.knowledge.training.views import podcast, review, sessions

GIVEN = {"materials": materials}

urlpatterns = [
    path("leren/", sessions.training_sessions, GIVEN, name="training-sessions"),
    path("leren/nieuw/", sessions.new_training_session, GIVEN, name="new-training-session"),
    path("leren/nakijken/", review.training_review, GIVEN, name="training-review"),
    path("leren/nakijken/gedaan/", review.mark_reviewed, GIVEN, name="mark-reviewed"),
    path(
        "leren/sessie/<int:session_id>/",
        sessions.training_session,
        GIVEN,
        name="training-session",
    ),
    path(
        "leren/sessie/<int:session_id>/opkomst/",
        sessions.session_attendance,
        GIVEN,
        name="session-attendance",
    ),
    path(
        "leren/sessie/<int:session_id>/afgelast/",
        sessions.cancel_training_session,
        GIVEN,
        name="cancel-training-session",
    ),
    path(
        "leren/sessie/<int:session_id>/blad/",
        sessions.session_sheet,
        GIVEN,
        name="session-sheet",
    ),
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
