"""Recordings of the podcast as the public door reads them.

Knows no member: the public door loads this.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from uitweg.knowledge.training.models import Recording, RecordingPiece
from uitweg.knowledge.training.rules.podcast import PIECE_BYTES, ByteRange
from uitweg.platform.content.collection import Content


@dataclass(frozen=True)
class RecordedChapter:
    """Where a chapter begins in a recording, in seconds, and its title then."""

    begins: float
    title: str


def recording_of(episode: str, *, today: date) -> Recording | None:
    """Return the recording of an episode that is on air; None without."""
    return Recording.objects.on_air(today).filter(episode=episode).first()


def on_air_ids(today: date) -> tuple[int, ...]:
    """Return what is on air, to see whether that changed: a recording itself never changes."""
    return tuple(Recording.objects.on_air(today).values_list("id", flat=True))


def chapters_of(recording: Recording) -> tuple[RecordedChapter, ...]:
    """Return the chapters as the recording has them."""
    return tuple(RecordedChapter(begins, title) for begins, title in recording.chapters)


def says_old_number(recording: Recording, content: Content) -> bool:
    """Tell whether a number that is heard is not that line's number any more."""
    known = {contact.id: contact.number for contact in content.contacts}
    return any(known.get(id) != number for id, number in recording.numbers.items())


def sound_between(recording: Recording, part: ByteRange) -> Iterator[bytes]:
    """Yield these bytes of a recording, a piece at a time, each with a query of its own."""
    for place in range(part.first // PIECE_BYTES, part.last // PIECE_BYTES + 1):
        start = place * PIECE_BYTES
        pieces = RecordingPiece.objects.filter(recording=recording, place=place)
        content = bytes(pieces.values_list("content", flat=True).get())
        yield content[max(0, part.first - start) : part.last - start + 1]
