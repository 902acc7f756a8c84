"""Recordings of the podcast, in pieces, and the consent of who speaks in them.

The public door reads `Recording` and `RecordingPiece`, on PostgreSQL only the rows that are
published; never `SpeakerConsent` (site/config/door_rights.py).
"""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from uitweg.knowledge.training.rules.podcast import (
    LARGEST_RECORDING,
    PIECE_BYTES,
    ConsentScope,
    SoundKind,
    SpeakerRole,
    VoiceKind,
)

PUBLISHED = Q(published_at__isnull=False, ended_at=None)


class RecordingQuerySet(models.QuerySet["Recording"]):
    def on_air(self, today: date) -> Self:
        """Return what can be heard: published, not ended, and consented to for today."""
        open_ended = Q(until=None) | Q(until__gte=today)
        return self.filter(PUBLISHED & open_ended).order_by("published_at", "id")

    def in_apps(self, today: date) -> Self:
        """Return what podcast apps may offer as well."""
        return self.on_air(today).filter(scope=ConsentScope.EVERYWHERE.value)


class Recording(models.Model):
    """One recording of an episode, exactly as it was uploaded; its bytes are in `pieces`.

    So is `transcript`, a WebVTT file. `chapters` is [[second, title], …], as the script had them;
    `numbers` the number that is heard by the id of its help line. `until` is the last day of the
    shortest consent.
    """

    episode = models.CharField(max_length=40)
    kind = models.CharField(max_length=3, choices=SoundKind.model_choices())
    voice = models.CharField(max_length=7, choices=VoiceKind.model_choices())
    scope = models.CharField(max_length=10, choices=ConsentScope.model_choices())
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    seconds = models.FloatField()
    transcript = models.BinaryField()
    chapters = models.JSONField()
    numbers = models.JSONField()
    begun_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["episode"], condition=PUBLISHED, name="recording_one_on_air"
            ),
            models.CheckConstraint(
                condition=Q(size__range=(1, LARGEST_RECORDING)), name="recording_within_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"recording {self.pk} of {self.episode}"

    @property
    def sound_kind(self) -> SoundKind:
        return SoundKind(self.kind)

    @property
    def is_by_machine(self) -> bool:
        return self.voice == VoiceKind.MACHINE

    @property
    def etag(self) -> str:
        """A strong ETag: the sound never changes while its hash does not."""
        return f'"{bytes(self.sha256).hex()[:32]}"'


class RecordingPiece(models.Model):
    """PIECE_BYTES of a recording (the last piece may be shorter), at position `place`."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="pieces")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recording", "place"], name="recording_piece_once"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("content"), PIECE_BYTES)),
                name="recording_piece_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"piece {self.place} of recording {self.recording_id}"


class SpeakerConsent(models.Model):
    """That somebody agreed to be heard: as what, for what, from when until when."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="consents")
    speaker = models.CharField(max_length=12, choices=SpeakerRole.model_choices())
    scope = models.CharField(max_length=10, choices=ConsentScope.model_choices())
    given_on = models.DateField()
    until = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"consent {self.pk}"
