"""The tables of training, all in the channel store: the public door adds answers to sessions."""

from uitweg.knowledge.training.models.review import DueMaterial, ReviewedMaterial
from uitweg.knowledge.training.models.sessions import (
    SessionAnswer,
    SessionCount,
    TrainingSession,
)

__all__ = [
    "DueMaterial",
    "ReviewedMaterial",
    "SessionAnswer",
    "SessionCount",
    "TrainingSession",
]
