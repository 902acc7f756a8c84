"""What a recording or a transcript is, read in a box; the file itself is never changed."""

from dataclasses import dataclass

from uitweg.platform.sandbox.process import ParserBusy, ParserError, ParserRefused, run_parser


class CannotRead(Exception):
    """The file is not read; `why` is broken, cut-off, unreadable or busy."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class HeardSound:
    """How long a recording lasts, and in Dutch words what its tags tell beside the sound."""

    seconds: float
    tells: tuple[str, ...]


def read_sound(content: bytes, kind: str) -> HeardSound:
    """Return what a recording is; `kind` is mp3 or m4a. Raises CannotRead."""
    values = _read(content, kind)
    try:
        return HeardSound(float(values["seconds"]), tuple(map(str, values["tells"])))
    except (KeyError, TypeError, ValueError):
        raise CannotRead("broken") from None


def read_cues(content: bytes) -> tuple[tuple[float, float], ...]:
    """Return when each cue of a WebVTT begins and ends, in seconds. Raises CannotRead."""
    try:
        return tuple((float(start), float(end)) for start, end in _read(content, "vtt"))
    except (TypeError, ValueError):
        raise CannotRead("unreadable") from None


def _read(content: bytes, kind: str):  # type: ignore[no-untyped-def]  # what a child says is checked above
    try:
        return run_parser("recording", content, kind=kind).values
    except ParserRefused as refused:
        raise CannotRead(refused.why) from None
    except ParserBusy:
        raise CannotRead("busy") from None
    except ParserError:
        raise CannotRead("unreadable" if kind == "vtt" else "broken") from None
