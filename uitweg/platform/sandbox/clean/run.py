"""Clean a file before it leaves: remove what its sender did not mean to send."""

from uitweg.platform.sandbox.clean.result import CannotClean, CleanedFile
from uitweg.platform.sandbox.process import ParserError, run_parser

__all__ = ["CannotClean", "CleanedFile", "clean_file", "file_kind"]

LARGEST_CLEANABLE_BYTES = 50 * 1024 * 1024
PICTURE_MEMORY_BYTES = 2 * 1024**3
"""To draw a WebP picture of 30 million pixels anew takes more than the usual gigabyte."""

_MAGIC_BYTES = (
    ("picture", b"\xff\xd8\xff"),
    ("picture", b"\x89PNG\r\n\x1a\n"),
    ("picture", b"GIF8"),
    ("picture", b"BM"),
    ("picture", b"II*\0"),
    ("picture", b"MM\0*"),
    ("pdf", b"%PDF-"),
    ("ogg", b"OggS"),
    ("flac", b"fLaC"),
    ("mp3", b"ID3"),
)
_STILL_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"})
_MP3_FRAMES = frozenset({b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"})


def file_kind(start: bytes) -> str:
    """Return which cleaner a file needs, by its first bytes; "" when there is none.

    The name its sender gave it is not used.
    """
    for kind, magic in _MAGIC_BYTES:
        if start.startswith(magic):
            return kind
    if start[:4] == b"RIFF":
        return {b"WEBP": "picture", b"WAVE": "wav"}.get(start[8:12], "")
    if start[4:8] == b"ftyp" and start[8:12] not in _STILL_PICTURE_BRANDS:
        return "m4a"  # or a film, which the cleaner refuses when it looks inside
    return "mp3" if start[:2] in _MP3_FRAMES else ""


def clean_file(content: bytes, kind: str) -> CleanedFile:
    """Return the file without its metadata; `kind` is of `file_kind`. Raises CannotClean."""
    if not kind or len(content) > LARGEST_CLEANABLE_BYTES:
        raise CannotClean
    try:
        if kind == "picture":
            answer = run_parser("clean", content, kind=kind, memory=PICTURE_MEMORY_BYTES)
        else:  # what is taken out of these makes them smaller
            answer = run_parser(
                "clean", content, kind=kind, most_answer=2 * LARGEST_CLEANABLE_BYTES
            )
        content, thumbnail = answer.files
        values = answer.values
        return CleanedFile(
            content,
            values["media_type"],
            values["extension"],
            tuple(values["removed"]),
            thumbnail,
        )
    except (ParserError, ValueError, KeyError, TypeError):
        raise CannotClean from None
