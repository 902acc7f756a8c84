"""The tables of training, in the channel store: the public door may read some, and add nothing."""

from uitweg.knowledge.training.models.podcast import Recording, RecordingPiece, SpeakerConsent

__all__ = ["Recording", "RecordingPiece", "SpeakerConsent"]
