"""Sound is copied without its tags; the sound itself is not changed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import mutagen

from uitweg.platform.sandbox.clean.frames import mp3_frames, ogg_pages
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
SOUND_BOXES = frozenset(
    {b"ftyp", b"mdat", b"smhd", b"dref", b"stsd", b"stts", b"stsc", b"stsz", b"stco", b"co64"}
    | {b"elst", b"ctts", b"stss", b"sgpd", b"sbgp"}
)
"""What is needed to play, besides the boxes that are handled one by one; the rest is blanked."""
TIMED_BOXES = frozenset({b"mvhd", b"tkhd", b"mdhd"})
RIFF_CHUNKS_KEPT = frozenset({b"fmt ", b"data", b"fact"})


def clean_mp3(content: bytes) -> CleanedFile:
    """Keep the frames of sound, and remove everything else: tags of ID3 and APE, and what is loose.

    Raises CannotClean for what has no frames of layer III.
    """
    bare, categories = _without_tags(content)
    frames = b"".join(mp3_frames(bare))
    if not frames:
        raise CannotClean
    if _says(bare) > _says(frames):
        categories |= {OTHER}
    return CleanedFile(frames, "audio/mpeg", "mp3", in_category_order(categories))


def clean_ogg(content: bytes) -> CleanedFile:
    """Remove the comments of Vorbis, Opus, Speex or FLAC, and what stands between the pages.

    Raises CannotClean for a film, and for more than one stream: the others need not be sound.
    """
    bare, categories = _without_tags(content)
    pages = list(ogg_pages(bare))
    if len({stream for stream, _ in pages}) != 1:
        raise CannotClean
    sound = b"".join(page for _, page in pages)
    if _says(bare) > _says(sound):
        categories |= {OTHER}
    return CleanedFile(sound, "audio/ogg", "ogg", in_category_order(categories))


def clean_flac(content: bytes) -> CleanedFile:
    """Keep what is needed to play, and remove everything else."""
    file = BytesIO(content)
    sound = _read(file)
    categories = _tag_categories(sound) | ({PICTURE} if sound.pictures else set())
    kept = [block for block in sound.metadata_blocks if block.code in (0, 3)]
    if len(kept) < len(sound.metadata_blocks) and not categories:
        categories = {OTHER}
    sound.delete(file)
    file.seek(0)
    sound = _read(file)
    sound.metadata_blocks = [block for block in sound.metadata_blocks if block.code in (0, 3)]
    file.seek(0)
    sound.save(file, deleteid3=True, padding=lambda _: 0)
    return CleanedFile(file.getvalue(), "audio/flac", "flac", in_category_order(categories))


def clean_wav(content: bytes) -> CleanedFile:
    """Keep the chunks with the format and the sound, and remove every other. Raises CannotClean."""
    kept, categories, chunk_names, at = bytearray(b"WAVE"), set[str](), set[bytes](), 12
    while at + 8 <= len(content):
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        chunk_names.add(name)
        if name in RIFF_CHUNKS_KEPT:
            inside = content[at + 8 : at + 8 + length]  # shorter when the file is cut off
            kept += name + len(inside).to_bytes(4, "little") + inside + bytes(len(inside) % 2)
        else:
            categories.add(OTHER)
        at += 8 + length + length % 2
    if not {b"fmt ", b"data"} <= chunk_names:
        raise CannotClean
    whole = b"RIFF" + len(kept).to_bytes(4, "little") + bytes(kept)
    return CleanedFile(whole, "audio/wav", "wav", in_category_order(categories))


def clean_m4a(content: bytes) -> CleanedFile:
    """Overwrite tags and times with zeros in place, so that the offsets of the sound stay right.

    Raises CannotClean for more than sound: the pictures of a film can have metadata of their own.
    """
    whole, categories = bytearray(content), set[str]()
    sound = mutagen.File(BytesIO(content))
    categories |= categories_of({str(key) for key in (sound.tags or {})} if sound else set())
    track_types = set[bytes]()
    _blank_boxes(whole, 0, len(whole), categories, track_types)
    if track_types != {b"soun"}:
        raise CannotClean
    return CleanedFile(bytes(whole), "audio/mp4", "m4a", in_category_order(categories))


def _blank_boxes(
    whole: bytearray, at: int, end: int, categories: set[str], track_types: set[bytes]
) -> None:
    """Overwrite the metadata in the boxes (ISO 14496-12) from `at` to `end`.

    Adds to `categories` which metadata there was, and to `track_types` what kinds of track.
    """
    while at + 8 <= end:
        size, name = int.from_bytes(whole[at : at + 4]), bytes(whole[at + 4 : at + 8])
        header_size = 8
        if size == 1:
            size, header_size = int.from_bytes(whole[at + 8 : at + 16]), 16
        size = size or end - at
        if size < header_size or at + size > end:
            raise CannotClean
        inside = at + header_size
        if name not in SOUND_BOXES | CONTAINER_BOXES | TIMED_BOXES | {b"hdlr"}:
            if any(whole[inside : at + size]) and not categories:
                categories.add(OTHER)
            whole[at + 4 : at + 8] = b"free"
            whole[inside : at + size] = bytes(size - header_size)
        elif name in CONTAINER_BOXES:
            _blank_boxes(whole, inside, at + size, categories, track_types)
        elif name in TIMED_BOXES:
            times_size = 16 if whole[inside] else 8
            if any(whole[inside + 4 : inside + 4 + times_size]):
                categories.add(TIME)
            whole[inside + 4 : inside + 4 + times_size] = bytes(times_size)
        elif name == b"hdlr":
            track_types.add(bytes(whole[inside + 8 : inside + 12]))
            whole[inside + 24 : at + size] = bytes(size - header_size - 24)
        at += size


def _without_tags(content: bytes) -> tuple[bytes, set[str]]:
    file = BytesIO(content)
    sound = _read(file)
    categories = _tag_categories(sound)
    file.seek(0)
    sound.delete(file)
    return file.getvalue(), categories


def _says(content: bytes) -> int:
    """Return how many bytes are not zero: what is only filled up says nothing."""
    return len(content) - content.count(0)


def _read(file: BytesIO) -> Any:
    file.seek(0)
    sound = mutagen.File(file)
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
