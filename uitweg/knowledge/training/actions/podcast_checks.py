"""What an editor offers as a recording of the podcast, and whether it may be stored.

Strangers' bytes are read in a box (platform/sandbox/recording); the recording is never changed.
"""

from dataclasses import dataclass
from datetime import date

from uitweg.knowledge.training.rules.podcast import (
    LARGEST_RECORDING,
    LARGEST_TRANSCRIPT,
    LONGEST_SECONDS,
    ConsentScope,
    RecordingProblem,
    RecordingRefused,
    SoundKind,
    SpeakerRole,
    VoiceKind,
    check_chapters,
    check_cues,
)
from uitweg.platform.content.values.podcast import Episode
from uitweg.platform.sandbox.clean.result import PLACE
from uitweg.platform.sandbox.clean.run import file_kind
from uitweg.platform.sandbox.recording.run import CannotRead, read_cues, read_sound

_SOUND_PROBLEMS = {
    "cut-off": RecordingProblem.CUT_OFF,
    "busy": RecordingProblem.BUSY,
    "broken": RecordingProblem.BROKEN,
}


@dataclass(frozen=True)
class GivenConsent:
    """That somebody agreed to be heard, as the editor filled it in."""

    speaker: SpeakerRole
    scope: ConsentScope
    given_on: date
    until: date | None


@dataclass(frozen=True)
class OfferedRecording:
    """What an editor offers for an episode: the sound, its text, its chapters, who agreed."""

    episode: Episode
    content: bytes
    transcript: bytes
    begins: tuple[float | None, ...]
    voice: VoiceKind
    consents: tuple[GivenConsent, ...]


@dataclass(frozen=True)
class CheckedRecording:
    """A recording that may be stored: what it is, found by reading it."""

    kind: SoundKind
    seconds: float
    begins: tuple[float, ...]


def check_recording(offered: OfferedRecording, *, today: date) -> CheckedRecording:
    """Return what the recording is. Raises RecordingRefused, with why, when it is not taken."""
    if not offered.content:
        raise RecordingRefused(RecordingProblem.EMPTY)
    if len(offered.content) > LARGEST_RECORDING:
        raise RecordingRefused(RecordingProblem.LARGE)
    if len(offered.transcript) > LARGEST_TRANSCRIPT:
        raise RecordingRefused(RecordingProblem.TEXT_LARGE)
    _check_consents(offered, today=today)
    found = file_kind(offered.content[:64])
    if found not in SoundKind:
        raise RecordingRefused(RecordingProblem.UNKNOWN)
    seconds = _seconds_of(offered.content, SoundKind(found))
    try:
        cues = read_cues(offered.transcript)
    except CannotRead as error:
        is_busy = error.why == "busy"
        problem = RecordingProblem.BUSY if is_busy else RecordingProblem.TEXT_UNREADABLE
        raise RecordingRefused(problem) from None
    check_cues(cues, seconds)
    return CheckedRecording(SoundKind(found), seconds, check_chapters(offered.begins, seconds))


def _seconds_of(content: bytes, kind: SoundKind) -> float:
    try:
        sound = read_sound(content, kind)
    except CannotRead as error:
        problem = _SOUND_PROBLEMS.get(error.why, RecordingProblem.BROKEN)
        raise RecordingRefused(problem) from None
    if PLACE in sound.tells:
        raise RecordingRefused(RecordingProblem.PLACE)
    if not 0 < sound.seconds <= LONGEST_SECONDS:
        is_long = sound.seconds > 0
        raise RecordingRefused(RecordingProblem.LONG if is_long else RecordingProblem.BROKEN)
    return sound.seconds


def _check_consents(offered: OfferedRecording, *, today: date) -> None:
    if offered.voice is VoiceKind.PERSON and not offered.consents:
        raise RecordingRefused(RecordingProblem.CONSENT)
    for consent in offered.consents:
        if consent.given_on > today or (consent.until is not None and consent.until < today):
            raise RecordingRefused(RecordingProblem.CONSENT_DAYS)
