"""Sound is copied without its tags; the sound itself is not changed."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import mutagen
from mutagen import ogg

from uitweg.platform.sandbox.clean.m4a import clean_m4a
from uitweg.platform.sandbox.clean.result import (
    OTHER,
    PICTURE,
    CannotClean,
    CleanedFile,
    categories_of,
    in_category_order,
)

OggPage: Any = ogg.OggPage  # mutagen has no types
RIFF_CHUNKS_KEPT = {b"fmt ": 40, b"fact": 4, b"data": 2**32}
"""The parts of a WAV that are needed to play it, and how long each is at most."""
FLAC_BLOCKS_KEPT = frozenset({0, 3})
MPEG_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Dots a second, by version: 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5."""
MPEG_KILOBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
MPEG_KILOBITS[0] = MPEG_KILOBITS[2]
_MPEG_START = re.compile(rb"\xff[\xe2-\xff]", re.DOTALL)
_OGG_HEADERS = {
    b"OpusHead": (2, b"OpusTags" + bytes(8)),
    b"\x01vorbis": (3, b"\x03vorbis" + bytes(8) + b"\x01"),
    b"Speex   ": (2, bytes(8)),
}
"""How each kind of Ogg begins, how many packets come before the sound, and the second of those
without a word in it: the comments."""


def clean_mp3(content: bytes) -> CleanedFile:
    """Keep the frames with sound, and remove everything before, between and behind them."""
    bare = b"".join(mp3_frames(content))
    if not bare:
        raise CannotClean
    categories = _tag_categories(_read(BytesIO(content)))
    if len(bare) < len(content) and not categories:
        categories = {OTHER}
    return CleanedFile(bare, "audio/mpeg", "mp3", in_category_order(categories))


def mp3_frames(content: bytes) -> Iterator[bytes]:
    """Yield the frames. What looks like one frame alone is chance; two after each other are not."""
    at, is_inside = 0, False
    while start := _MPEG_START.search(content, at):
        is_inside = is_inside and start.start() == at
        at = start.start()
        end = at + _frame_length(content[at : at + 4])
        if at < end <= len(content) and (is_inside or _frame_length(content[end : end + 4])):
            yield content[at:end]
            at, is_inside = end, True
        else:
            at, is_inside = at + 1, False


def _frame_length(header: bytes) -> int:
    """Return how long the frame of MPEG layer III is that begins so, or 0 when it is none."""
    bits = int.from_bytes(header)
    version, layer, kilobits, rate = bits >> 19 & 3, bits >> 17 & 3, bits >> 12 & 15, bits >> 10 & 3
    if len(header) < 4 or bits >> 21 != 0x7FF or layer != 1 or version == 1:
        return 0
    if rate == 3 or kilobits in (0, 15):
        return 0
    samples = 144_000 if version == 3 else 72_000
    return samples * MPEG_KILOBITS[version][kilobits] // MPEG_RATES[version][rate] + (bits >> 9 & 1)


def clean_ogg(content: bytes) -> CleanedFile:
    """Keep the sound of one Vorbis, Opus or Speex. Raises CannotClean for a film or several."""
    categories = _tag_categories(_read(BytesIO(content)))
    first, *pages = _ogg_pages(content)
    kinds = [kind for kind in _OGG_HEADERS if first.packets[0].startswith(kind)]
    if not kinds or any(page.serial != first.serial for page in pages):
        raise CannotClean
    count, bare_comment = _OGG_HEADERS[kinds[0]]
    header: list[Any] = []
    while sum(len(page.packets) - page.continued for page in header) < count - 1 or (
        not header[-1].complete
    ):
        header.append(pages.pop(0))
    comment, *others = OggPage.to_packets(header, strict=True)
    if len(others) != count - 2:
        raise CannotClean
    whole = [first, *OggPage.from_packets([bare_comment, *others], sequence=1), *pages]
    for number, page in enumerate(whole):
        page.serial, page.sequence = first.serial, number
    if len(comment) > len(bare_comment) and not categories:
        categories = {OTHER}
    bare = b"".join(page.write() for page in whole)
    return CleanedFile(bare, "audio/ogg", "ogg", in_category_order(categories))


def _ogg_pages(content: bytes) -> Iterator[Any]:
    """Yield the pages; what stands behind the last one is left out."""
    file = BytesIO(content)
    while content[file.tell() : file.tell() + 4] == b"OggS":
        yield OggPage(file)


def clean_flac(content: bytes) -> CleanedFile:
    """Keep how the sound is made and where its seconds are, and remove every other block."""
    sound = _read(BytesIO(content))
    categories = _tag_categories(sound) | ({PICTURE} if sound.pictures else set())
    kept, at, is_last = [], 4, False
    while not is_last:
        head, end = content[at], at + 4 + int.from_bytes(content[at + 1 : at + 4])
        is_last = bool(head & 128)
        if head & 127 in FLAC_BLOCKS_KEPT:
            kept.append(bytes([head & 127]) + content[at + 1 : end])
        at = end
    kept[-1] = bytes([kept[-1][0] | 128]) + kept[-1][1:]
    frames = content[at:-128] if content[-128:].startswith(b"TAG") else content[at:]
    bare = b"".join((b"fLaC", *kept, frames))
    if len(bare) < len(content) and not categories:
        categories = {OTHER}
    return CleanedFile(bare, "audio/flac", "flac", in_category_order(categories))


def clean_wav(content: bytes) -> CleanedFile:
    """Keep the chunks with the format and the sound, and remove every other. Raises CannotClean."""
    kept, categories, chunk_names, at = bytearray(b"WAVE"), set[str](), set[bytes](), 12
    while at + 8 <= len(content):
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name not in chunk_names and length <= RIFF_CHUNKS_KEPT.get(name, -1):
            chunk_names.add(name)
            part = content[at + 8 : at + 8 + length]  # shorter when the recording was cut off
            kept += name + len(part).to_bytes(4, "little") + part + bytes(len(part) % 2)
        else:
            categories.add(OTHER)
        at += 8 + length + length % 2
    if not {b"fmt ", b"data"} <= chunk_names:
        raise CannotClean
    whole = b"RIFF" + len(kept).to_bytes(4, "little") + bytes(kept)
    return CleanedFile(whole, "audio/wav", "wav", in_category_order(categories))


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
