"""Clean a file before it leaves: remove what its sender did not mean to send."""

from uitweg.platform.sandbox.clean.result import CannotClean, CleanedFile
from uitweg.platform.sandbox.process import ParserError, run_parser

__all__ = ["CannotClean", "CleanedFile", "clean_file", "file_kind"]

LARGEST_CLEANABLE_BYTES = 50 * 1024 * 1024
CLEANING_MEMORY_BYTES = 2 * 1024**3
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
    """Tell by its first bytes what a file is, in our word for how to clean it; "" is not known.

    What its sender called it does not count.
    """
    for kind, begins in _MAGIC_BYTES:
        if start.startswith(begins):
            return kind
    if start[:4] == b"RIFF":
        return {b"WEBP": "picture", b"WAVE": "wav"}.get(start[8:12], "")
    if start[4:8] == b"ftyp" and start[8:12] not in _STILL_PICTURE_BRANDS:
        return "m4a"  # or a film: whether there is more in it than sound shows inside
    return "mp3" if start[:2] in _MP3_FRAMES else ""


def clean_file(content: bytes, kind: str) -> CleanedFile:
    """Return the file without what it should not tell. Raises CannotClean."""
    if not kind or len(content) > LARGEST_CLEANABLE_BYTES:
        raise CannotClean
    try:
        answer = run_parser("clean", content, kind=kind, memory=CLEANING_MEMORY_BYTES)
        cleaned, thumbnail = answer.files
        values = answer.values
        return CleanedFile(
            cleaned, values["kind"], values["end"], tuple(values["removed"]), thumbnail
        )
    except (ParserError, ValueError, KeyError, TypeError):
        raise CannotClean from None
