"""Sound as a telephone records it (ISO 14496-12): boxes with names, of which some may stay."""

from io import BytesIO

import mutagen

from uitweg.platform.sandbox.clean.result import (
    OTHER,
    TIME,
    CannotClean,
    CleanedFile,
    categories_of,
    in_category_order,
)

_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_KEPT = frozenset(
    {b"ftyp", b"mdat", b"wide", b"smhd", b"elst", b"stsd", b"stts", b"stsc", b"stsz", b"stz2"}
    | {b"stco", b"co64", b"stss", b"ctts", b"cslg", b"sgpd", b"sbgp", b"sdtp", b"iods"}
)
_FRAGMENTS = frozenset({b"moof", b"mvex", b"sidx"})
_OWN_SOUND = bytes(7) + b"\1\0\0\0\x0curl \0\0\0\1"
"""The content of a box `dref` that says: the sound is in this file, and nothing else."""


def clean_m4a(content: bytes) -> CleanedFile:
    """Overwrite all but the sound with zeros in place, so that the offsets of it stay right.

    Raises CannotClean for more than sound (the pictures of a film can have metadata of their own),
    and for sound in fragments.
    """
    sound = mutagen.File(BytesIO(content))
    tags = {str(key) for key in (sound.tags or {})} if sound else set()
    cleaner = _BoxCleaner(content)
    end = cleaner.clean(0, len(content))
    if cleaner.track_types != {b"soun"}:
        raise CannotClean
    categories = categories_of(tags) | cleaner.categories
    if not categories and (cleaner.has_blanked or end < len(content)):
        categories = {OTHER}
    return CleanedFile(
        bytes(cleaner.whole[:end]), "audio/mp4", "m4a", in_category_order(categories)
    )


class _BoxCleaner:
    """Overwrites boxes in `whole`; `track_types` has what kinds of track there are."""

    def __init__(self, content: bytes) -> None:
        self.whole = bytearray(content)
        self.categories: set[str] = set()
        self.track_types: set[bytes] = set()
        self.has_blanked = False

    def clean(self, at: int, end: int) -> int:
        """Clean the boxes from `at` to `end`; return where the last one ends."""
        while at + 8 <= end:
            size, name = int.from_bytes(self.whole[at : at + 4]), bytes(self.whole[at + 4 : at + 8])
            inside = at + 8
            if size == 1:
                size, inside = int.from_bytes(self.whole[at + 8 : at + 16]), at + 16
            size = size or end - at
            if at + size < inside or at + size > end or name in _FRAGMENTS:
                raise CannotClean
            self._clean_box(name, at, inside, at + size)
            at += size
        return at

    def _clean_box(self, name: bytes, at: int, inside: int, end: int) -> None:
        if name in _CONTAINERS:
            if self.clean(inside, end) != end:
                raise CannotClean
        elif name in _TIMED:
            self._blank_times(inside)
        elif name == b"hdlr":
            self.track_types.add(bytes(self.whole[inside + 8 : inside + 12]))
            self._blank(inside + 24, end)
        elif name == b"dref":
            if self.whole[inside:end] != _OWN_SOUND:
                raise CannotClean
        elif name not in _KEPT:
            self.whole[at + 4 : at + 8] = b"free"
            self._blank(inside, end)

    def _blank_times(self, inside: int) -> None:
        start = inside + 4
        end = start + (16 if self.whole[inside] else 8)
        if any(self.whole[start:end]):
            self.categories.add(TIME)
        self._blank(start, end)

    def _blank(self, start: int, end: int) -> None:
        self.has_blanked |= any(self.whole[start:end])
        self.whole[start:end] = bytes(max(0, end - start))
