"""What a recording of the podcast may be, when it is on air, and which bytes a player gets."""

import re
from dataclasses import dataclass

from uitweg.platform.choices import Choices

MIB = 1024 * 1024
LARGEST_RECORDING = 30 * MIB
"""An hour of speech at 64 kilobits a second: a form is held in memory while it is read."""
LARGEST_TRANSCRIPT = 256 * 1024
LONGEST_SECONDS = 2 * 3600
PIECE_BYTES = 64 * 1024
PIECES_PER_WRITE = 16
"""In one transaction, so that a report never waits behind a recording for longer than that."""
TRANSCRIPT_SLACK_SECONDS = 3
"""How much longer than the sound its transcript may last: programs round differently."""


class SoundKind(Choices):
    """The kinds that every podcast app plays (Apple names no others)."""

    MP3 = "mp3", "mp3"
    M4A = "m4a", "m4a"

    @property
    def media_type(self) -> str:
        return "audio/mpeg" if self is SoundKind.MP3 else "audio/x-m4a"


class VoiceKind(Choices):
    """Whose voice it is: a machine gives no consent, and each page says that it is one."""

    PERSON = "person", "een of meer mensen"
    MACHINE = "machine", "een computer"


class SpeakerRole(Choices):
    """Who speaks, and never a name: what somebody is here, or the part that they play."""

    NARRATOR = "narrator", "verteller"
    PROFESSIONAL = "professional", "professional (school, zorg, jongerenwerk)"
    COORDINATOR = "coordinator", "zorgcoördinator"
    POLICE = "police", "politie of justitie"
    EXPERIENCED = "experienced", "ervaringsdeskundige (18 jaar of ouder)"
    ACTOR = "actor", "stemacteur"


class ConsentScope(Choices):
    """What somebody agreed to."""

    PAGE = "page", "alleen op deze website"
    EVERYWHERE = "everywhere", "op deze website en in podcast-apps"


class RecordingProblem(Choices):
    """Why a recording is not taken, with the sentence for who chose it."""

    LARGE = "large", "De opname is groter dan 30 MB. Bewaar haar als mono op 64 kbit/s."
    EMPTY = "empty", "Dit bestand is leeg. Kies de opname opnieuw."
    UNKNOWN = "unknown", "Dit is geen mp3 of m4a. Bewaar de opname zo en kies opnieuw."
    BROKEN = "broken", "Deze opname gaat niet open. Bewaar haar opnieuw en kies nog eens."
    CUT_OFF = "cut-off", "Deze opname is afgebroken: het einde ontbreekt. Kies het hele bestand."
    LONG = "long", "Deze opname duurt langer dan twee uur. Maak er twee afleveringen van."
    PLACE = "place", "In dit bestand staat waar het is opgenomen. Bewaar het zonder locatie."
    TEXT_LARGE = "text-large", "Het bestand met de tekst is te groot. Kies het .vtt-bestand."
    TEXT_UNREADABLE = "text-unreadable", "De tekst is geen WebVTT (.vtt). Bewaar haar zo."
    TEXT_EMPTY = "text-empty", "In de tekst staat geen tijd. Kies het hele .vtt-bestand."
    TEXT_ORDER = "text-order", "De tijden in de tekst lopen niet op. Bewaar de tekst opnieuw."
    TEXT_LONGER = "text-longer", "De tekst duurt langer dan de opname. Horen ze bij elkaar?"
    CHAPTERS = "chapters", "Vul bij elk deel in waar het begint, in minuten en seconden: 2:05."
    CHAPTER_ORDER = "chapter-order", "Elk deel begint na het vorige en voor het einde."
    CONSENT = "consent", "Vul in wie er toestemming gaf. Zonder dat gaat er niets online."
    CONSENT_DAYS = "consent-days", "Een toestemming begint na vandaag, of is al voorbij."
    SAME = "same", "Deze opname staat er al. Er is niets veranderd."
    BUSY = "busy", "Het lukt nu niet om dit bestand te lezen. Probeer het over een minuut opnieuw."
    NUMBERS = "numbers", "Luister of je deze nummers hoort, en zet dan het vinkje."


class RecordingRefused(Exception):
    """A recording is not taken, and nothing changed."""

    def __init__(self, problem: RecordingProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class RangeUnsatisfiable(Exception):
    """A range that lies wholly behind the end (416)."""


@dataclass(frozen=True)
class ByteRange:
    """The bytes from `first` to `last`, both included, as HTTP counts them."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


_RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)
_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")


def read_range(header: str, size: int) -> ByteRange | None:
    """Return the single range that was asked; None for the whole (RFC 9110, 14.2).

    Several ranges, and what is no range, are answered with the whole. Raises RangeUnsatisfiable.
    """
    asked = _RANGE.fullmatch(header)
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        if int(asked[2]) == 0:
            raise RangeUnsatisfiable
        return ByteRange(max(0, size - int(asked[2])), size - 1)
    first, last = int(asked[1]), int(asked[2]) if asked[2] else size - 1
    if asked[2] and last < first:
        return None
    if first >= size:
        raise RangeUnsatisfiable
    return ByteRange(first, min(last, size - 1))


def read_moment(typed: str) -> int | None:
    """Return the seconds of "2:05" or "1:02:05"; None for anything else."""
    moment = _MOMENT.fullmatch(typed.strip())
    if moment is None:
        return None
    return int(moment[1] or 0) * 3600 + int(moment[2]) * 60 + int(moment[3])


def moment_words(seconds: float) -> str:
    """Return seconds as people write them: 2:05, or 1:02:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def check_chapters(begins: tuple[float | None, ...], seconds: float) -> tuple[float, ...]:
    """Return where the chapters begin. Raises RecordingRefused when one is missing or misplaced."""
    known = tuple(begin for begin in begins if begin is not None)
    if len(known) != len(begins):
        raise RecordingRefused(RecordingProblem.CHAPTERS)
    if list(known) != sorted(set(known)) or (known and known[-1] >= seconds):
        raise RecordingRefused(RecordingProblem.CHAPTER_ORDER)
    return known


def check_cues(cues: tuple[tuple[float, float], ...], seconds: float) -> None:
    """Raises RecordingRefused when a transcript's times do not fit its sound."""
    if not cues:
        raise RecordingRefused(RecordingProblem.TEXT_EMPTY)
    starts = [start for start, _ in cues]
    if starts != sorted(starts) or any(end <= start for start, end in cues):
        raise RecordingRefused(RecordingProblem.TEXT_ORDER)
    if max(end for _, end in cues) > seconds + TRANSCRIPT_SLACK_SECONDS:
        raise RecordingRefused(RecordingProblem.TEXT_LONGER)
