"""Sound is copied without its labels; the sound itself is not touched."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import mutagen
from mutagen.apev2 import APENoHeaderError
from mutagen.apev2 import delete as delete_ape

from uitweg.platform.sandbox.clean.result import (
    OTHER,
    PICTURE,
    TIME,
    CannotClean,
    CleanedFile,
    categories_of,
    in_category_order,
)

CONTAINER_BOXES = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
METADATA_BOXES = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
TIMED_BOXES = frozenset({b"mvhd", b"tkhd", b"mdhd"})
RIFF_CHUNKS_KEPT = frozenset({b"fmt ", b"data", b"fact"})


def clean_mp3(content: bytes) -> CleanedFile:
    """Drop ID3 (both) and APE labels."""
    bare, told = _without_tags(content)
    holder = BytesIO(bare)
    with suppress(APENoHeaderError):
        delete_ape(holder)
    if len(holder.getvalue()) < len(bare):
        bare, told = holder.getvalue(), told | {OTHER}
    return CleanedFile(bare, "audio/mpeg", "mp3", in_category_order(told))


def clean_ogg(content: bytes) -> CleanedFile:
    """Drop the comments of Vorbis, Opus, Speex or FLAC in Ogg. Raises CannotClean for a film."""
    bare, told = _without_tags(content)
    return CleanedFile(bare, "audio/ogg", "ogg", in_category_order(told))


def clean_flac(content: bytes) -> CleanedFile:
    """Keep what is needed to play, drop all else."""
    holder = BytesIO(content)
    sound = _read(holder)
    told = _tag_categories(sound) | ({PICTURE} if sound.pictures else set())
    kept = [block for block in sound.metadata_blocks if block.code in (0, 3)]
    if len(kept) < len(sound.metadata_blocks) and not told:
        told = {OTHER}
    sound.delete(holder)
    holder.seek(0)
    sound = _read(holder)
    sound.metadata_blocks = [block for block in sound.metadata_blocks if block.code in (0, 3)]
    holder.seek(0)
    sound.save(holder, deleteid3=True, padding=lambda _: 0)
    return CleanedFile(holder.getvalue(), "audio/flac", "flac", in_category_order(told))


def clean_wav(content: bytes) -> CleanedFile:
    """Keep the format and the sound of a WAV, drop every other piece."""
    kept, told, found, at = bytearray(b"WAVE"), set[str](), set[bytes](), 12
    while at + 8 <= len(content):
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        found.add(name)
        if name in RIFF_CHUNKS_KEPT:
            kept += content[at : at + 8 + length].ljust(8 + length + length % 2, b"\0")
        else:
            told.add(OTHER)
        at += 8 + length + length % 2
    if not {b"fmt ", b"data"} <= found:
        raise CannotClean
    whole = b"RIFF" + len(kept).to_bytes(4, "little") + bytes(kept)
    return CleanedFile(whole, "audio/wav", "wav", in_category_order(told))


def clean_m4a(content: bytes) -> CleanedFile:
    """Blank labels and times where they stand, so the sound keeps its place.

    Raises CannotClean when there is more in it than sound: a film can carry places of its own.
    """
    whole, told = bytearray(content), set[str]()
    sound = mutagen.File(BytesIO(content))
    told |= categories_of({str(key) for key in (sound.tags or {})} if sound else set())
    kinds = set[bytes]()
    _blank_boxes(whole, 0, len(whole), told, kinds)
    if kinds != {b"soun"}:
        raise CannotClean
    return CleanedFile(bytes(whole), "audio/mp4", "m4a", in_category_order(told))


def _blank_boxes(whole: bytearray, at: int, end: int, told: set[str], kinds: set[bytes]) -> None:
    while at + 8 <= end:
        size, name = int.from_bytes(whole[at : at + 4]), bytes(whole[at + 4 : at + 8])
        head = 8
        if size == 1:
            size, head = int.from_bytes(whole[at + 8 : at + 16]), 16
        size = size or end - at
        if size < head or at + size > end:
            raise CannotClean
        inside = at + head
        if name in METADATA_BOXES:
            if any(whole[inside : at + size]) and not told:
                told.add(OTHER)
            whole[at + 4 : at + 8] = b"free"
            whole[inside : at + size] = bytes(size - head)
        elif name in CONTAINER_BOXES:
            _blank_boxes(whole, inside, at + size, told, kinds)
        elif name in TIMED_BOXES:
            wide = 16 if whole[inside] else 8
            if any(whole[inside + 4 : inside + 4 + wide]):
                told.add(TIME)
            whole[inside + 4 : inside + 4 + wide] = bytes(wide)
        elif name == b"hdlr":
            kinds.add(bytes(whole[inside + 8 : inside + 12]))
            whole[inside + 24 : at + size] = bytes(size - head - 24)
        at += size


def _without_tags(content: bytes) -> tuple[bytes, set[str]]:
    holder = BytesIO(content)
    sound = _read(holder)
    told = _tag_categories(sound)
    holder.seek(0)
    sound.delete(holder)
    return holder.getvalue(), told


def _read(holder: BytesIO) -> Any:
    holder.seek(0)
    sound = mutagen.File(holder)
    if sound is None or "Theora" in type(sound).__name__:
        raise CannotClean
    return sound


def _tag_categories(sound: Any) -> set[str]:
    return categories_of({str(key).partition(":")[0] for key in (sound.tags or {}).keys()})  # noqa: SIM118


CLEANERS: dict[str, Callable[[bytes], CleanedFile]] = {
    "mp3": clean_mp3,
    "ogg": clean_ogg,
    "flac": clean_flac,
    "wav": clean_wav,
    "m4a": clean_m4a,
}
