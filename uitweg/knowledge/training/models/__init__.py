"""The tables of training, all in the channel store: the public door adds answers to sessions.

Of the podcast it reads recordings, and adds nothing.
"""

from uitweg.knowledge.training.models.podcast import Recording, RecordingPiece, SpeakerConsent
from uitweg.knowledge.training.models.review import DueMaterial, ReviewedMaterial
from uitweg.knowledge.training.models.sessions import SessionAnswer, SessionCount, TrainingSession

__all__ = [
    "DueMaterial",
    "Recording",
    "RecordingPiece",
    "ReviewedMaterial",
    "SessionAnswer",
    "SessionCount",
    "SpeakerConsent",
    "TrainingSession",
]
