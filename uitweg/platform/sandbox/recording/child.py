"""Look at one recording, or one transcript, inside the child process."""

from io import BytesIO

import mutagen
import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from uitweg.platform.sandbox.clean.result import CannotClean
from uitweg.platform.sandbox.clean.sound import CLEANERS, mp3_frames
from uitweg.platform.sandbox.process import ParserAnswer, ParserRefused, Reader

_COUNTS = (b"Xing", b"Info")
_BEHIND_THE_SOUND = (b"TAG", b"APETAGEX", b"LYRICSBEGIN")


def load(kind: str) -> Reader:
    """Return what reads this kind: mp3 or m4a, or "vtt" for a transcript."""
    return {"mp3": _read_mp3, "m4a": _read_m4a, "vtt": _read_transcript}[kind]


def _read_mp3(content: bytes) -> ParserAnswer:
    """Return the seconds and what its tags tell. Raises ParserRefused for one that is cut off."""
    frames = list(mp3_frames(content))
    if not frames:
        raise ParserRefused("broken")
    promised = _promised_frames(frames[0])
    last = content.rfind(frames[-1]) + len(frames[-1])
    rest = content[last:].strip(b"\0")
    if promised > len(frames) - 1 or (rest and not rest.startswith(_BEHIND_THE_SOUND)):
        raise ParserRefused("cut-off")
    return _sound_answer(content, "mp3")


def _promised_frames(first: bytes) -> int:
    """Return how many frames the first one says that follow; 0 when it does not say it."""
    for name in _COUNTS:
        at = first.find(name, 4, 64)
        if at > 0 and first[at + 7] & 1:
            return int.from_bytes(first[at + 8 : at + 12])
    return 0


def _read_m4a(content: bytes) -> ParserAnswer:
    """Return the seconds and what its tags tell. Raises ParserRefused."""
    at = 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 4])
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16])
        if length == 0:  # to the end of the file: whether all is there, cannot be seen
            break
        if length < 8 or at + length > len(content):
            raise ParserRefused("cut-off")
        at += length
    return _sound_answer(content, "m4a")


def _sound_answer(content: bytes, kind: str) -> ParserAnswer:
    """What a cleaner would take out is what the file tells beside its sound."""
    try:
        tells = CLEANERS[kind](content).removed
    except CannotClean:
        raise ParserRefused("broken") from None
    return ParserAnswer({"seconds": mutagen.File(BytesIO(content)).info.length, "tells": tells})


def _read_transcript(content: bytes) -> ParserAnswer:
    """Return the beginning and end of each cue, in seconds. Raises ParserRefused."""
    try:
        captions = webvtt.from_string(content.decode("utf-8-sig"), strict=True)
    except (UnicodeDecodeError, MalformedFileError, MalformedCaptionError):
        raise ParserRefused("unreadable") from None
    cues = [(_seconds(each.start_time), _seconds(each.end_time)) for each in captions.captions]
    if any("\0" in each.text for each in captions.captions):
        raise ParserRefused("unreadable")
    return ParserAnswer(cues)


def _seconds(moment: webvtt.models.Timestamp) -> float:
    return moment.in_seconds() + moment.milliseconds / 1000
