"""Recordings for the tests: a short one of silence, made of whole frames, and its transcript."""

from dataclasses import replace
from datetime import date

from uitweg.knowledge.training.actions.podcast_checks import GivenConsent, OfferedRecording
from uitweg.knowledge.training.rules.podcast import ConsentScope, SpeakerRole, VoiceKind
from uitweg.platform.content import load

FRAME = b"\xff\xf3\x48\xc4" + bytes(140)
"""A frame of MPEG 2, layer III: 32 kbit/s at 16 kHz, mono; 144 bytes, 36 ms of silence."""
TRANSCRIPT = b"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v verteller>Dit verhaal is verzonnen.\n"


def an_mp3(seconds: float = 20) -> bytes:
    """Return a recording of silence."""
    return FRAME * round(seconds / 0.036)


def a_consent(today: date, **changes: object) -> GivenConsent:
    given = GivenConsent(SpeakerRole.ACTOR, ConsentScope.EVERYWHERE, today, None)
    return replace(given, **changes)  # type: ignore[arg-type]


def a_recording(**changes: object) -> OfferedRecording:
    """Return a recording of the first episode, by a machine, that is taken."""
    episode = load().episode("de-jas")
    begins = tuple(float(number) for number, _ in enumerate(episode.script.chapters))
    offered = OfferedRecording(episode, an_mp3(), TRANSCRIPT, begins, VoiceKind.MACHINE, ())
    return replace(offered, **changes)  # type: ignore[arg-type]
